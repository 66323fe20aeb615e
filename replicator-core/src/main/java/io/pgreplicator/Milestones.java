package io.pgreplicator;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import org.jspecify.annotations.Nullable;

/** How far a running replication has come, for threads that wait for it. Thread-safe. */
final class Milestones {
    private boolean copied;
    private boolean ended;
    private int waiting;
    private long syncedNanos = System.nanoTime();
    private boolean synced;
    private @Nullable Throwable failure;

    /** Every table is copied and its indexes and constraints stand. */
    synchronized void copied() {
        copied = true;
        notifyAll();
    }

    /** Whatever was committed on the source before that {@link System#nanoTime} is on the target. */
    synchronized void synced(long nanos) {
        syncedNanos = nanos;
        synced = true;
        notifyAll();
    }

    /** Whether somebody waits for {@link #synced}. */
    synchronized boolean isSyncAwaited() {
        return waiting > 0;
    }

    /** It has ended, with a failure or without. */
    synchronized void end(@Nullable Throwable cause) {
        failure = cause;
        ended = true;
        notifyAll();
    }

    synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
        throwFailure();
    }

    synchronized void awaitCopied() throws InterruptedException {
        while (!copied && !ended) {
            wait();
        }
        throwFailure();
        refuseEarlyEnd(copied);
    }

    synchronized void awaitSynced(long nanos) throws InterruptedException {
        waiting++;
        try {
            while (!reached(nanos) && !ended) {
                wait();
            }
        } finally {
            waiting--;
        }
        throwFailure();
        refuseEarlyEnd(reached(nanos));
    }

    private boolean reached(long nanos) {
        return synced && syncedNanos - nanos >= 0;
    }

    private void throwFailure() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private static void refuseEarlyEnd(boolean reached) {
        if (!reached) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL, "The replication was stopped before it came this far.", "Start it again.");
        }
    }
}
