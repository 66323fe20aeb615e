package io.pgreplicator.round;

/**
 * What one look at the source came to. Immutable.
 *
 * @param keys distinct keys that changed; 0 when the source was quiet
 * @param snapshotNanos {@link System#nanoTime} at which the snapshot was about to be taken: whatever was committed before
 *     is now on the target, but for refused rows
 * @param seconds duration
 * @param refused rows in all that the target refused and does not hold as the source has them
 * @param waiting tables that were left out, because somebody holds them
 */
public record RoundResult(long keys, long snapshotNanos, double seconds, long refused, int waiting) {
    /** Whether all that the snapshot saw is on the target. */
    public boolean complete() {
        return refused == 0 && waiting == 0;
    }
}
