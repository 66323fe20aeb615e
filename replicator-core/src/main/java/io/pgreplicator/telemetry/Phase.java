package io.pgreplicator.telemetry;

import java.util.Locale;

/** Where a migration stands, or one of its tables. {@link #toString} is the name in JSON. */
public enum Phase {
    NEW,
    INSTALLING,
    COPYING,
    INDEXING,
    FOLLOWING,
    REPAIRING,
    PAUSED,
    FENCED,
    SWITCHED,
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
