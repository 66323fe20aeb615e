package io.pgreplicator.phase;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A time limit for waiting; without a limit it never expires. Starts when it is created. Immutable. */
record Deadline(long begunNanos, @Nullable Duration limit) {

    static Deadline after(@Nullable Duration limit) {
        return new Deadline(System.nanoTime(), limit);
    }

    /**
     * Waits on the monitor, which the caller holds, until it is notified or the deadline expires; false if it had already
     * expired.
     */
    @SuppressWarnings({"WaitNotInLoop", "NotifyAll"}) // the caller has the loop
    boolean await(Object monitor) throws InterruptedException {
        if (limit == null) {
            monitor.wait();
            return true;
        }
        long left = limit.toNanos() - (System.nanoTime() - begunNanos);
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(monitor, left);
        return true;
    }
}
