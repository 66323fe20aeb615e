package io.pgreplicator.phase;

import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import org.jspecify.annotations.Nullable;

/**
 * Opens the target to applications, once the source refuses their writes for good and the target has everything. From then on nobody
 * writes to the target on behalf of this migration: the transaction that opens the gate waits for whatever this leader has begun,
 * and whoever leads later asks for the {@link Direction} first. Confined to one thread.
 */
final class Opening {
    private final Ends ends;
    private final ObjectsTakenOff takenOff;
    private final Work work;

    /** {@code ends}: of which the target is guarded by the leader's epoch. */
    Opening(Ends ends, ObjectsTakenOff takenOff, Work work) {
        this.ends = ends;
        this.takenOff = takenOff;
        this.work = work;
    }

    /** Opens it; harmless when it is open already. Throws when it cannot be reached: then nobody can write. */
    void open() {
        try {
            takenOff.beforeWriters();
            work.reached(PausePoint.SWITCH_BEFORE_OPENING);
            work.run("opening the target", this::openOnce);
            work.reached(PausePoint.SWITCH_OPENED);
        } catch (DatabaseException e) {
            throw nobodyCanWrite(e.code(), "The other side could not be opened yet. " + e.getMessage(), e);
        }
    }

    /** The failure to end a switch whose first half has happened. */
    static ReplicatorException nobodyCanWrite(ErrorCode code, String reason, @Nullable Throwable cause) {
        return new ReplicatorException(
                code,
                "Nobody can write: the former side refuses writes since the switch, and the other one is not open. "
                        + reason,
                "Run 'replicator cutover' again, or 'replicator run': each brings what is missing and opens it.",
                cause);
    }

    /**
     * A target that belongs to another migration as well has no gate. Nobody writes there yet: a partition that came since the way back was
     * prepared has only rows that were carried, and is captured.
     */
    private void openOnce() {
        Direction direction = Direction.of(ends);
        Long closed = direction.hasWayBack() ? direction.source() : null;
        try (Session to = ends.target().open(Role.CONTROL)) {
            if (closed != null) {
                NewPartitions.captureNew(to, work::tell);
            }
            to.runInTransaction(() -> {
                LeaderEpoch.awaitInFlight(to);
                if (closed != null) {
                    Gate.take(to).move(to, closed - 1);
                }
            });
        } catch (DatabaseException e) {
            if (SqlStates.isLocked(e.sqlState())) {
                endInFlight();
            }
            throw e;
        }
    }

    /** A server that works for a lost connection does not notice that it is gone. */
    private void endInFlight() {
        try (Session to = ends.target().open(Role.CONTROL)) {
            LeaderEpoch.endInFlight(to, ends.target().run());
        }
    }
}
