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
    @SuppressWarnings("InlineFormatString") // a page is easier to read where nothing else is
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { border-bottom: 1px solid #8886; padding: .25rem .75rem; text-align: left; vertical-align: top; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            .bad { color: #d33; font-weight: 600; }
            .good { color: #080; font-weight: 600; }
            code { font-size: .9em; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            <p class="%2$s">%3$s</p>
            <p>%4$s</p>
            %5$s
            </body>
            </html>
            """;

    private HtmlReport() {}

    /**
     * The page.
     *
     * @param source the source's name, as in messages
     * @param target the target's name
     * @param at when the comparison ended
     */
    public static String of(VerifyReport report, String source, String target, ZonedDateTime at) {
        String sections = section(
                        "Tables",
                        report.tables(),
                        List.of(
                                "table",
                                "rows on source",
                                "on target",
                                "different",
                                "missing",
                                "extra",
                                "refused",
                                "pending",
                                "moving"),
                        HtmlReport::table)
                + section(
                        "Rows that differ",
                        report.tables().stream()
                                .flatMap(table -> table.sampleKeys().stream()
                                        .map(row -> cells(
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
                + section(
                        "Definitions and privileges that differ",
                        report.objects(),
                        List.of("object", "on source", "on target"),
                        HtmlReport::difference)
                + section(
                        "Wait until the replicator restores them",
                        report.waiting(),
                        List.of("object", "on source", "on target"),
                        HtmlReport::difference)
                + section(
                        "Sequences that are behind",
                        report.sequences(),
                        List.of("sequence", "on source", "on target"),
                        one -> cells(one.sequence(), one.source(), one.target()))
                + section(
                        "Not compared",
                        report.notCompared(),
                        List.of("what", "why"),
                        one -> cells(one.what(), one.why()));
        long rows = report.tables().stream()
                .mapToLong(VerifyReport.Table::comparedRows)
                .sum();
        return PAGE.formatted(
                escaped("Comparison of " + source + " and " + target),
                report.isEqual() ? "good" : "bad",
                report.isEqual() ? "Equal" : "Not equal",
                escaped(Figures.count(rows, "row") + " of "
                        + Figures.count(report.tables().size(), "table") + " compared in "
                        + Figures.seconds(report.seconds()) + ", until " + at.truncatedTo(ChronoUnit.SECONDS)),
                sections);
    }

    private static <T> String section(String title, List<T> items, List<String> heads, Function<T, String> cells) {
        return items.isEmpty()
                ? ""
                : "<h2>" + escaped(title) + "</h2>\n<table>\n<tr>"
                        + heads.stream()
                                .map(head -> "<th>" + escaped(head) + "</th>")
                                .collect(Collectors.joining())
                        + "</tr>\n"
                        + items.stream()
                                .map(item -> "<tr>" + cells.apply(item) + "</tr>\n")
                                .collect(Collectors.joining())
                        + "</table>\n";
    }

    private static String table(VerifyReport.Table table) {
        Counts counts = table.counts();
        return "<td" + (table.isEqual() ? "" : " class=\"bad\"") + ">"
                + escaped(table.table().toString()) + "</td>"
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
        return cells(difference.object(), shown(difference.source()), shown(difference.target()));
    }

    private static String shown(@Nullable String definition) {
        return definition == null ? "missing" : definition;
    }

    private static String cells(Object... values) {
        return List.of(values).stream()
                .map(value -> "<td>" + escaped(value.toString()) + "</td>")
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", "<br>");
    }
}
