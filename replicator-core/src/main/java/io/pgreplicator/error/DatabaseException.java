package io.pgreplicator.error;

import org.jspecify.annotations.Nullable;

/** A statement or a connection failed; keeps the SQLSTATE, by which retry is decided. Immutable. */
public final class DatabaseException extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    public DatabaseException(
            ErrorCode code, String message, String cure, @Nullable String sqlState, @Nullable Throwable cause) {
        super(code, message, cure, cause);
        this.sqlState = sqlState;
    }

    /** The server's five-character SQLSTATE; null when the failure never reached a server. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** Whether the same work may succeed when it is done again. */
    public boolean isTransient() {
        return SqlStates.isTransient(sqlState);
    }
}
