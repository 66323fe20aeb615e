package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;

/**
 * The advisory locks on the target that its leader holds: one that excludes other leaders, and one by which others see that it
 * replicates, and does not only install or remove something. Both end with the session. Stateless, thread-safe.
 */
final class LeaderLock {
    /** "pgreplic" as a number; advisory locks are per database. */
    private static final long KEY = 0x7067_7265_706c_6963L;

    private static final long REPLICATES = KEY + 1;

    private LeaderLock() {}

    /** Acquires the first one without waiting, and the second when the leader {@code replicates}; false if another session holds it. */
    static boolean take(Session session, boolean replicates) {
        return session.doing("taking the leader lock")
                .query(
                        "SELECT CASE WHEN pg_catalog.pg_try_advisory_lock(?)"
                                + " THEN NOT ? OR pg_catalog.pg_try_advisory_lock(?) ELSE false END",
                        row -> row.getBoolean(1),
                        KEY,
                        replicates,
                        REPLICATES)
                .get(0);
    }

    /** Whether a leader currently replicates to the session's database. */
    static boolean isReplicating(Session session) {
        return session.doing("looking for a running replicator")
                .queryFirst(replicating(), row -> row.getBoolean(1))
                .isPresent();
    }

    /** The query that returns a row when a leader replicates. */
    static String replicating() {
        return SqlFile.of(LeaderLock.class, "leader_lock.sql")
                .with("leader_lock", Long.toString(REPLICATES))
                .text();
    }

    /** In the opposite order, for the next leader takes the first one first. */
    static void release(Session session) {
        session.doing("giving up the leadership")
                .query(
                        "SELECT CASE WHEN pg_catalog.pg_advisory_unlock(l.key) THEN 1 END"
                                + " FROM pg_catalog.unnest(ARRAY[?, ?]::bigint[]) AS l (key)",
                        row -> row.getInt(1),
                        REPLICATES,
                        KEY);
    }
}
