package io.pgreplicator.benchmarks.server;

/** The harness cannot go on; the message says what happened and what to do. Immutable. */
public final class HarnessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the person who started the harness. */
    public HarnessException(String message) {
        super(message);
    }

    /** With the failure behind it. */
    public HarnessException(String message, Throwable cause) {
        super(message, cause);
    }
}
