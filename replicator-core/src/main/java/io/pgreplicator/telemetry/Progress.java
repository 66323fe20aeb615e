package io.pgreplicator.telemetry;

import io.pgreplicator.error.SideWords;
import io.pgreplicator.sql.QualifiedName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a migration at one moment, readable from any machine that reaches the two databases. {@code status --json} is
 * made from it. Immutable.
 *
 * @param phase the phase of the migration
 * @param tables every replicated table
 * @param copy progress of the initial copy
 * @param lag how far the target is behind
 * @param rounds what was applied after the copy
 * @param lastError why the replicator stopped or last retried; null when there is no error
 * @param refused rows that the target refused
 * @param openObjects objects of the target that are not restored; empty while the copy is not complete
 * @param source what the replicator costs the source
 * @param leader who leads: host, process and since when; null when no replicator is running
 * @param sequenceProblems sequences whose value on the target may be behind, and why
 * @param reverse whether changes go from the target back to the source, since a cutover: everything here is of that direction
 */
public record Progress(
        Phase phase,
        List<TableProgress> tables,
        Copy copy,
        Lag lag,
        Rounds rounds,
        @Nullable String lastError,
        Refused refused,
        List<OpenObject> openObjects,
        SourceCost source,
        @Nullable String leader,
        List<SequenceProblem> sequenceProblems,
        boolean reverse) {

    public Progress {
        tables = List.copyOf(tables);
        openObjects = List.copyOf(openObjects);
        sequenceProblems = List.copyOf(sequenceProblems);
    }

    /** No migration has begun for that target. */
    public static Progress ofNone() {
        return new Progress(
                Phase.NEW,
                List.of(),
                Copy.NONE,
                Lag.UNKNOWN,
                Rounds.NONE,
                null,
                Refused.NONE,
                List.of(),
                SourceCost.NOT_ASKED,
                null,
                List.of(),
                false);
    }

    /**
     * The same as of that direction.
     *
     * @param back whether changes go from the target to the source
     * @param turning whether a cutover has closed one side and not opened the other one yet
     */
    public Progress going(boolean back, boolean turning) {
        Phase named = turning ? Phase.FENCED : back ? returning() : phase == Phase.SWITCHED ? Phase.FOLLOWING : phase;
        return back ? turned().with(named, turned(lastError), true) : with(named, lastError, false);
    }

    /** Whatever is a text in the words of who has given the two databases. */
    private Progress turned() {
        List<SequenceProblem> problems = sequenceProblems.stream()
                .map(one -> new SequenceProblem(one.sequence(), SideWords.onTheWayBack(one.problem())))
                .toList();
        return new Progress(
                phase, tables, copy, lag, rounds, lastError, refused, openObjects, source, leader, problems, reverse);
    }

    private static @Nullable String turned(@Nullable String text) {
        return text == null ? null : SideWords.onTheWayBack(text);
    }

    /** What the recorded phase is called while changes go back. */
    private Phase returning() {
        return switch (phase) {
            case NEW -> Phase.SWITCHED;
            case FOLLOWING -> Phase.REVERSED;
            default -> phase;
        };
    }

    /** The same after a cutover without a way back, or whose way back is gone: nothing is carried, so nothing is known to be pending. */
    public Progress ended() {
        return new Progress(
                Phase.SWITCHED,
                tables.stream().map(TableProgress::withoutPending).toList(),
                copy,
                Lag.UNKNOWN,
                rounds,
                lastError,
                refused,
                openObjects,
                source,
                leader,
                sequenceProblems,
                reverse);
    }

    /** The same with that as the last error. */
    public Progress failing(String error) {
        return with(Phase.FAILED, error, reverse);
    }

    private Progress with(Phase named, @Nullable String error, boolean back) {
        return new Progress(
                named, tables, copy, lag, rounds, error, refused, openObjects, source, leader, sequenceProblems, back);
    }

    /** One table. {@code pendingKeys} is null when the source was not queried. */
    public record TableProgress(
            String schema,
            String name,
            Phase phase,
            long copiedBytes,
            long totalBytes,
            long copiedRows,
            @Nullable Long pendingKeys) {
        private TableProgress withoutPending() {
            return new TableProgress(schema, name, phase, copiedBytes, totalBytes, copiedRows, null);
        }
    }

    /**
     * The initial copy, measured by the tables' sizes on the source.
     *
     * @param copiedBytes bytes of table data copied so far
     * @param totalBytes bytes to copy in total
     * @param bytesPerSecond rate over the last seconds; 0 when nothing is being copied
     */
    public record Copy(long copiedBytes, long totalBytes, long bytesPerSecond) {
        public static final Copy NONE = new Copy(0, 0, 0);

        /** Seconds until it is complete at that rate, rounded up; null when nothing is being copied. */
        public @Nullable Long etaSeconds() {
            return bytesPerSecond > 0
                    ? Long.valueOf((totalBytes - copiedBytes + bytesPerSecond - 1) / bytesPerSecond)
                    : null;
        }
    }

    /**
     * How far the target is behind its source.
     *
     * @param seconds age of the oldest source commit that may not be on the target, including that of a refused row; null
     *     before following, or when it cannot be known
     * @param pendingKeys changed keys not yet on the target, including refused rows, an upper bound; null when the source
     *     was not queried
     */
    public record Lag(@Nullable Double seconds, @Nullable Long pendingKeys) {
        public static final Lag UNKNOWN = new Lag(null, null);
    }

    /**
     * What was applied after the copy.
     *
     * @param applied rounds since the migration began
     * @param last the last one that carried changes; null before the first
     */
    public record Rounds(long applied, @Nullable LastRound last) {
        public static final Rounds NONE = new Rounds(0, null);
    }

    /** The last round that carried changes: its distinct keys, its duration and when it was committed. */
    public record LastRound(long keys, double seconds, Instant at) {}

    /**
     * Rows that the target refused, which it does not hold as the source has them.
     *
     * @param rows number of rows
     * @param first the first of them, oldest first
     */
    public record Refused(long rows, List<RefusedRow> first) {
        public static final Refused NONE = new Refused(0, List.of());

        public Refused {
            first = List.copyOf(first);
        }
    }

    /** A row that the target refused: its name, the server's SQLSTATE and message, when it was first and last refused. */
    public record RefusedRow(RowName row, String sqlState, String reason, Instant firstSeen, Instant lastSeen) {
        /** A query that shows the row, on either side. */
        public String query() {
            return row.query();
        }
    }

    /** A sequence that is not published on the target, and why. */
    public record SequenceProblem(QualifiedName sequence, String problem) {}

    /**
     * What the replicator costs the source.
     *
     * @param walBytesCaptured bytes that the capture currently holds in its log; null when the source was not queried
     * @param captureValid whether every table's capture is intact; null when the source was not queried
     * @param connections sessions of the replicator on the source; null when the source was not queried
     */
    public record SourceCost(
            @Nullable Long walBytesCaptured,
            @Nullable Boolean captureValid,
            @Nullable Integer connections) {
        public static final SourceCost NOT_ASKED = new SourceCost(null, null, null);
    }
}
