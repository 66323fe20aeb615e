package io.pgreplicator.phase;

/** The state that a run was asked to reach before it ends by itself. */
enum Goal {
    /** None: it follows until it is stopped. */
    NONE,
    /** Every table is copied, and everything that was removed from the target is restored. */
    COPIED,
    /**
     * In addition, everything that was committed on the source before the request is on the target, and the lag is below a
     * second.
     */
    CAUGHT_UP,
    /** In addition, the source refuses writers: applications write to the target. */
    SWITCHED;

    /** Whether everything of the source must be on the target. */
    boolean isExact() {
        return this == CAUGHT_UP || this == SWITCHED;
    }
}
