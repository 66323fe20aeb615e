package io.pgreplicator.jdbc;

import io.pgreplicator.error.ErrorCode;

/** Which of the two databases. {@link #toString} is its name in messages. Immutable. */
public enum Side {
    SOURCE(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.SOURCE_FAILED),
    TARGET(ErrorCode.TARGET_UNREACHABLE, ErrorCode.TARGET_FAILED);

    private final ErrorCode unreachable;
    private final ErrorCode failed;

    Side(ErrorCode unreachable, ErrorCode failed) {
        this.unreachable = unreachable;
        this.failed = failed;
    }

    ErrorCode unreachable() {
        return unreachable;
    }

    ErrorCode failed() {
        return failed;
    }

    /**
     * What stands before the statements of a cure: on which side they are run, and whether by the role that reads it.
     *
     * @param allowed whether that role may run them
     */
    public String place(boolean allowed) {
        return "On the " + this + (allowed ? ": " : ", as an administrator: ");
    }

    @Override
    public String toString() {
        return this == SOURCE ? "source" : "target";
    }
}
