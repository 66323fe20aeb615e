package io.pgreplicator.round;

/**
 * The outcome of one look at the source. Immutable.
 *
 * @param keys distinct keys that changed; 0 when the source was quiet
 * @param snapshotNanos {@link System#nanoTime} just before the snapshot was taken: everything committed before it is now on
 *     the target, except for refused rows
 * @param seconds duration
 * @param refused total number of rows that the target refused and does not hold as the source has them
 * @param waiting tables that were skipped because others lock them
 */
public record RoundResult(long keys, long snapshotNanos, double seconds, long refused, int waiting) {
    /** Whether everything that the snapshot saw is on the target. */
    public boolean complete() {
        return refused == 0 && waiting == 0;
    }
}
