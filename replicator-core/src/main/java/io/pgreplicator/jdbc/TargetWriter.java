package io.pgreplicator.jdbc;

/**
 * Opens the sessions that write rows of the user's tables: where the target's role may, ordinary triggers, rules and foreign
 * keys do not act on what they write. Immutable, thread-safe.
 *
 * @param target where they write, guarded by the leader's epoch
 * @param replicaRole whether its role may set {@code session_replication_role}; otherwise whatever would act on the rows must be
 *     taken off
 */
public record TargetWriter(Database target, boolean replicaRole) {

    /** Finds out what the target's role may. Blocks. */
    public static TargetWriter to(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return new TargetWriter(target, ReplicaRole.isAllowed(session));
        }
    }

    /** A session of the role; close it to give it back. Blocks as {@link Database#open}. */
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
