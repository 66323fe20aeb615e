package io.pgreplicator.jdbc;

import io.pgreplicator.error.DatabaseException;

/**
 * {@code session_replication_role = replica}: ordinary triggers, rules and foreign keys do not act on what the session
 * writes. Amazon RDS allows it for its master role, most other providers only for superusers, so it is tried. Stateless,
 * thread-safe.
 */
public final class ReplicaRole {
    private ReplicaRole() {}

    /** Whether the session's role may set it. */
    public static boolean isAllowed(Session session) {
        session.doing("asking for session_replication_role").begin("");
        try {
            session.execute("SET LOCAL session_replication_role = replica");
            return true;
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return false;
        } finally {
            session.rollback();
        }
    }

    /** Sets it for the lifetime of the session, where it is allowed. */
    static void assume(Session session, boolean allowed) {
        if (allowed) {
            session.set("session_replication_role", "replica");
        }
    }
}
