package io.pgreplicator.jdbc;

import java.util.List;

/**
 * {@code session_replication_role = replica}: ordinary triggers, rules and foreign keys do not act on what the session
 * writes. Amazon RDS allows it for its master role, most other providers only for superusers, so it is tried. Stateless,
 * thread-safe.
 */
public final class ReplicaRole {
    private ReplicaRole() {}

    /** Whether the session's role may set it. */
    public static boolean isAllowed(Session session) {
        return session.doing("asking for session_replication_role")
                .refusal(List.of("SET LOCAL session_replication_role = replica"))
                .isEmpty();
    }

    /** Sets it for the lifetime of the session, where it is allowed. */
    static void assume(Session session, boolean allowed) {
        if (allowed) {
            session.set("session_replication_role", "replica");
        }
    }
}
