package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;

/** The advisory lock on the target that its leader holds. Stateless, thread-safe. */
final class LeaderLock {
    /** "pgreplic" as a number; advisory locks are per database. */
    private static final long KEY = 0x7067_7265_706c_6963L;

    private LeaderLock() {}

    /** Acquires it without waiting; returns false if another session holds it. It is released with the session. */
    static boolean take(Session session) {
        return session.doing("taking the leader lock")
                .query("SELECT pg_catalog.pg_try_advisory_lock(?)", row -> row.getBoolean(1), KEY)
                .get(0);
    }

    /** Whether any session holds it. */
    static boolean isHeld(Session session) {
        return session.doing("looking for the leader lock")
                .queryFirst(holders(), row -> row.getBoolean(1))
                .isPresent();
    }

    /** The query that returns a row when any session holds it. */
    static String holders() {
        return SqlFile.of(LeaderLock.class, "leader_lock.sql")
                .with("leader_lock", Long.toString(KEY))
                .text();
    }

    static void release(Session session) {
        session.doing("giving up the leadership")
                .query("SELECT pg_catalog.pg_advisory_unlock(?)", row -> row.getBoolean(1), KEY);
    }
}
