package io.pgreplicator.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import io.pgreplicator.error.SqlStates;
import java.sql.SQLException;

/**
 * Keeps a connection after a statement failed with an unsupported feature: the pool treats SQLSTATE 0A000 as the end of the
 * connection, but PostgreSQL only rejects the statement, for example a TRUNCATE of a referenced table. Stateless,
 * thread-safe.
 */
final class UnsupportedFeature implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return SqlStates.isUnsupported(failure.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
