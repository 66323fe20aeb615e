package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.RowName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The shared state of one round in progress. Thread-safe. */
final class Round {
    private final Migration before;
    private final String snapshot;
    private final boolean single;
    private final boolean isolating;
    private final int maxRefused;
    /** Tables whose rows are deleted and inserted, because they would collide otherwise. */
    private final Set<Integer> replaced = ConcurrentHashMap.newKeySet();
    /** Tables that collided in this round and have not been replaced yet. */
    private final Set<Integer> collided = ConcurrentHashMap.newKeySet();

    private final long beganNanos = System.nanoTime();
    private final Phaser lanes;
    /** Tables that the round skips because others lock them. */
    private final Set<Integer> leftOut = ConcurrentHashMap.newKeySet();

    private boolean secondPass;
    private volatile boolean givenUp;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private final AtomicLong keys = new AtomicLong();
    private final Map<RowName, RefusedRow> refused = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile RefusedRows.Settled settled = new RefusedRows.Settled(List.of(), List.of(), 0);

    /** The first failure, and its table if it concerns one. */
    record Failure(@Nullable ApplyTable table, Throwable cause) {}

    /**
     * A round from the migration's watermark to the snapshot.
     *
     * @param single whether one transaction carries all of it, including the watermark
     * @param isolating whether the target may refuse rows of every batch
     * @param maxRefused maximum number of rows that the target may refuse in total
     * @param replaced tables whose rows are deleted and inserted, because they would collide otherwise
     */
    Round(
            Migration before,
            String snapshot,
            boolean single,
            boolean isolating,
            int maxRefused,
            Set<Integer> replaced,
            int lanes) {
        this.before = before;
        this.snapshot = snapshot;
        this.single = single;
        this.isolating = isolating;
        this.maxRefused = maxRefused;
        this.replaced.addAll(replaced);
        this.lanes = new Phaser(lanes + 1);
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

    boolean isolating() {
        return isolating;
    }

    boolean replaces(ApplyTable table) {
        return replaced.contains(table.tableId());
    }

    /** Removes the table from the round's first pass: its rows are read again and replaced. */
    void collide(ApplyTable table) {
        collided.add(table.tableId());
    }

    /** Whether the table waits to be replaced; its rows are dropped until then. */
    boolean hasCollided(ApplyTable table) {
        return collided.contains(table.tableId());
    }

    /** Ends the first pass, after a barrier: returns the tables that collided, which are replaced from now on. */
    Set<Integer> replaceCollided() {
        Set<Integer> again = new TreeSet<>(collided);
        replaced.addAll(again);
        collided.clear();
        refused.values().removeIf(row -> again.contains(row.tableId()));
        secondPass = true;
        return again;
    }

    /** The round skips the table. */
    void leaveOut(int tableId) {
        leftOut.add(tableId);
    }

    Set<Integer> leftOut() {
        return Set.copyOf(leftOut);
    }

    /** The target refused the rows: they are recorded with the watermark. Throws when there are too many. */
    void refuse(Collection<RefusedRow> rows) {
        for (RefusedRow row : rows) {
            refused.put(row.name(), row);
            if (refused.size() > maxRefused) {
                throw row.beyond(maxRefused);
            }
        }
    }

    /**
     * Moves the watermark in the session's transaction, unless a table was skipped, and records in it which rows the target
     * refused.
     */
    void complete(Session target) {
        boolean whole = leftOut.isEmpty();
        if (!refused.isEmpty() || before.refusedRows() > 0) {
            settled = RefusedRows.settle(target, refused.values(), whole ? snapshot : null);
            if (settled.left() > maxRefused && !refused.isEmpty()) {
                throw refused.values().iterator().next().beyond(maxRefused);
            }
        }
        if (whole) {
            before.advance(target, snapshot, keys(), seconds());
        }
    }

    /** The outcome for refused rows, once the watermark has moved. */
    RefusedRows.Settled settled() {
        return settled;
    }

    /** The refused row of that name, if this round recorded it. */
    @Nullable
    RefusedRow refused(RowName name) {
        return refused.get(name);
    }

    /** Counts a row that was read, except in the second pass, whose rows are already counted. */
    void countKey() {
        if (!secondPass) {
            keys.incrementAndGet();
        }
    }

    long keys() {
        return keys.get();
    }

    double seconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    void fail(@Nullable ApplyTable table, Throwable cause) {
        failure.compareAndSet(null, new Failure(table, cause));
    }

    @Nullable
    Failure failure() {
        return failure.get();
    }

    /** A partition was added that is not captured, and some of its rows may have been read: the round must be repeated. */
    void giveUp() {
        givenUp = true;
        fail(null, new CancellationException("a partition was added meanwhile"));
    }

    boolean givenUp() {
        return givenUp;
    }

    boolean failed() {
        return failure.get() != null;
    }

    /** An applier has reached a barrier or the end. */
    void laneArrived() {
        lanes.arrive();
    }

    /** Waits until every applier has reached the barrier or the end that was published last. */
    void awaitLanes() {
        lanes.arriveAndAwaitAdvance();
    }
}
