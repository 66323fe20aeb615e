package io.pgreplicator.phase;

/** What a run was asked to reach before it ends by itself. */
enum Goal {
    /** Nothing: it follows until it is stopped. */
    NONE,
    /** Every table is copied, and all that was taken off the target is back. */
    COPIED,
    /** Besides, all that was committed on the source before it was asked is on the target, and the lag is below a second. */
    CAUGHT_UP
}
