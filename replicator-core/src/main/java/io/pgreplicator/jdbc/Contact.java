package io.pgreplicator.jdbc;

import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;

/**
 * What the first connections to a database found out about the path between this program and the server. Immutable.
 *
 * @param path how its sessions are reached
 * @param standby whether a server that answered is in recovery
 * @param servers the servers that answered, for messages
 */
public record Contact(Path path, boolean standby, String servers) {

    /** How sessions of the server are reached. */
    public enum Path {
        /** Each connection is a session of the same server. */
        DIRECT,
        /** A pooler assigns a session to each connection for its lifetime, and resets it afterwards. */
        SESSION_POOLER,
        /** A pooler that rejects the driver's startup parameters. */
        STRICT_POOLER,
        /** A pooler assigns any of its sessions to each transaction or statement. */
        SHARED_SESSIONS,
        /** A pooler reuses a session with its settings and locks. */
        UNRESET_SESSIONS,
        /** Connections end at different servers. */
        SEVERAL_SERVERS
    }

    /** Whether sessions may be opened: settings persist in a session, and all sessions belong to one server. */
    public boolean isSound() {
        return path == Path.DIRECT || path == Path.SESSION_POOLER;
    }

    /** What is wrong, as a finding's message; empty when {@link #isSound}. */
    public String problem() {
        return switch (path) {
            case DIRECT, SESSION_POOLER -> "";
            case STRICT_POOLER ->
                "its address leads to a connection pooler (PgBouncer) that does not take the driver's startup parameters: "
                        + servers;
            case SHARED_SESSIONS ->
                "its address leads to a connection pooler that gives each transaction another session of the server"
                        + " (PgBouncer with pool_mode = transaction or statement): settings, locks and temporary tables of"
                        + " this program would reach the sessions of your application";
            case UNRESET_SESSIONS ->
                "its address leads to a connection pooler that does not reset a session before another client gets it"
                        + " (PgBouncer without server_reset_query): settings and locks of this program would reach the"
                        + " sessions of your application";
            case SEVERAL_SERVERS ->
                "its address leads to several servers (" + servers
                        + "), as that of a load balancer or a reader endpoint does";
        };
    }

    /** What to do about the problem. */
    public String cure(Side side) {
        String flag = "--" + side;
        return switch (path) {
            case DIRECT, SESSION_POOLER -> "";
            case STRICT_POOLER, SHARED_SESSIONS ->
                "Give " + flag + " the direct address of the server: on Heroku the value of DATABASE_URL, not of"
                        + " DATABASE_CONNECTION_POOL_URL; elsewhere the port of PostgreSQL (5432) instead of the pooler's"
                        + " (6432, 6543), or the host name without -pooler.";
            case UNRESET_SESSIONS ->
                "Give " + flag
                        + " the direct address of the server, or set server_reset_query = DISCARD ALL in PgBouncer.";
            case SEVERAL_SERVERS ->
                "Give " + flag
                        + " the address of the primary server alone: on Amazon Aurora the cluster (writer) endpoint,"
                        + " elsewhere the primary's own host name.";
        };
    }

    /** Throws when no session may be opened through this address. */
    void assertSound(Side side, ConnectionSettings settings) {
        if (!isSound()) {
            throw failure(side, settings, problem(), cure(side));
        }
    }

    /** Throws when no session may be opened through this address, or when none of them could write. */
    void assertPrimary(Side side, ConnectionSettings settings) {
        assertSound(side, settings);
        if (standby) {
            throw failure(
                    side,
                    settings,
                    "it is a read-only standby",
                    "Give --" + side + " the address of the primary server.");
        }
    }

    private static ReplicatorException failure(Side side, ConnectionSettings settings, String problem, String cure) {
        return new ReplicatorException(
                ErrorCode.PREFLIGHT_FAILED,
                "The " + side + " " + settings + " cannot be used: " + problem + ". No changes were made.",
                cure);
    }
}
