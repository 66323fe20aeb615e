package io.pgreplicator.control;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The number of one leadership: a fencing token, which prevents a replicator that lost the leadership without knowing it
 * from changing the target. Every transaction on the target that has an effect first locks the epoch in share mode and
 * checks that it is still its own. The next leader raises the epoch on the connection that holds the leader lock, and
 * thereby waits for the transactions that hold it. Immutable.
 *
 * @param migration the migration, because another one of the same target counts anew
 * @param number number of the leadership
 * @param server when the server started on which the leadership began; null when another one will do
 */
public record LeaderEpoch(
        UUID migration, long number, @Nullable String server) implements Session.Guard {
    /** When the server started. A number, which looks the same whatever a trigger of the user has set in the session. */
    static final String SERVER_STARTED = "extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text";

    /**
     * Raises the epoch, for the run that leads from now on.
     *
     * @param sourcePath where applications of the source look for names; null when that is not known
     */
    static LeaderEpoch raise(Session target, String run, @Nullable String sourcePath) {
        return target.doing("taking over from the former leader")
                .query(
                        "UPDATE replicator.leader_epoch SET epoch = epoch + 1, run = ?, source_path = coalesce(?, source_path)"
                                + " RETURNING (SELECT migration_id FROM replicator.migration), epoch, "
                                + SERVER_STARTED,
                        row -> new LeaderEpoch(row.getObject(1, UUID.class), row.getLong(2), row.getString(3)),
                        run,
                        sourcePath)
                .get(0);
    }

    /** Where applications of the source look for names, as the last leader that has seen it knows; may be empty. */
    public static String sourcePath(Session target) {
        return target.doing("asking where the source's applications look for names")
                .queryText("SELECT source_path FROM replicator.leader_epoch");
    }

    /** The same epoch for work that remembers nothing of the server. */
    public LeaderEpoch onAnyServer() {
        return new LeaderEpoch(migration, number, null);
    }

    /**
     * Waits until every transaction of this leadership has ended: one whose connection was lost may still commit. In the session's
     * transaction, which holds the epoch; fails in a way that may be retried after the lock timeout.
     */
    public static void awaitInFlight(Session target) {
        target.doing("waiting for transactions whose connection was lost")
                .queryLong("SELECT e.epoch FROM replicator.leader_epoch AS e FOR UPDATE");
    }

    /**
     * Terminates these transactions: a server that works for a client does not notice that it is gone.
     *
     * @param run the name of the run that leads, which has no other transaction open: {@code Database.run()}
     */
    public static void endInFlight(Session target, String run) {
        target.doing("ending transactions whose connection was lost")
                .query(
                        SqlFile.of(LeaderEpoch.class, "end_transactions.sql").text(),
                        row -> row.getBoolean(1),
                        Role.sessionsOf(run),
                        Role.sessionsIn(Role.LEADER));
    }

    /**
     * Holds the epoch until the session's transaction ends, and marks the transaction as one that applies rows of this
     * migration: a capture of the opposite direction skips it. Throws {@link ErrorCode#LEADER_RUNNING} when the epoch is
     * a later one, {@link ErrorCode#TARGET_FAILED} when the control schema was removed, {@link ServerChanged} when this is not
     * the server on which the leadership began, or has lost its beginning.
     */
    @Override
    public void hold(Session target) {
        Optional<String> found = heldOn(target);
        if (found.isEmpty()) {
            throw wentBack(target) ? new ServerChanged() : lost();
        }
        if (server != null && !server.equals(found.get())) {
            throw new ServerChanged();
        }
    }

    /** Whether the target lacks the beginning of this leadership: it was failed over to a standby that lagged, or restored. */
    private boolean wentBack(Session target) {
        return target.doing("reading the leader's epoch")
                        .queryLong(
                                "SELECT count(*) FROM replicator.leader_epoch AS e, replicator.migration AS m"
                                        + " WHERE e.epoch < ? AND m.migration_id = ?",
                                number,
                                migration)
                > 0;
    }

    /** When the server started, if the epoch is still this one. */
    private Optional<String> heldOn(Session target) {
        try {
            return target.doing("checking that this replicator still leads")
                    .queryFirst(
                            SqlFile.of(LeaderEpoch.class, "hold_epoch.sql")
                                    .with("server_started", SERVER_STARTED)
                                    .text(),
                            row -> row.getString(2),
                            number,
                            migration);
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
