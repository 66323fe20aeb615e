package io.pgreplicator.phase;

import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;

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
            throw new ReplicatorException(
                    e.code(),
                    "Nobody can write: the source refuses writes since the switch, and the target could not be opened yet. "
                            + e.getMessage(),
                    "Run 'replicator cutover' again once the target can be reached: it opens the target. 'replicator run' does so"
                            + " too.",
                    e);
        }
    }

    private void openOnce() {
        long closed;
        try (Session from = ends.source().open(Role.CONTROL)) {
            closed = Gate.number(from);
        }
        try (Session to = ends.target().open(Role.CONTROL)) {
            to.runInTransaction(() -> {
                LeaderEpoch.awaitInFlight(to);
                Gate.take(to).move(to, closed - 1);
            });
        }
    }
}
