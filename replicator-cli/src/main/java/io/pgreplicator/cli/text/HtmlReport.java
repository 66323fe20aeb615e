package io.pgreplicator.cli.text;

import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Counts;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as one page to attach to a ticket or to print: no script, no link to anywhere, readable in either colour scheme.
 * Stateless, thread-safe.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * The page.
     *
     * @param source the source's name, as in messages
     * @param target the target's name
     * @param at when the comparison ended
     */
    public static String of(VerifyReport report, String source, String target, ZonedDateTime at) {
        String sections = HtmlPage.section(
                        "Tables",
                        report.tables(),
                        List.of(
                                "table",
                                "rows on " + VerifyText.from(report),
                                "on " + VerifyText.to(report),
                                "different",
                                "missing",
                                "extra",
                                "refused",
                                "pending",
                                "moving"),
                        HtmlReport::table)
                + HtmlPage.section(
                        "Rows that differ",
                        report.tables().stream()
                                .flatMap(table -> table.sampleKeys().stream()
                                        .map(row -> HtmlPage.cells(
                                                table.table(),
                                                row.kind(),
                                                "("
                                                        + String.join(
                                                                ", ", row.key().keySet()) + ")=("
                                                        + String.join(
                                                                ", ", row.key().values()) + ")")))
                                .toList(),
                        List.of("table", "how", "key"),
                        Function.identity())
                + HtmlPage.section(
                        "Definitions and privileges that differ",
                        report.objects(),
                        List.of(
                                "object",
                                "on " + VerifyText.from(report),
                                "on " + VerifyText.to(report),
                                "what makes the " + VerifyText.to(report) + " equal"),
                        HtmlReport::difference)
                + HtmlPage.section(
                        "Wait until the replicator restores them",
                        report.waiting(),
                        List.of("object", "on " + VerifyText.from(report), "on " + VerifyText.to(report), ""),
                        HtmlReport::difference)
                + HtmlPage.section(
                        "Sequences that are behind",
                        report.sequences(),
                        List.of("sequence", "on " + VerifyText.from(report), "on " + VerifyText.to(report), ""),
                        one -> HtmlPage.cells(
                                one.sequence(), one.source(), one.target(), one.pending() ? "not brought yet" : ""))
                + HtmlPage.section(
                        "Not compared",
                        report.notCompared(),
                        List.of("what", "why"),
                        one -> HtmlPage.cells(one.what(), one.why()));
        long rows = report.tables().stream()
                .mapToLong(VerifyReport.Table::comparedRows)
                .sum();
        return HtmlPage.of(
                "Comparison of " + source + " and " + target,
                report.isEqual(),
                report.isEqual() ? "Equal" : "Not equal",
                Figures.count(rows, "row") + " of "
                        + Figures.count(report.tables().size(), "table") + " compared in "
                        + Figures.seconds(report.seconds()) + ", until " + at.truncatedTo(ChronoUnit.SECONDS),
                sections);
    }

    private static String table(VerifyReport.Table table) {
        Counts counts = table.counts();
        return "<td" + (table.isEqual() ? "" : " class=\"bad\"") + ">"
                + HtmlPage.escaped(table.table().toString()) + "</td>"
                + List.of(
                                table.sourceRows(),
                                table.targetRows(),
                                counts.different(),
                                counts.missing(),
                                counts.extra(),
                                counts.refused(),
                                counts.pending(),
                                counts.moving())
                        .stream()
                        .map(number -> "<td class=\"n\">" + Figures.count(number) + "</td>")
                        .collect(Collectors.joining());
    }

    private static String difference(SchemaReport.Difference difference) {
        return HtmlPage.cells(
                difference.object(), shown(difference.source()), shown(difference.target()), difference.cure());
    }

    private static String shown(@Nullable String definition) {
        return definition == null ? "missing" : definition;
    }
}
