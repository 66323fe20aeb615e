package io.pgreplicator.jdbc;

/**
 * Opens the sessions that write rows of user tables: if the target's role allows it, ordinary triggers, rules and foreign
 * keys do not act on what they write. Immutable, thread-safe.
 *
 * @param target where they write, guarded by the leader's epoch
 * @param replicaRole whether its role may set {@code session_replication_role}; otherwise everything that would act on the
 *     rows must be dropped or disabled
 */
public record TargetWriter(Database target, boolean replicaRole) {

    /** Determines the privileges of the target's role. Blocks. */
    public static TargetWriter to(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return new TargetWriter(target, ReplicaRole.isAllowed(session));
        }
    }

    /** A session of the role; close it to return it to the pool. Blocks as {@link Database#open}. */
    public Session open(Role role) {
        Session session = target.open(role);
        try {
            ReplicaRole.assume(session, replicaRole);
            return session;
        } catch (RuntimeException e) {
            session.discard();
            throw e;
        }
    }
}
