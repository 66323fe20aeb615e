package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.time.Duration;
import java.util.List;

/** What happens in a migration, in started and finished pairs. All are immutable. */
public sealed interface ReplicationEvent {

    /** The migration entered a phase. */
    record PhaseEntered(Phase phase) implements ReplicationEvent {}

    /** The capture of a table is being installed. */
    record CaptureStarted(QualifiedName table) implements ReplicationEvent {}

    /** Every later write of the table is captured. */
    record CaptureFinished(QualifiedName table) implements ReplicationEvent {}

    /** A chunk of a table is being copied. */
    record ChunkStarted(QualifiedName table, long chunk) implements ReplicationEvent {}

    /** A chunk and its journal row are committed on the target. */
    record ChunkFinished(QualifiedName table, long chunk, long rows, long bytes) implements ReplicationEvent {}

    /** An index or constraint of the target is being built. */
    record IndexStarted(QualifiedName table, String name) implements ReplicationEvent {}

    /** An index or constraint of the target stands again. */
    record IndexFinished(QualifiedName table, String name, Duration elapsed) implements ReplicationEvent {}

    /** A round that carries changes has begun. */
    record RoundStarted(long round) implements ReplicationEvent {}

    /** The target equals the source at the round's snapshot. */
    record RoundFinished(long round, long keys, Duration elapsed) implements ReplicationEvent {}

    /**
     * Everything that was committed on the source before that {@link System#nanoTime} of this process is on the target. Told once
     * a second at most.
     */
    record Synced(long upToNanos) implements ReplicationEvent {}

    /** Something failed and is tried again. */
    record Retrying(String what, String reason, int attempt, Duration pause) implements ReplicationEvent {}

    /** Tables were created on the source since the start; they are not captured, and {@code status} says so. */
    record NotReplicated(List<QualifiedName> tables) implements ReplicationEvent {
        public NotReplicated {
            tables = List.copyOf(tables);
        }
    }

    /** The target refused a row: it keeps what it had under that key, and the row is tried again from time to time. */
    record RowRefused(RowName row, String sqlState, String reason) implements ReplicationEvent {}

    /** A row that was refused is on the target as on the source now, or gone from both. */
    record RowArrived(RowName row) implements ReplicationEvent {}

    /** A sequence is not published on the target: its value there may be behind. It is tried again, and holds up nothing. */
    record SequenceFailed(QualifiedName sequence, String reason) implements ReplicationEvent {}

    /** A sequence that was not is published again. */
    record SequencePublished(QualifiedName sequence) implements ReplicationEvent {}
    /** An object of the target could not be put back; the work goes on without it, and it is tried again. */
    record ObjectLeftOpen(OpenObject object) implements ReplicationEvent {}

    /** An object that could not be put back before is back. */
    record ObjectRestored(QualifiedName table, String name) implements ReplicationEvent {}

    /** All has arrived, but for what these transactions of the source wrote: they were not committed yet. */
    record StillWriting(List<OpenTransaction> transactions) implements ReplicationEvent {
        public StillWriting {
            transactions = List.copyOf(transactions);
        }
    }

    /** Something the operator should know, though nothing failed. */
    record Notice(String message) implements ReplicationEvent {}
}
