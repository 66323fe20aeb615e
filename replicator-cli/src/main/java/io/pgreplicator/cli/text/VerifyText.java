package io.pgreplicator.cli.text;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Counts;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a comparison of both sides has found: each table, what differs, what was not compared, and the result. Stateless, thread-safe. */
public final class VerifyText {
    private static final int MOST_NAMED = 10;

    private VerifyText() {}

    public static String of(VerifyReport report, Paint paint) {
        var lines = new ArrayList<String>();
        if (!report.tables().isEmpty()) {
            lines.addAll(tables(report));
            lines.add("");
        }
        report.tables().forEach(table -> lines.addAll(rows(table, from(report))));
        report.objects().stream().map(one -> text(one, report)).forEach(lines::add);
        report.waiting().stream()
                .map(one -> "waits until the replicator restores it: " + text(one, report))
                .forEach(lines::add);
        report.sequences().stream()
                .map(sequence -> sequence(sequence, from(report), to(report)))
                .forEach(lines::add);
        report.notCompared().stream().map(VerifyText::notCompared).forEach(lines::add);
        lines.add(result(report, paint));
        return String.join("\n", lines);
    }

    /** The side that changes come from, as in the options of the command. */
    static String from(VerifyReport report) {
        return report.reverse() ? "target" : "source";
    }

    /** The side that they go to. */
    static String to(VerifyReport report) {
        return report.reverse() ? "source" : "target";
    }

    private static String text(SchemaReport.Difference one, VerifyReport report) {
        return one.text(from(report), to(report));
    }

    private static List<String> tables(VerifyReport report) {
        var table = new TextTable("lrrl");
        table.row("table", "rows on " + from(report), "on " + to(report), "");
        for (VerifyReport.Table one : report.tables()) {
            table.row(
                    one.table().toString(),
                    Figures.count(one.sourceRows()),
                    Figures.count(one.targetRows()),
                    (one.isEqual() ? "equal" : "NOT EQUAL: " + counts(one)) + repaired(one) + moving(one.counts()));
        }
        return table.lines();
    }

    private static String counts(VerifyReport.Table table) {
        Counts counts = table.counts();
        String text = Stream.of(
                        count(counts.different(), "different"),
                        count(counts.missing(), "missing"),
                        count(counts.extra(), "extra"),
                        count(counts.refused(), "refused"),
                        count(counts.pending(), "pending"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return table.complete() ? text : text + " at least: the rest of the table was not compared";
    }

    private static Optional<String> count(long rows, String kind) {
        return rows == 0 ? Optional.empty() : Optional.of(Figures.count(rows) + " " + kind);
    }

    private static String repaired(VerifyReport.Table table) {
        return table.repairedRows() == 0 ? "" : ", " + Figures.count(table.repairedRows()) + " repaired";
    }

    private static String moving(Counts counts) {
        return counts.moving() == 0
                ? ""
                : ", " + Figures.count(counts.moving()) + " changed at every look, and their changes arrive";
    }

    private static List<String> rows(VerifyReport.Table table, String from) {
        List<String> lines = table.sampleKeys().stream()
                .limit(MOST_NAMED)
                .map(row -> Sql.inLine(table.table() + ": " + row.kind() + " ("
                        + String.join(", ", row.key().keySet()) + ")=("
                        + String.join(", ", row.key().values()) + ")"))
                .collect(Collectors.toCollection(ArrayList::new));
        long more = table.counts().unequal() + table.counts().moving() - lines.size();
        if (!lines.isEmpty() && more > 0) {
            lines.add(table.table() + ": and " + Figures.count(more) + " more; --json names up to 100 of each kind");
        }
        if (table.counts().pending() > 0) {
            lines.add(table.table()
                    + ": pending rows are in the log of the " + from + "; 'replicator run' or 'replicator resume'"
                    + " brings them");
        }
        return lines;
    }

    private static String sequence(VerifyReport.SequenceDifference sequence, String from, String to) {
        return "sequence " + sequence.sequence() + " is at " + sequence.source() + " on the " + from + ", and only at "
                + sequence.target() + " on the " + to
                + (sequence.pending() ? "; the running replicator has not brought it yet" : "");
    }

    private static String notCompared(NotCompared left) {
        return (left.needed() ? "NOT COMPARED: " : "not compared: ") + left.what() + ": " + left.why();
    }

    private static String result(VerifyReport report, Paint paint) {
        long rows = report.tables().stream()
                .mapToLong(VerifyReport.Table::comparedRows)
                .sum();
        String compared = Figures.count(rows, "row") + " of "
                + Figures.count(report.tables().size(), "table") + " compared in " + Figures.seconds(report.seconds());
        if (report.isEqual()) {
            return paint.good("Equal") + ": " + compared + ".";
        }
        long unequal = report.tables().stream()
                .mapToLong(table -> table.counts().unequal())
                .sum();
        return paint.bad("Not equal") + ": " + compared + "; " + Figures.count(unequal, "row") + " and "
                + Figures.count(report.objects().size() + report.sequences().size(), "object") + " differ, "
                + Figures.count(
                        report.notCompared().stream()
                                .filter(NotCompared::needed)
                                .count(),
                        "thing")
                + " could not be compared.";
    }
}
