package io.pgreplicator.telemetry;

import java.util.Locale;

/** Where a migration stands, or one of its tables. {@link #toString} is the name in JSON. */
public enum Phase {
    /** Nothing is installed yet. */
    NEW,
    /** The capture is being installed, one table after the other. */
    INSTALLING,
    /** Rows are being copied; changes wait in the log. */
    COPYING,
    /** The first round, after the copy; indexes and foreign keys are built. */
    INDEXING,
    /** Round after round. */
    FOLLOWING,
    /** Both sides are being compared. */
    REPAIRING,
    /** Held on command. */
    PAUSED,
    /** Kept for the switch: writers of the source wait. Nothing enters it yet. */
    FENCED,
    /** Kept for the switch: the target is the side that is written. Nothing enters it yet. */
    SWITCHED,
    /** The last run ended with a failure. */
    FAILED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The phase of this JSON name. Throws {@link IllegalArgumentException} for any other text. */
    public static Phase of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
