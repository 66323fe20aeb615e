package io.pgreplicator.config;

/** When a running replication ends by itself. */
public enum Until {
    /** Only when it is stopped. */
    STOPPED,
    /**
     * Every table is copied, and all that was taken off the target is back: indexes, constraints, triggers. Ends with {@link
     * io.pgreplicator.error.ErrorCode#OBJECTS_OPEN} when one of them could not be put back.
     */
    COPIED,
    /**
     * Besides, a round is applied whose snapshot was taken after the start and after the last table's copy, and the lag is
     * below one second. Ends with {@link io.pgreplicator.error.ErrorCode#ROW_REFUSED}, as {@link #COPIED} does, when the target
     * refuses rows and refuses them once more at the end.
     */
    CAUGHT_UP
}
