package io.pgreplicator.control;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;

/**
 * Keeps a replicator that lost the lead without knowing it from writing older rows over newer ones. Each lead has an epoch;
 * a transaction that writes rounds first locks the epoch in share mode and finds it still its own. The next leader raises
 * the epoch, which waits for transactions that hold it: what they write is older than its first snapshot. Immutable.
 *
 * @param epoch number of the lead
 */
public record Fence(long epoch) {

    /** Raises the epoch, once the lead was taken. Waits for writers of the former lead for at most the lock timeout. */
    public static Fence raise(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return new Fence(session.doing("taking over from the former leader")
                    .query("UPDATE replicator.migration SET epoch = epoch + 1 RETURNING epoch", row -> row.getLong(1))
                    .get(0));
        }
    }

    /** Holds the epoch until the session's transaction ends; throws {@link ErrorCode#LEADER_RUNNING} when it is another. */
    public void hold(Session target) {
        boolean ours = target.doing("holding the lead")
                .queryFirst("SELECT 1 FROM replicator.migration WHERE epoch = ? FOR SHARE", row -> row.getInt(1), epoch)
                .isPresent();
        if (!ours) {
            throw new ReplicatorException(
                    ErrorCode.LEADER_RUNNING,
                    "Another replicator has taken the lead for this target.",
                    "Look at it with 'replicator status'; stop it before starting another one.");
        }
    }
}
