package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.DeltaReader;
import io.pgreplicator.capture.LargeRowReader;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.RoundSnapshot;
import io.pgreplicator.capture.Window;
import io.pgreplicator.catalog.LockHolders;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCaptured;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.RowsReplaced;
import io.pgreplicator.telemetry.RowName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Carries changes in rounds. A round takes a snapshot of the source, reads each key that changed since the last applied
 * snapshot with its row as of this one, writes them, and moves the watermark: the target then equals the source at that
 * snapshot. A round that fails at any point is simply done again, because rows are current images and writing one twice is
 * harmless. Small rounds are one transaction; large ones are spread over the lanes and are consistent at their end.
 * Confined to one thread.
 */
public final class RoundRunner implements AutoCloseable {
    private final Database source;
    private final Database target;
    private final RoundOptions options;
    private final Work work;
    private final Map<Integer, ApplyTable> tables = new HashMap<>();
    private final boolean partitioned;
    private final RingPipeline pipeline;
    private final DeltaLog log;
    private final ShapeGuard shapes;
    private final Set<Integer> replaced = new HashSet<>();
    private final RefusedRetry refusedRetry;
    private final LeafTruncations leafTruncations;
    private final WaitingTables waiting = new WaitingTables();
    private boolean wasQuiet;
    /** Tables whose rows moved after a snapshot: the next one is taken while they are held, so that it is the last. */
    private final Set<Integer> moved = new TreeSet<>();
    /** Whether the present round is done again because the target refused a row of it. */
    private boolean isolating;

    /** Ready to carry the tables. */
    public RoundRunner(
            Ends ends, TargetWriter writer, RoundOptions options, Collection<ApplyTable> replicated, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.options = options;
        this.work = work;
        replicated.forEach(table -> tables.put(table.tableId(), table));
        this.partitioned =
                replicated.stream().anyMatch(table -> table.pair().captured().kind() == Table.Kind.PARTITIONED);
        this.shapes = new ShapeGuard(ends, tables);
        this.pipeline = new RingPipeline(writer, options, work);
        this.log = new DeltaLog(
                replicated.stream().map(table -> table.pair().captured()).toList(),
                options.segmentSize().bytes());
        this.refusedRetry = new RefusedRetry(ends, tables, work);
        this.leafTruncations = new LeafTruncations(ends, tables);
    }

    /** Puts the keys of refused rows back into the log, so that the next round tries them again. */
    public void retryRefused() {
        refusedRetry.run();
    }

    /**
     * Runs one round. Throws what may be retried as a transient {@link DatabaseException}.
     *
     * @param exact whether every table is looked at, not only those with changes: values that a statement rewrote without
     *     changing a row are then found, and the target equals the source; otherwise a later round may find them
     */
    public RoundResult run(boolean exact) {
        isolating = false;
        moved.clear();
        Optional<RoundResult> result = attempt(exact);
        while (result.isEmpty()) {
            result = attempt(exact);
        }
        return result.get();
    }

