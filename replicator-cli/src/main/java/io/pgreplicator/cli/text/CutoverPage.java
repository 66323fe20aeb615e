package io.pgreplicator.cli.text;

import io.pgreplicator.cli.hook.SwitchHook;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a cutover as a page to attach to a ticket. Stateless, thread-safe. */
public final class CutoverPage {
    private CutoverPage() {}

    /**
     * The page.
     *
     * @param result as in JSON
     * @param ended what the run told; null when nothing was tried, or a former command had switched
     * @param former the side that applications leave, as in messages
     * @param primary the side that they go to
     * @param at when it ended
     */
    public static String of(
            CutoverResult result, @Nullable CutoverEnded ended, String former, String primary, ZonedDateTime at) {
        String sections = HtmlPage.section(
                        "Steps of the last attempt (writers wait from \"close\" on)",
                        result.steps(),
                        List.of("step", "ms"),
                        step -> HtmlPage.cells(step.name(), step.ms()))
                + HtmlPage.section(
                        "How long writers waited",
                        ended == null ? List.of() : ended.pauses(),
                        List.of("ms"),
                        pause -> HtmlPage.cells(pause.toMillis()))
                + HtmlPage.section(
                        "Guardrails",
                        result.guardrails(),
                        List.of("name", "level", "message", "cure"),
                        one -> HtmlPage.cells(one.name(), one.level(), one.message(), one.cure()))
                + HtmlPage.section(
                        "Rows carried last, compared while writers waited: equal",
                        one(result.lastRows()),
                        List.of("tables", "rows"),
                        one -> HtmlPage.cells(one.tables(), Figures.count(one.rows())))
                + HtmlPage.section(
                        "The last comparison of all rows before it",
                        one(result.proof()),
                        List.of("tables", "rows", "equal", "at"),
                        one -> HtmlPage.cells(
                                one.tables(), Figures.count(one.rows()), one.equal() ? "yes" : "no", one.at()))
                + hook(result.hook());
        return HtmlPage.of(
                "Cutover from " + former + " to " + primary,
                result.reason() == null
                        && (result.hook() == null || result.hook().isDone()),
                result.outcome().replace('_', ' '),
                (result.reason() == null ? CutoverText.of(ended, result.reverse()) : result.reason())
                        + " Ended at " + at.truncatedTo(ChronoUnit.SECONDS) + ", after "
                        + Figures.count(result.attempts(), "attempt") + ".",
                sections);
    }

    private static <T> List<T> one(@Nullable T value) {
        return value == null ? List.of() : List.of(value);
    }

    private static String hook(SwitchHook.@Nullable Result ran) {
        return HtmlPage.section(
                "The command of --on-switch",
                one(ran),
                List.of("exit code", "seconds", "output"),
                one -> HtmlPage.cells(
                        one.exit() == null ? "none" : one.exit(), Figures.seconds(one.seconds()), one.output()));
    }
}
