package io.pgreplicator.it.random;

import io.pgreplicator.runtime.PausePoint;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets the replicator die or hold at the pause point that is named next. Thread-safe. */
final class Trap implements PausePoint.Hook {
    private static final long LONGEST_HOLD_NANOS = TimeUnit.SECONDS.toNanos(20);

    private @Nullable PausePoint deadly;
    private @Nullable PausePoint holding;
    private boolean held;

    /** What a thread of the replicator ends with, as if its process had been killed. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death(PausePoint place) {
            super("the replicator dies at " + place);
        }
    }

    @Override
    public synchronized void reached(PausePoint place) {
        if (place == deadly) {
            deadly = null;
            throw new Death(place);
        }
        if (place == holding) {
            held = true;
            notifyAll();
            await(false, LONGEST_HOLD_NANOS);
        }
    }

    synchronized void dieAt(PausePoint place) {
        deadly = place;
    }

    /** Waits a moment for it to come there. */
    void holdAt(PausePoint place) {
        holdAt(place, Duration.ofMillis(300));
    }

    /** Waits for it to come there, at most so long. */
    synchronized void holdAt(PausePoint place, Duration longest) {
        release();
        holding = place;
        await(true, longest.toNanos());
    }

    /** Whether a thread is held at this moment. */
    synchronized boolean isHolding() {
        return held;
    }

    synchronized void release() {
        holding = null;
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
