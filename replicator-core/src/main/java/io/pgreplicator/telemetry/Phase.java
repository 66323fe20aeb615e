package io.pgreplicator.telemetry;

import java.util.Locale;

/** The state of a migration or of one of its tables. {@link #toString} is the name in JSON. */
public enum Phase {
    /** Nothing is installed yet. */
    NEW,
    /** The capture is being installed, one table after the other. */
    INSTALLING,
    /** Rows are being copied; changes wait in the log. */
    COPYING,
    /** The first round, after the copy; indexes and foreign keys are built. */
    INDEXING,
    /** Rounds follow each other. */
    FOLLOWING,
    /** Both sides are being compared. */
    REPAIRING,
    /** Paused by a command. */
    PAUSED,
    /** A cutover has closed the source's gate: writers wait. */
    FENCED,
    /** Applications write to the target since a cutover, and no run has carried anything back yet, or none will. */
    SWITCHED,
    /** As following, since a cutover: from the target back to the source. */
    REVERSED,
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
