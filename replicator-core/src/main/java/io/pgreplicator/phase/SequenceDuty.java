package io.pgreplicator.phase;

import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Work;

/**
 * Decides when the sequences are checked: once a second, less often if there are so many that it takes long. Confined to one
 * thread.
 */
final class SequenceDuty {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** At most a tenth of the time is spent on it. */
    private static final long PART = 10;

    private final SequenceSync sync;
    private final Work work;
    private long beganNanos;
    private long nextNanos;

    SequenceDuty(SequenceSync sync, Work work) {
        this.sync = sync;
        this.work = work;
    }

    /** Publishes them, unless that was done just now; see {@link SequenceSync#run}. */
    void runIfDue(boolean exact) {
        if (System.nanoTime() - nextNanos >= 0) {
            run(exact);
        }
    }

    /** Publishes them. */
    void run(boolean exact) {
        beganNanos = System.nanoTime();
        work.run("the sequences", () -> sync.run(exact));
        long took = System.nanoTime() - beganNanos;
        nextNanos = beganNanos + Math.max(PAUSE_NANOS, PART * took);
    }

    /** The {@link System#nanoTime} at which the last check began. */
    long beganNanos() {
        return beganNanos;
    }

    /** Everything committed before that time is on the target, and the sequences too unless they have a problem. */
    void tell(Milestones milestones, long rowsNanos) {
        long nanos = Math.min(rowsNanos, beganNanos);
        ReplicatorException failure = sync.failure().orElse(null);
        if (failure != null) {
            milestones.refused(nanos, failure);
        } else if (!sync.waits()) {
            milestones.synced(nanos);
        }
    }

    /** Whether a sequence could not be published for a transient reason. */
    boolean waits() {
        return sync.waits();
    }

    /** Throws {@link io.pgreplicator.error.ErrorCode#SEQUENCE_NOT_SET} when a sequence of the target is not published. */
    void assertPublished() {
        ReplicatorException failure = sync.failure().orElse(null);
        if (failure != null) {
            throw failure;
        }
    }
}
