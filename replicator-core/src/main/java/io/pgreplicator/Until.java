package io.pgreplicator;

/** When a running replication ends by itself. */
public enum Until {
    /** Only when it is stopped. */
    STOPPED,
    /**
     * Every table is copied and its indexes and constraints stand; where the target's role may not set {@code
     * session_replication_role}, all but the foreign keys, which come back with the uninstall.
     */
    COPIED,
    /**
     * Besides, a round is applied whose snapshot was taken after the start and after the last table's copy, and the lag is
     * below one second. Ends with {@link io.pgreplicator.error.ErrorCode#ROW_REFUSED}, as {@link #COPIED} does, when the target
     * refuses rows and refuses them once more at the end.
     */
    CAUGHT_UP
}
