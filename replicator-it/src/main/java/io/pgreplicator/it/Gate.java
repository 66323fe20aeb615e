package io.pgreplicator.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Decides when bytes may pass a {@link TcpProxy}. Thread-safe. */
final class Gate {

    private boolean stalled;
    private volatile long delayNanos;

    void delay(Duration oneWay) {
        delayNanos = oneWay.toNanos();
    }

    synchronized void stall(boolean wanted) {
        stalled = wanted;
        notifyAll();
    }

    /** When bytes that arrive now are due on the other side, on the clock of {@link System#nanoTime}. */
    long due() {
        return System.nanoTime() + delayNanos;
    }

    /** Blocks until the bytes are due and nothing is stalled. */
    void pass(long due) throws InterruptedException {
        long wait = due - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        synchronized (this) {
            while (stalled) {
                wait();
            }
        }
    }
}
