package io.pgreplicator.control;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;

/**
 * The number of one leadership: a fencing token, which prevents a replicator that lost the leadership without knowing it
 * from changing the target. Every transaction on the target that has an effect first locks the epoch in share mode and
 * checks that it is still its own. The next leader raises the epoch on the connection that holds the leader lock, and
 * thereby waits for the transactions that hold it. Immutable.
 *
 * @param number number of the leadership
 */
public record LeaderEpoch(long number) implements Session.Guard {

    /**
     * Holds the epoch until the session's transaction ends, and marks the transaction as one that applies rows of this
     * migration: a capture of the opposite direction skips it. Throws {@link ErrorCode#LEADER_RUNNING} when the epoch is
     * another one, {@link ErrorCode#TARGET_FAILED} when the control schema was removed.
     */
    @Override
    public void hold(Session target) {
        if (!isHeld(target)) {
            throw lost();
        }
    }

    private boolean isHeld(Session target) {
        try {
            return target.doing("checking that this replicator still leads")
                    .queryFirst(SqlFile.of(LeaderEpoch.class, "hold_epoch.sql").text(), row -> row.getString(1), number)
                    .isPresent();
        } catch (DatabaseException e) {
            throw SqlStates.isMissingRelation(e.sqlState()) ? Migration.gone() : e;
        }
    }

    static ReplicatorException lost() {
        return new ReplicatorException(
                ErrorCode.LEADER_RUNNING,
                "Another replicator leads this target now.",
                "Check it with 'replicator status'; stop it before you start another one.");
    }
}
