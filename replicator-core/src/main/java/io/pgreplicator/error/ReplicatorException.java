package io.pgreplicator.error;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of all failures that reach a caller. The message says what happened and where (table, key, file and line);
 * {@link #cure()} says what to do. Neither ever holds a password. Immutable.
 */
public class ReplicatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String cure;

    public ReplicatorException(ErrorCode code, String message, String cure) {
        this(code, message, cure, null);
    }

    public ReplicatorException(ErrorCode code, String message, String cure, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.cure = cure;
    }

    /** The stable name of this failure. */
    public ErrorCode code() {
        return code;
    }

    /** What the operator is to do: one or two sentences, or SQL to run. Empty only for bugs of our own. */
    public String cure() {
        return cure;
    }
}
