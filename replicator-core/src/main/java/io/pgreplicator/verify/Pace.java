package io.pgreplicator.verify;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Work;
import java.time.Duration;

/**
 * How many rows a chunk has, so that a statement is short, and how long to rest after it, so that the servers have time for others.
 * Confined to one thread.
 */
final class Pace {
    private static final long FEWEST = 500;
    private static final long MOST = 50_000;
    private static final Duration WANTED = Duration.ofMillis(200);
    /** What took longer was waiting for a server, not keeping it busy. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final Work work;
    private final double load;
    private final LagLimit limit;
    private long rows = FEWEST;

    /** {@code load}: fraction of the time in which the servers are kept busy. */
    Pace(Work work, double load, LagLimit limit) {
        this.work = work;
        this.load = load;
        this.limit = limit;
    }

    /** Rows of the next chunk. */
    long rows() {
        return rows;
    }

    /** A chunk took that long: rests, also while the target is too far behind, and adapts the next one. Throws when it is asked to stop. */
    void rest(long elapsedNanos) {
        double factor = (double) WANTED.toNanos() / Math.max(1, elapsedNanos);
        rows = Math.max(FEWEST, Math.min(MOST, (long) ((double) rows * Math.max(0.25, Math.min(4.0, factor)))));
        if (load < 1) {
            double rest = Math.min((double) LONGEST_REST.toNanos(), (double) elapsedNanos * (1 / load - 1));
            work.sleep(Duration.ofNanos((long) rest));
        }
        limit.await();
        assertNotStopped(work);
    }

    static void assertNotStopped(Work work) {
        if (work.isStopped() || Thread.currentThread().isInterrupted()) {
            throw new ReplicatorException(
                    ErrorCode.STOPPED, "Stopped before everything was compared.", "Run the command again.");
        }
    }
}
