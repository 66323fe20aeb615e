package io.pgreplicator.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Pauses the threads of one run at their next safe point until it is released, and wakes those that sleep. Thread-safe. */
public final class PauseSwitch {
    private boolean paused;
    private boolean kicked;

    /** From now on that signal releases the threads that are paused, and wakes those that sleep. */
    public void obey(StopSignal stop) {
        stop.whenStopped(this::wake);
    }

    /** Pauses them; false when they are already paused. */
    public synchronized boolean pause() {
        boolean changes = !paused;
        paused = true;
        return changes;
    }

    /** Resumes them; false when they are not paused. */
    public synchronized boolean resume() {
        boolean changes = paused;
        paused = false;
        notifyAll();
        return changes;
    }

    /** Whether they are paused. */
    public synchronized boolean isPaused() {
        return paused;
    }

    /** Ends the current {@link #sleep}, or the next one. */
    public synchronized void kick() {
        kicked = true;
        notifyAll();
    }

    /** Returns when nothing is paused, or at the stop, which it must {@link #obey}. An interrupt counts as a stop. */
    public synchronized void awaitResumed(StopSignal stop) {
        try {
            while (paused && !stop.isStopped()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sleeps for the time, until kicked or until the stop, which it must {@link #obey}; true when kicked. An interrupt counts
     * as a stop.
     */
    public synchronized boolean sleep(Duration time, StopSignal stop) {
        long end = System.nanoTime() + time.toNanos();
        try {
            long left = time.toNanos();
            while (!kicked && left > 0 && !stop.isStopped()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean was = kicked;
        kicked = false;
        return was;
    }

    private synchronized void wake() {
        notifyAll();
    }
}
