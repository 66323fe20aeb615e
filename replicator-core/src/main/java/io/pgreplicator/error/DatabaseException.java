package io.pgreplicator.error;

import org.jspecify.annotations.Nullable;

/** A statement or a connection failed; keeps the SQLSTATE, which decides whether to retry. Immutable. */
public final class DatabaseException extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;
    private final String reason;

    /** A failure without a statement: its message is the reason. */
    public DatabaseException(
            ErrorCode code, String message, String cure, @Nullable String sqlState, @Nullable Throwable cause) {
        this(code, message, cure, sqlState, message, cause);
    }

    public DatabaseException(
            ErrorCode code,
            String message,
            String cure,
            @Nullable String sqlState,
            String reason,
            @Nullable Throwable cause) {
        super(code, message, cure, cause);
        this.sqlState = sqlState;
        this.reason = reason;
    }

    /** The server's message, on one line, without its detail, which may hold the values of a row. */
    public String reason() {
        return reason;
    }

    /** The server's five-character SQLSTATE; null when the failure never reached a server. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** Whether a connection could not be opened or was lost, or the failure is transient for another reason. */
    public boolean isOfConnection() {
        return code() == ErrorCode.SOURCE_UNREACHABLE || code() == ErrorCode.TARGET_UNREACHABLE || isTransient();
    }

    /** Whether the same work may succeed when it is repeated. */
    public boolean isTransient() {
        return SqlStates.isTransient(sqlState);
    }
}