    /** Empty when the round is to be done again, with a new snapshot. */
    private Optional<RoundResult> attempt(boolean exact) {
        Migration migration = migration();
        try (Session session = source.open(Role.DRAIN)) {
            Heartbeat heartbeat = migration.follow(session, target);
            capturePartitions(session);
            long snapshotNanos = System.nanoTime();
            String snapshot = RoundSnapshot.begin(session, () -> holdMoved(session));
            work.reached("round.snapshot");
            if (partitioned && leafTruncations.found(session)) {
                session.rollback();
                leafTruncations.mark();
                return Optional.empty();
            }
            var window = new Window(migration.watermark(), snapshot);
            List<DeltaLog.Segment> segments = DeltaLog.segments(session);
            waiting.begin(migration.watermark());
            Set<Integer> truncated = waiting.truncated(session, window);
            Map<Integer, Long> changed = changed(session, segments, window);
            var involved = new TreeSet<>(changed.keySet());
            involved.addAll(truncated);
            boolean single =
                    changed.values().stream().mapToLong(Long::longValue).sum() <= options.catchUpKeys();
            Set<Integer> held = single ? leaveOutHeld(session, involved) : Set.of();
            involved.removeAll(held);
            if (!single) {
                shapes.look(involved, exact);
            } else if (haveMoved(session, involved, exact)) {
                session.rollback();
                return Optional.empty();
            }
            changed.keySet().removeAll(held);
            truncated.removeAll(held);
            if (changed.isEmpty() && truncated.isEmpty()) {
                session.rollback();
                if (newPartitionsExist()) {
                    return Optional.empty();
                }
                boolean idle = wasQuiet;
                wasQuiet = true;
                if (idle && migration.watermark() != null && held.isEmpty()) {
                    log.acknowledged(session, migration.rounds());
                    acknowledge(session, segments, migration.watermark(), true, false);
                }
                return Optional.of(new RoundResult(0, snapshotNanos, 0, migration.refusedRows(), tell(held)));
            }
            wasQuiet = false;
            beat(heartbeat);
            Round round = tellOf(migration, () -> carry(session, migration, window, changed, truncated, held, single));
            if (round.failed()) {
                return Optional.empty();
            }
            work.reached("round.after-commit");
            source.resetPatience();
            if (round.leftOut().isEmpty()) {
                waiting.clear();
                log.acknowledged(session, migration.rounds() + 1);
                acknowledge(session, segments, snapshot, false, !truncated.isEmpty());
                work.reached("round.acknowledged");
            } else {
                waiting.carried(round.leftOut(), snapshot);
            }
            return Optional.of(new RoundResult(
                    round.keys(),
                    snapshotNanos,
                    round.seconds(),
                    round.settled().left(),
                    tell(round.leftOut())));
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }

    /** Not in the round's own session, whose transaction is for reading and stays open. */
    private void beat(Heartbeat heartbeat) {
        try (Session session = source.open(Role.CONTROL)) {
            heartbeat.beat(session, target);
        }
        work.reached("round.after-heartbeat");
    }

    /** Carries a round, and tells of it; one that failed is mended, to be done again, or throws. */
    private Round tellOf(Migration migration, Supplier<Round> carrying) {
        var start = new RoundStarted(migration.rounds() + 1);
        Round round = work.act(
                start,
                () -> {
                    Round carried = carrying.get();
                    if (carried.failed()) {
                        mend(carried);
                    }
                    return carried;
                },
                (carried, ending) -> carried != null && carried.failed()
                        ? new RoundEnded(start, carried.keys(), Ending.stopped(ending.elapsed()))
                        : new RoundEnded(start, carried == null ? 0 : carried.keys(), ending));
        if (!round.failed()) {
            tellRefused(round);
        }
        return round;
    }

    private Round carry(
            Session session,
            Migration migration,
            Window window,
            Map<Integer, Long> changed,
            Set<Integer> truncated,
            Set<Integer> held,
            boolean single) {
        var round = new Round(
                migration, window.current(), single, isolating, options.maxRefused(), replaced, pipeline.lanes());
        held.forEach(round::leaveOut);
        try {
            publish(session, round, window, changed, truncated);
            if (!single) {
                publishCollided(session, round, window);
            }
            if (newPartitionsExist()) {
                round.giveUp();
            }
        } catch (RuntimeException e) {
            round.fail(null, e);
        } finally {
            // all is read, or given up: whoever waits for a lock of the source need not wait for the target
            session.rollback();
        }
        pipeline.finish(round);
        if (!round.failed() && !single) {
            moveWatermark(round);
        }
        return round;
    }

    private void tellRefused(Round round) {
        for (RowName name : round.settled().refused()) {
            RefusedRow row = Objects.requireNonNull(round.refused(name));
            work.tell(new RowRefused(name, row.sqlState(), row.reason()));
        }
        round.settled().arrived().forEach(name -> work.tell(new RowArrived(name)));
    }

    /** A small round holds all its tables already; a large one some at a time. */
    private void publish(
            Session session, Round round, Window window, Map<Integer, Long> changed, Set<Integer> truncated) {
        if (round.single()) {
            var tableIds = new TreeSet<>(changed.keySet());
            tableIds.addAll(truncated);
            publishTables(session, round, window, tableIds, changed.keySet(), truncated);
            return;
        }
        if (!publishMoved(session, round, window, changed.keySet(), truncated)) {
            return;
        }
        for (Set<Integer> group : TableGroups.of(changed, truncated, options.catchUpKeys())) {
            group.removeAll(moved);
            if (!group.isEmpty() && !publishGroup(session, round, window, group, changed.keySet(), truncated)) {
                return;
            }
        }
    }

    /** Before the snapshot, so that their rows cannot move after it; the snapshot outlives the savepoint. */
    private void holdMoved(Session session) {
        if (!moved.isEmpty()) {
            ShapeGuard.begin(session);
            shapes.lock(session, moved);
        }
    }

    /** First of all, and then lets them go: they have been held since before the snapshot. */
    private boolean publishMoved(
            Session session, Round round, Window window, Set<Integer> changed, Set<Integer> truncated) {
        if (moved.isEmpty()) {
            return true;
        }
        var tableIds = new TreeSet<>(changed);
        tableIds.addAll(truncated);
        tableIds.retainAll(moved);
        return publishHeld(session, round, window, tableIds, changed, truncated);
    }

    /** Holds the tables for as long as it reads them: whoever waits for one need not wait for the rest of the round. */
    private boolean publishGroup(
            Session session,
            Round round,
            Window window,
            Set<Integer> group,
            Set<Integer> changed,
            Set<Integer> truncated) {
        ShapeGuard.begin(session);
        Set<Integer> held = leaveOutHeld(session, group);
        held.forEach(round::leaveOut);
        var locked = new TreeSet<>(group);
        locked.removeAll(held);
        if (haveMoved(session, locked, false)) {
            round.fail(null, new RowsMoved());
            return false;
        }
        return publishHeld(session, round, window, locked, changed, truncated);
    }

    /** Publishes tables that are held, and lets them go. */
    private boolean publishHeld(
            Session session,
            Round round,
            Window window,
            Set<Integer> locked,
            Set<Integer> changed,
            Set<Integer> truncated) {
        if (!publishTables(session, round, window, locked, changed, truncated)) {
            return false;
        }
        if (locked.stream().anyMatch(this::isPartitioned) && newPartitionsExist()) {
            // looked for while what was read is held: once it is let go, a partition may go as it came
            round.giveUp();
            return false;
        }
        ShapeGuard.release(session);
        return true;
    }

    private boolean publishTables(
            Session session,
            Round round,
            Window window,
            Set<Integer> tableIds,
            Set<Integer> changed,
            Set<Integer> truncated) {
        return tableIds.stream()
                .allMatch(number -> publishTable(
                        session, round, window, number, truncated.contains(number), changed.contains(number)));
    }

    private boolean publishTable(
            Session session, Round round, Window window, int tableId, boolean truncated, boolean changed) {
        ApplyTable table = shapes.known(tableId);
        boolean oneLane = round.single() || truncated || round.replaces(table);
        return (!truncated || pipeline.publishTruncate(round, table))
                && (!changed || publishRows(session, round, window, table, oneLane));
    }

    /** Whether rows of the tables moved since the round's snapshot; notes which. */
    private boolean haveMoved(Session session, Set<Integer> locked, boolean exact) {
        Set<Integer> found = shapes.moved(session, locked, exact);
        moved.addAll(found);
        return !found.isEmpty();
    }

    private boolean isPartitioned(int tableId) {
        return shapes.known(tableId).pair().captured().kind() == Table.Kind.PARTITIONED;
    }

    /**
     * Which of the tables somebody holds. Those that were held before are not waited for; of the others, who is known only when
     * one of them cannot be had.
     */
    private Set<Integer> leaveOutHeld(Session session, Set<Integer> involved) {
        Set<Integer> held = new TreeSet<>(involved);
        held.retainAll(waiting.numbers());
        held.removeIf(table -> shapes.tryLock(session, Set.of(table), false));
        Set<Integer> others = new TreeSet<>(involved);
        others.removeAll(held);
        if (!others.isEmpty() && !shapes.tryLock(session, others, true)) {
            others.removeIf(table -> shapes.tryLock(session, Set.of(table), false));
            held.addAll(others);
        }
        return held;
    }

    /** Says of each table who holds it; how many there are. */
    private int tell(Set<Integer> held) {
        if (waiting.isNews(held)) {
            try (Session session = source.open(Role.CONTROL)) {
                for (int number : held) {
                    ApplyTable table = shapes.known(number);
                    work.tell(new Retrying(
                            "reading " + table.pair().captured().name(),
                            LockHolders.describe(session, table.pair().source().oid()),
                            1,
                            options.maxPause()));
                }
            }
        }
        return held.size();
    }

    /** A table of the round was rewritten after its snapshot was taken, which does not see its rows any more. */
    private static final class RowsMoved extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The second pass of a large round: the tables whose rows collided, from the same snapshot. */
    private void publishCollided(Session session, Round round, Window window) {
        pipeline.barrier(round);
        for (int tableId : round.replaceCollided()) {
            ApplyTable table = shapes.known(tableId);
            noteReplaced(table);
            if (!publishGroup(session, round, window, Set.of(tableId), Set.of(tableId), Set.of())) {
                return;
            }
        }
    }

    /** From now on the table's changed rows are deleted and inserted, in this round and in those to come. */
    private boolean noteReplaced(ApplyTable table) {
        boolean first = replaced.add(table.tableId());
        if (first) {
            work.tell(new RowsReplaced(table.pair().captured().name()));
        }
        return first;
    }

    private boolean publishRows(Session session, Round round, Window window, ApplyTable table, boolean oneLane) {
        var large = new ArrayList<byte[]>();
        try (CopyReader rows = DeltaReader.read(
                session,
                table.pair().captured(),
                table.pair().source(),
                table.pair().key(),
                waiting.window(table.tableId(), window))) {
            for (byte[] line = rows.readRow(); line != null; line = rows.readRow()) {
                round.countKey();
                if (LargeRowReader.isMarker(line)) {
                    large.add(line);
                } else if (!pipeline.publishRow(round, table, line, oneLane)) {
                    return false;
                }
            }
        }
        return large.stream().allMatch(marker -> publishLarge(session, round, table, marker, oneLane));
    }

    /** Behind the other rows of the table, for the session can read only one thing at a time. */
    private boolean publishLarge(Session session, Round round, ApplyTable table, byte[] marker, boolean oneLane) {
        if (!pipeline.publishPart(ChangeSlot.Kind.LARGE_ROW, round, table, marker, oneLane)) {
            return false;
        }
        byte[] last = new LargeRowReader(session, table.pair().source(), marker)
                .read(piece -> pipeline.publishPart(ChangeSlot.Kind.PIECE, round, table, piece, oneLane));
        return last != null && pipeline.publishPart(ChangeSlot.Kind.LAST_PIECE, round, table, last, oneLane);
    }

    /** After a round of several transactions, and only when all of them have committed. */
    private void moveWatermark(Round round) {
        work.reached("round.before-watermark");
        try (Session session = target.open(Role.CONTROL)) {
            session.runInTransaction(() -> round.complete(session));
        } catch (RuntimeException e) {
            round.fail(null, e);
        }
    }

    /** A failed round: done again, when rows collided or were refused; anything else is the caller's to retry or report. */
    private void mend(Round round) {
        if (round.givenUp()) {
            return;
        }
        Round.Failure failure = round.failure();
        if (failure == null) {
            throw new IllegalStateException("the round did not fail");
        }
        ApplyTable table = failure.table();
        if (failure.cause() instanceof RowsMoved) {
            return;
        }
        if (failure.cause() instanceof DatabaseException database && database.code() == ErrorCode.TARGET_FAILED) {
            if (table != null && SqlStates.isCollision(database.sqlState()) && noteReplaced(table)) {
                return;
            }
            if (SqlStates.isRowRefusal(database.sqlState()) && !isolating) {
                isolating = true;
                return;
            }
        }
        if (failure.cause() instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure.cause() instanceof Error error) {
            throw error;
        }
        throw new ReplicatorException(
                ErrorCode.INTERNAL, "A round ended: " + failure.cause().getMessage(), "", failure.cause());
    }

    private void acknowledge(
            Session session, List<DeltaLog.Segment> segments, String applied, boolean idle, boolean truncations) {
        log.acknowledge(session, segments, applied, idle);
        if (truncations) {
            DeltaLog.acknowledgeTruncations(session, applied);
        }
    }

    private Map<Integer, Long> changed(Session session, List<DeltaLog.Segment> segments, Window window) {
        Set<Integer> filled =
                segments.stream().map(DeltaLog.Segment::tableId).collect(Collectors.toCollection(TreeSet::new));
        List<CapturedTable> candidates = filled.stream()
                .map(number -> shapes.known(number).pair().captured())
                .toList();
        return waiting.changed(session, candidates, window, options.catchUpKeys() + 1L);
    }

    private Migration migration() {
        try (Session session = target.open(Role.CONTROL)) {
            return Migration.present(session);
        }
    }

    /**
     * Whether rows of a partition may have been read, or not been read, that nobody captures. What was read stays locked until
     * the round's transaction ends, so a partition that went meanwhile was not among it.
     */
    private boolean newPartitionsExist() {
        if (!partitioned) {
            return false;
        }
        try (Session present = source.open(Role.CONTROL)) {
            return NewPartitions.exist(present);
        }
    }

    private void capturePartitions(Session session) {
        if (partitioned) {
            NewPartitions.capture(session).forEach(leaf -> work.tell(new PartitionCaptured(leaf)));
        }
    }
}
