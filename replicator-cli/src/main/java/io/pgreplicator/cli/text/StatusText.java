package io.pgreplicator.cli.text;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.Progress.Copy;
import io.pgreplicator.telemetry.Progress.LastRound;
import io.pgreplicator.telemetry.Progress.SequenceProblem;
import io.pgreplicator.telemetry.Progress.TableProgress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The state of a migration for a person: a summary, then its largest tables. Stateless, thread-safe. */
public final class StatusText {
    private static final int MOST_REFUSED = 5;

    private static final int MOST_TABLES = 20;
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private StatusText() {}

    public static String of(Progress progress, Paint paint) {
        var lines = new ArrayList<String>();
        lines.add(field("phase", phase(progress, paint)));
        if (progress.reverse()) {
            lines.add(field("direction", "from the target back to the source, since a cutover"));
        } else if (progress.phase() == Phase.SWITCHED) {
            lines.add(field(
                    "direction",
                    "none: applications write to the target since a cutover, and the source refuses writes"));
        }
        lines.add(field("copied", copied(progress)));
        lines.add(field("lag", lag(progress)));
        lines.add(field("rounds", rounds(progress)));
        lines.add(field("source", source(progress.source(), paint)));
        lines.add(field("leader", progress.leader() == null ? "none is running" : progress.leader()));
        if (progress.refused().rows() > 0) {
            lines.add(field("refused", paint.bad(refusedRows(progress))));
        }
        if (!progress.sequenceProblems().isEmpty()) {
            lines.add(field("sequences", paint.bad(sequences(progress))));
        }
        if (!progress.openObjects().isEmpty()) {
            lines.add(field("open", paint.bad(openObjects(progress))));
        }
        if (progress.lastError() != null) {
            lines.add(field("last error", paint.bad(progress.lastError().replace("\n", "\n" + field("", "")))));
        }
        if (!progress.tables().isEmpty()) {
            lines.add("");
            lines.addAll(tables(progress.tables()));
        }
        return String.join("\n", lines);
    }

    /** The same on one line. */
    public static String line(Progress progress) {
        return switch (progress.phase()) {
            case NEW, INSTALLING, COPYING, INDEXING -> progress.phase() + " " + copied(progress);
            default ->
                progress.phase() + ", lag " + lag(progress) + ", "
                        + Figures.count(progress.rounds().applied(), "round") + refused(progress) + open(progress);
        };
    }

    /** {@code 1.2 GB of 3.4 GB (35 %), 82.1 MB/s, about 27 s to go}. */
    public static String copied(Progress progress) {
        Copy copy = progress.copy();
        if (copy.totalBytes() == 0) {
            return Figures.bytes(copy.copiedBytes());
        }
        String text = Figures.bytes(copy.copiedBytes()) + " of " + Figures.bytes(copy.totalBytes()) + " ("
                + Figures.percent(copy.copiedBytes(), copy.totalBytes()) + ")";
        if (copy.bytesPerSecond() > 0) {
            text += ", " + Figures.bytes(copy.bytesPerSecond()) + "/s";
        }
        Long eta = copy.etaSeconds();
        return eta == null ? text : text + ", about " + Figures.seconds(eta) + " to go";
    }

    /** {@code , 2 rows refused}, or nothing. */
    public static String refused(Progress progress) {
        return progress.refused().rows() == 0
                ? ""
                : ", " + Figures.count(progress.refused().rows(), "row") + " refused";
    }

    private static String refusedRows(Progress progress) {
        String margin = "\n" + field("", "");
        String rows = progress.refused().first().stream()
                .limit(MOST_REFUSED)
                .map(row -> margin + row.row() + ": " + row.reason() + " [" + row.sqlState() + "]")
                .collect(Collectors.joining());
        long more = progress.refused().rows()
                - Math.min(MOST_REFUSED, progress.refused().first().size());
        return Figures.count(progress.refused().rows(), "row")
                + " not on the " + to(progress) + " as on the " + (progress.reverse() ? "target" : "source")
                + "; tried again while 'run' goes on" + rows
                + (more > 0 ? margin + "... and " + Figures.count(more) + " more" : "");
    }

    /** The side that changes go to, as in the options of the command. */
    private static String to(Progress progress) {
        return progress.reverse() ? "source" : "target";
    }

