package io.pgreplicator.it;

import java.math.BigInteger;

/**
 * Where a sequence stands, and what that means. Immutable.
 *
 * @param value its last value
 * @param called whether that was handed out
 * @param start where it began
 * @param increment its step
 * @param cache how many values a session takes at once
 * @param connections how many sessions the server allows
 */
record Standing(long value, boolean called, long start, long increment, long cache, long connections) {
    /** A replicator sets twice the margin that it keeps. */
    private static final long TWICE = 2;

    /** How many values this one has handed out more than the other; less than zero when it is behind. */
    BigInteger aheadOf(Standing other) {
        return next().subtract(other.next()).divide(BigInteger.valueOf(increment));
    }

    /** Whether this one is behind the other. */
    boolean isBehind(Standing other) {
        return next().subtract(other.next()).signum() * Long.signum(increment) < 0;
    }

    /** How far ahead of it may be published: what all sessions' caches hold, or all that it ever handed out, and that twice. */
    BigInteger mostAhead() {
        BigInteger ever = next().subtract(BigInteger.valueOf(start)).divide(BigInteger.valueOf(increment));
        return BigInteger.valueOf(cache)
                .multiply(BigInteger.valueOf(connections))
                .max(ever)
                .multiply(BigInteger.valueOf(TWICE));
    }

    private BigInteger next() {
        return BigInteger.valueOf(value).add(BigInteger.valueOf(called ? increment : 0));
    }

    @Override
    public String toString() {
        return value + (called ? "" : ", not called yet");
    }
}
