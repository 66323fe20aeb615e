package io.pgreplicator.it.random;

import io.pgreplicator.runtime.PausePoint;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets the replicator die or hold at the pause point that is named next. Thread-safe. */
final class Trap implements PausePoint {
    private static final long LONGEST_HOLD_NANOS = TimeUnit.SECONDS.toNanos(20);

    private String deadly = "";
    private String holding = "";
    private boolean held;

    /** What a thread of the replicator ends with, as if its process had been killed. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death(String place) {
            super("the replicator dies at " + place);
        }
    }

    @Override
    public synchronized void reached(String place) {
        if (place.equals(deadly)) {
            deadly = "";
            throw new Death(place);
        }
        if (place.equals(holding)) {
            held = true;
            notifyAll();
            await(false, LONGEST_HOLD_NANOS);
        }
    }

    synchronized void dieAt(String place) {
        deadly = place;
    }

    /** Waits a moment for it to come there. */
    void holdAt(String place) {
        holdAt(place, Duration.ofMillis(300));
    }

    /** Waits for it to come there, at most so long. */
    synchronized void holdAt(String place, Duration longest) {
        release();
        holding = place;
        await(true, longest.toNanos());
    }

    /** Whether a thread is held at this moment. */
    synchronized boolean isHolding() {
        return held;
    }

    synchronized void release() {
        holding = "";
        held = false;
        notifyAll();
    }

    /** Waits until a thread is held, or none is any more. */
    private void await(boolean wanted, long longestNanos) {
        long deadline = System.nanoTime() + longestNanos;
        try {
            for (long left = longestNanos; held != wanted && left > 0; left = deadline - System.nanoTime()) {
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
