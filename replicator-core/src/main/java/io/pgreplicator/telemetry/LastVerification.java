package io.pgreplicator.telemetry;

import java.time.Instant;

/**
 * The last comparison of all rows of both sides, by {@code verify}. Immutable.
 *
 * @param tables how many tables were compared
 * @param rows how many of their rows
 * @param equal whether each of them was equal, and nothing was left out
 * @param at when it ended, by the clock of the target
 */
public record LastVerification(int tables, long rows, boolean equal, Instant at) {}