    private static String sequences(Progress progress) {
        List<SequenceProblem> problems = progress.sequenceProblems();
        return Figures.count(problems.size(), "sequence") + " not set on the " + to(progress)
                + problems.stream()
                        .map(problem -> "\n" + field("", "") + problem.sequence() + ": " + problem.problem())
                        .collect(Collectors.joining());
    }

    private static String openObjects(Progress progress) {
        String margin = "\n" + field("", "");
        return Figures.count(progress.openObjects().size(), "object") + " not back on the " + to(progress)
                + progress.openObjects().stream()
                        .limit(MOST_TABLES)
                        .map(open -> margin + open.subject() + ": " + open.reason() + margin + "  " + open.sql()
                                + (open.offenders().isEmpty() ? "" : margin + "  rows in the way: " + open.offenders()))
                        .collect(Collectors.joining())
                + (progress.openObjects().size() > MOST_TABLES
                        ? margin + "... and "
                                + Figures.count(progress.openObjects().size() - MOST_TABLES)
                                + " more (--json lists every one)"
                        : "");
    }

    /** {@code , 2 objects open}, or nothing. */
    public static String open(Progress progress) {
        return progress.openObjects().isEmpty()
                ? ""
                : ", " + Figures.count(progress.openObjects().size(), "object") + " open";
    }

    private static String lag(Progress progress) {
        String lag = Figures.secondsOrUnknown(progress.lag().seconds());
        Long keys = progress.lag().pendingKeys();
        if (keys == null) {
            return lag;
        }
        return keys == 0 ? lag + ", nothing pending" : lag + ", at most " + Figures.count(keys, "key") + " pending";
    }

    private static String rounds(Progress progress) {
        LastRound last = progress.rounds().last();
        String count = Figures.count(progress.rounds().applied());
        return last == null
                ? count
                : count + ", the last with changes: " + Figures.count(last.keys(), "key") + " in "
                        + Figures.seconds(last.seconds()) + " at " + MOMENT.format(last.at());
    }

    private static String source(Progress.SourceCost cost, Paint paint) {
        if (cost.walBytesCaptured() == null && cost.captureValid() == null && cost.connections() == null) {
            return "not asked";
        }
        Boolean valid = cost.captureValid();
        String capture = valid == null ? "capture not known" : valid ? "capture valid" : paint.bad("capture NOT valid");
        Integer connections = cost.connections();
        return Figures.bytesOrUnknown(cost.walBytesCaptured()) + " in the capture's log, " + capture + ", "
                + (connections == null ? "connections not known" : Figures.count(connections, "connection"));
    }

    private static List<String> tables(List<TableProgress> tables) {
        List<TableProgress> sorted = tables.stream()
                .sorted(Comparator.comparingLong(TableProgress::totalBytes)
                        .reversed()
                        .thenComparing(TableProgress::schema)
                        .thenComparing(TableProgress::name))
                .toList();
        var text = new TextTable("llrrrrr").row("TABLE", "PHASE", "COPIED", "OF", "", "ROWS", "PENDING");
        for (TableProgress table : sorted.subList(0, Math.min(MOST_TABLES, sorted.size()))) {
            text.row(
                    table.schema() + "." + table.name(),
                    table.phase().toString(),
                    Figures.bytes(table.copiedBytes()),
                    Figures.bytes(table.totalBytes()),
                    Figures.percent(table.copiedBytes(), table.totalBytes()),
                    Figures.count(table.copiedRows()),
                    Figures.countOrUnknown(table.pendingKeys()));
        }
        var lines = new ArrayList<>(text.lines());
        if (sorted.size() > MOST_TABLES) {
            lines.add(rest(sorted.subList(MOST_TABLES, sorted.size())));
        }
        return lines;
    }

    private static String rest(List<TableProgress> tables) {
        long bytes = tables.stream().mapToLong(TableProgress::totalBytes).sum();
        return "... and " + Figures.count(tables.size(), "smaller table") + ", " + Figures.bytes(bytes)
                + " in all (--json lists every one)";
    }

    private static String phase(Progress progress, Paint paint) {
        Phase phase = progress.phase();
        return switch (phase) {
            case FAILED -> paint.bad(phase.toString());
            case FOLLOWING, SWITCHED, REVERSED ->
                progress.refused().rows() == 0 && progress.openObjects().isEmpty()
                        ? paint.good(phase.toString())
                        : paint.warn(phase.toString());
            default -> paint.bold(phase.toString());
        };
    }

    private static String field(String name, String value) {
        return name + " ".repeat(12 - name.length()) + value;
    }
}
