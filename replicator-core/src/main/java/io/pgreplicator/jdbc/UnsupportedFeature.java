package io.pgreplicator.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps a connection whose statement asked for what the server does not do: the pool takes SQLSTATE 0A000 for the end of
 * the connection, but PostgreSQL only refuses the statement, a TRUNCATE of a referenced table say. Stateless, thread-safe.
 */
final class UnsupportedFeature implements SQLExceptionOverride {
    private static final String STATE = "0A000";

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return STATE.equals(failure.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
