package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a migration at one moment, as any machine that reaches the two databases can read it. The component names
 * in snake case are the JSON fields of {@code status --json}. Immutable.
 *
 * @param phase where the migration stands
 * @param tables every table that takes part
 * @param copiedBytes bytes of table data copied so far, by the size they have on the source
 * @param totalBytes bytes to copy in all
 * @param bytesPerSecond rate of the copy over the last seconds; 0 when nothing is being copied
 * @param etaSeconds seconds until the copy is done at that rate; null when not copying or not known
 * @param lagSeconds age of the oldest source commit that may not be on the target, that of a refused row among them; null before following, or when it
 *     cannot be known
 * @param pendingKeys changed keys not yet on the target, refused rows among them, an upper bound; null when the source was not asked
 * @param rounds rounds applied since the migration began
 * @param lastRound the last round that carried changes; null before the first
 * @param lastError why the replicator stopped or last retried; null when it is well
 * @param refusedRows rows that the target refused, which it does not hold as the source has them
 * @param refused the first of them, the oldest first
 * @param openObjects objects of the target that are not back; empty while the copy is not done
 * @param source what the replicator costs the source
 * @param leader who leads: host, process and since when; null when no replicator is running
 * @param sequenceProblems sequences whose value on the target may be behind, and why
 */
public record Progress(
        Phase phase,
        List<TableProgress> tables,
        long copiedBytes,
        long totalBytes,
        long bytesPerSecond,
        @Nullable Long etaSeconds,
        @Nullable Double lagSeconds,
        @Nullable Long pendingKeys,
        long rounds,
        @Nullable LastRound lastRound,
        @Nullable String lastError,
        long refusedRows,
        List<RefusedRow> refused,
        List<OpenObject> openObjects,
        SourceCost source,
        @Nullable String leader,
        List<SequenceProblem> sequenceProblems) {

    public Progress {
        sequenceProblems = List.copyOf(sequenceProblems);
        tables = List.copyOf(tables);
        refused = List.copyOf(refused);
        openObjects = List.copyOf(openObjects);
    }

    /** One table. {@code pendingKeys} is null when the source was not asked. */
    public record TableProgress(
            String schema,
            String name,
            Phase phase,
            long copiedBytes,
            long totalBytes,
            long copiedRows,
            @Nullable Long pendingKeys) {}

    /** A row that the target refused: its name, the server's SQLSTATE and message, when it was refused first and last. */
    public record RefusedRow(RowName row, String sqlState, String reason, Instant firstSeen, Instant lastSeen) {}

    /** A sequence that is not published on the target, and why. */
    public record SequenceProblem(QualifiedName sequence, String problem) {}

    /** The last round that carried changes: its distinct keys, its duration and when it was committed. */
    public record LastRound(long keys, double seconds, Instant at) {}

    /**
     * What the replicator costs the source.
     *
     * @param walBytesCaptured bytes the capture holds in its log at present; null when the source was not asked
     * @param captureValid whether every table's capture stands; null when the source was not asked
     * @param connections sessions of the replicator on the source; null when the source was not asked
     */
    public record SourceCost(
            @Nullable Long walBytesCaptured,
            @Nullable Boolean captureValid,
            @Nullable Integer connections) {}
}
