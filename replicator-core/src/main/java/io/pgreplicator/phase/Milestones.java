package io.pgreplicator.phase;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.OpenTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a running replication has come, for threads that wait for it. Thread-safe. */
public final class Milestones {
    private final boolean endless;
    private boolean copied;
    private boolean goal;
    private boolean ended;
    private int waiting;
    private long syncedNanos = System.nanoTime();
    private boolean synced;
    private long refusedNanos = System.nanoTime();
    private @Nullable ReplicatorException refusal;
    private @Nullable ReplicatorException openObjects;
    private List<OpenTransaction> stillWriting = List.of();
    private @Nullable Throwable failure;

    /** {@code endless}: whether there is no goal at which it ends by itself. */
    Milestones(boolean endless) {
        this.endless = endless;
    }

    /** Every table is copied and its indexes and constraints are back. */
    synchronized void copied() {
        copied = true;
        openObjects = null;
        notifyAll();
    }

    /** Every table is copied, but not all that was taken off is back. */
    synchronized void copied(ReplicatorException failure) {
        copied = false;
        openObjects = failure;
        notifyAll();
    }

    /** It ends by itself, because it has reached all that it was to reach. */
    synchronized void goal() {
        goal = true;
    }

    /** Whether it reached all that it was to reach. */
    public synchronized boolean isGoalReached() {
        return goal;
    }

    /** Transactions of the source that were open when everything committed before was on the target. */
    synchronized void stillWriting(List<OpenTransaction> transactions) {
        stillWriting = List.copyOf(transactions);
    }

    public synchronized List<OpenTransaction> stillWriting() {
        return stillWriting;
    }

    /** Whatever was committed on the source before that {@link System#nanoTime} is on the target. */
    synchronized void synced(long nanos) {
        syncedNanos = nanos;
        synced = true;
        refusal = null;
        notifyAll();
    }

    /** Whatever was committed on the source before that {@link System#nanoTime} was tried, and the target refused rows. */
    synchronized void refused(long nanos, ReplicatorException failure) {
        refusedNanos = nanos;
        refusal = failure;
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

    public synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
        throwFailure();
        refuseEarlyEnd(endless || goal);
    }

    public synchronized void awaitCopied() throws InterruptedException {
        long begun = System.nanoTime();
        while (!copied && !ended) {
            throwRefusal(begun);
            if (openObjects != null) {
                throw openObjects;
            }
            wait();
        }
        throwFailure();
        refuseEarlyEnd(copied);
    }

    public synchronized void awaitSynced(long nanos) throws InterruptedException {
        waiting++;
        try {
            while (!reached(nanos) && !ended) {
                throwRefusal(nanos);
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

    private void throwRefusal(long nanos) {
        if (refusal != null && refusedNanos - nanos >= 0) {
            throw refusal;
        }
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
                    ErrorCode.STOPPED,
                    "The replication was stopped before it came this far.",
                    "Start it again: it resumes where it left off.");
        }
    }
}
