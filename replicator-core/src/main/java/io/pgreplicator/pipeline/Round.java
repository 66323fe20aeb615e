package io.pgreplicator.pipeline;

import io.pgreplicator.control.Migration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One round on its way: what all its threads share. Thread-safe. */
final class Round {
    private final Migration before;
    private final String snapshot;
    private final boolean single;
    private final Set<Integer> replaced;
    private final long beganNanos = System.nanoTime();
    private final CountDownLatch lanesLeft;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private final AtomicLong keys = new AtomicLong();

    /** What went wrong first, and with which table if it was one. */
    record Failure(@Nullable ReplicatedTable table, Throwable cause) {}

    /**
     * A round from where the migration stands to the snapshot.
     *
     * @param single whether one transaction carries all of it, the watermark included
     * @param replaced tables whose rows are deleted and inserted, because they collide otherwise
     */
    Round(Migration before, String snapshot, boolean single, Set<Integer> replaced, int lanes) {
        this.before = before;
        this.snapshot = snapshot;
        this.single = single;
        this.replaced = Set.copyOf(replaced);
        this.lanesLeft = new CountDownLatch(lanes);
    }

    Migration before() {
        return before;
    }

    String snapshot() {
        return snapshot;
    }

    boolean single() {
        return single;
    }

    boolean replaces(ReplicatedTable table) {
        return replaced.contains(table.tableId());
    }

    void countKey() {
        keys.incrementAndGet();
    }

    long keys() {
        return keys.get();
    }

    double seconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    long beganNanos() {
        return beganNanos;
    }

    void fail(@Nullable ReplicatedTable table, Throwable cause) {
        failure.compareAndSet(null, new Failure(table, cause));
    }

    @Nullable
    Failure failure() {
        return failure.get();
    }

    boolean failed() {
        return failure.get() != null;
    }

    void laneEnded() {
        lanesLeft.countDown();
    }

    void awaitLanes() throws InterruptedException {
        lanesLeft.await();
    }
}
