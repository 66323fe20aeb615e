package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.RoundSnapshot;
import io.pgreplicator.capture.Window;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.RowName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries changes in rounds: look, carry, acknowledge.
 *
 * <p><b>Look.</b> A round takes a snapshot of the source and asks the log which keys became visible since the last applied
 * one, the watermark. Changes are identified by transaction visibility alone: neither a timestamp nor a highest number shows
 * what has been committed, because a transaction that began early may commit late. It is in progress in both snapshots, and
 * a later round finds it.
 *
 * <p><b>Carry.</b> For each key the row is read as it is at the snapshot, not as it was when it was logged. So a row is
 * carried once, however often it was written; a key without a row was deleted; and writing a row twice is harmless.
 * Therefore every failure has the same remedy: repeat the round. Nothing is repaired in the middle of one.
 *
 * <p>The order is what makes it safe:
 * <ol>
 *   <li>The heartbeat is counted on the source after the snapshot and before any row commits on the target: before the rows of
 *       a large round are read, and after those of a small one, while they are written. A source restored to an earlier state is
 *       then known to lack what the target has.
 *   <li>Rows commit before the watermark, or with it. A crash in between leaves rows that are ahead of the watermark, and
 *       the next round carries them again, as they are then. Until it ends, the target may show parts of two snapshots;
 *       after it, one.
 *   <li>The watermark commits before the log is emptied. A crash in between leaves a log that is too long; the window of
 *       the next round skips what is applied.
 * </ol>
 *
 * <p>A small round is one transaction, so readers of the target see it at once. A large one is spread over the appliers and
 * is consistent only at its end; rows that swap values of a unique index collide there, and are deleted and inserted in a
 * second pass from the same snapshot.
 *
 * <p><b>What a snapshot does not protect from.</b> TRUNCATE and table rewrites make rows invisible to snapshots that were
 * taken before. So a table is locked while it is read, and its file is checked; if that is newer than the snapshot, the
 * round starts over, and locks the table before its next snapshot, so that that one is the last. A new partition shows its
 * rows even to older snapshots; a round that may have read it is abandoned, and the partition is captured first. A table
 * locked by another session is skipped: then the watermark stays, and the other tables run ahead of it, which only this
 * process needs to remember.
 *
 * <p><b>Acknowledge.</b> Only what the target has committed is discarded from the log, without ever waiting for a lock.
 *
 * <p>Decisions, in docs/decisions: 0002-log-segments, 0004-rounds, 0010-epoch-of-the-leader, 0011-tables-held-while-read,
 * 0013-heartbeat-of-the-source, 0014-refused-rows, 0017-partitions-one-by-one. Each step can be broken on purpose in the
 * model, which finds the interleaving that loses a row: docs/model/README.md and ModelTest. Confined to one thread.
 */
public final class RoundRunner implements AutoCloseable {
    private final Database source;
    private final Database target;
    private final RoundOptions options;
    private final Work work;
    private final TargetGuard targets;
    private final ShapeGuard shapes;
    private final PartitionWatch partitions;
    private final WaitingTables waiting = new WaitingTables();
    private final TableHolds holds;
    private final ReplacedTables replaced;
    private final RingPipeline pipeline;
    private final RoundReader reader;
    private final DeltaLog log;
    private final RefusedRetry refusedRetry;
    private boolean wasQuiet;
    /** The session that has locked all tables. */
    private @Nullable Session held;
    /** Whether the log is left as it is. */
    private boolean keeping;
    /** Whether the current round is repeated because the target refused one of its rows. */
    private boolean isolating;
    /**
     * Whether a round may have failed, of this runner or of the one before it: a transaction whose connection was lost may still
     * commit.
     */
    private boolean unsettled = true;
    /** When the target's server was started on which the runner began; empty until it has asked. */
    private String server = "";

    /**
     * The outcome of one look at the source. Immutable.
     *
     * @param keys distinct keys that changed; 0 when the source was quiet
     * @param snapshotNanos {@link System#nanoTime} just before the snapshot was taken: everything committed before it is now on
     *     the target, except for refused rows
     * @param seconds duration
     * @param age seconds from then until the target had it
     * @param refused total number of rows that the target refused and does not hold as the source has them
     * @param waiting tables that were skipped because others lock them
     * @param tables numbers of the tables of these keys
     * @param since the snapshot of the round before; null when there was none
     */
    public record Result(
            long keys,
            long snapshotNanos,
            double seconds,
            double age,
            long refused,
            int waiting,
            Set<Integer> tables,
            @Nullable String since) {
        public Result {
            tables = Set.copyOf(tables);
        }

        /** Whether everything that the snapshot saw is on the target. */
        public boolean complete() {
            return refused == 0 && waiting == 0;
        }
    }

    private static final Result INCOMPLETE = new Result(0, 0, 0, 0, 0, 1, Set.of(), null);

    /** Prepares to carry the tables. */
    public RoundRunner(
            Ends ends, TargetWriter writer, RoundOptions options, Collection<ApplyTable> replicated, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.options = options;
        this.work = work;
        Map<Integer, ApplyTable> tables =
                replicated.stream().collect(Collectors.toMap(ApplyTable::tableId, Function.identity()));
        this.targets = new TargetGuard(ends, writer.replicaRole(), replicated, work::tell);
        this.shapes = new ShapeGuard(ends, targets, tables);
        this.partitions = new PartitionWatch(ends, writer, tables, work);
        this.holds = new TableHolds(source, shapes, waiting, options, work);
        this.replaced = new ReplacedTables(work);
        this.pipeline = new RingPipeline(writer, options, work);
        this.reader = new RoundReader(shapes, holds, waiting, partitions, replaced, pipeline, options);
        this.log = new DeltaLog(
                replicated.stream().map(table -> table.pair().captured()).toList(),
                options.segmentSize().bytes());
        this.refusedRetry = new RefusedRetry(ends, tables, work);
    }

    /** Puts the keys of refused rows back into the log, so that the next round tries them again. */
    public void retryRefused() {
        refusedRetry.run();
    }

    /**
     * Runs one round. Throws a transient {@link DatabaseException} for what may be retried.
     *
     * @param exact whether every table is checked, not only those with changes: this finds values that a statement rewrote
     *     without changing a row, and the target equals the source; otherwise a later round may find them
     */
    public Result run(boolean exact) {
        isolating = false;
        holds.begin();
        try {
            Optional<Result> result = attempt(exact);
            while (result.isEmpty() && held == null) {
                result = attempt(exact);
            }
            if (exact && result.isPresent() && result.get().keys() > 0) {
                lookAtTarget();
            }
            return result.orElse(INCOMPLETE);
        } catch (ReplicatorException e) {
            if (e.code() == ErrorCode.SHAPE_CHANGED) {
                // what acts now is taken off before the rounds go on with the changed table
                lookAtTarget();
            }
            throw e;
        }
    }

    /** As {@link #run}, while writers wait: the log is only emptied by a later round. */
    public Result runKeepingTheLog(boolean exact) {
        keeping = true;
        try {
            return run(exact);
        } finally {
            keeping = false;
        }
    }

    /**
     * Locks all tables against changes of their definition and their triggers. The rounds from now on are read in the transaction that
     * holds the locks, at a snapshot that the first of them takes: nobody who waits for one of the tables is in their way. One that
     * would need another snapshot is not complete.
     */
    public Hold holdAll(Duration limit) {
        Session session = source.open(Role.DRAIN);
        boolean done = false;
        try {
            holds.holdAll(session, limit);
            held = session;
            done = true;
            return new Hold(session);
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    /** All tables are locked. Confined to the runner's thread. */
    public final class Hold implements AutoCloseable {
        private final Session session;

        private Hold(Session session) {
            this.session = session;
        }

        /** The session that has locked them: they are locked for as long as it answers. */
        public Session session() {
            return session;
        }

        /** Releases them. */
        @Override
        public void close() {
            held = null;
            session.close();
        }
    }

    /** Throws when rows may have been written to the target otherwise than they were sent: call it after the last round. */
    public void lookAtTarget() {
        targets.look();
    }

    /** As {@link #lookAtTarget}, if rows may have been committed since the last look. */
    public void lookAfterWrites() {
        targets.lookAfterWrites();
    }

    /** Look, carry, acknowledge; empty when the round must be repeated with a new snapshot. */
    private Optional<Result> attempt(boolean exact) {
        settle();
        Migration migration = migration();
        Session holding = held;
        if (holding != null) {
            return attempt(holding, migration, exact);
        }
        try (Session session = source.open(Role.DRAIN)) {
            return attempt(session, migration, exact);
        }
    }

    private Optional<Result> attempt(Session session, Migration migration, boolean exact) {
        Heartbeat heartbeat = follow(session, migration);
        Optional<Changes> found = look(session, migration, exact);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Changes changes = found.get();
        if (changes.isEmpty()) {
            return rest(session, migration, changes);
        }
        wasQuiet = false;
        unsettled = true;
        Round round = tellOf(migration, () -> carry(session, migration, heartbeat, changes));
        if (round.failed()) {
            return Optional.empty();
        }
        unsettled = false;
        work.reached(PausePoint.ROUND_AFTER_COMMIT);
        source.resetPatience();
        acknowledge(session, migration, changes, round);
        return Optional.of(new Result(
                round.keys(),
                changes.snapshotNanos(),
                round.seconds(),
                (System.nanoTime() - changes.snapshotNanos()) / 1e9,
                round.settled().left(),
                holds.tell(round.leftOut()),
                changes.keys().keySet(),
                migration.watermark()));
    }

    /** What is held has a snapshot from before the last heartbeat. */
    private Heartbeat follow(Session session, Migration migration) {
        if (session != held) {
            return migration.follow(session, target);
        }
        try (Session present = source.open(Role.CONTROL)) {
            return migration.follow(present, target);
        }
    }

    /** Ends the transaction of a round; what is held stays. */
    private void end(Session session) {
        if (session != held) {
            session.rollback();
        }
    }

    /**
     * Before the next snapshot: a row that a late commit inserts is not seen by a delete that came before, and would stay on the
     * target for good.
     */
    private void settle() {
        if (unsettled) {
            try (Session session = target.open(Role.CONTROL)) {
                server = awaitInFlight(session);
            }
            unsettled = false;
        }
    }

    /** Returns when the target's server was started. */
    private String awaitInFlight(Session session) {
        try {
            return session.inTransaction(() -> {
                LeaderEpoch.awaitInFlight(session);
                return Migration.present(session).server();
            });
        } catch (DatabaseException e) {
            if (SqlStates.isLocked(e.sqlState())) {
                LeaderEpoch.endInFlight(session, target.run());
            }
            throw e;
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }

    /** A round without changes writes nothing to the target, and must nevertheless notice that it is another server. */
    private Migration migration() {
        try (Session session = target.open(Role.CONTROL)) {
            Migration migration = Migration.present(session);
            migration.assertOn(server);
            return migration;
        }
    }

    /** Takes the snapshot, and locks what a small round reads; empty when another snapshot is needed. */
    private Optional<Changes> look(Session session, Migration migration, boolean exact) {
        boolean holding = session == held;
        if (!holding) {
            partitions.settle(session);
        }
        long snapshotNanos = System.nanoTime();
        String snapshot =
                holding ? RoundSnapshot.current(session) : RoundSnapshot.begin(session, () -> holds.holdMoved(session));
        work.reached(PausePoint.ROUND_SNAPSHOT);
        if (partitions.wereTruncated(session)) {
            if (!holding) {
                session.rollback();
                partitions.markTruncated();
            }
            return Optional.empty();
        }
        Changes all = changes(session, new Window(migration.watermark(), snapshot), snapshotNanos);
        if (!all.single()) {
            shapes.look(all.tables(), exact);
            return Optional.of(all);
        }
        Changes changes = all.without(holds.holdMost(session, all.tables()));
        if (holds.haveMoved(session, changes.tables(), exact)) {
            end(session);
            return Optional.empty();
        }
        return Optional.of(changes);
    }

    /** The contents of the log, as the session's snapshot sees it. */
    private Changes changes(Session session, Window window, long snapshotNanos) {
        List<DeltaLog.Segment> segments = DeltaLog.segments(session);
        waiting.begin(window.applied());
        Set<Integer> truncated = waiting.truncated(session, window);
        List<CapturedTable> logged = segments.stream()
                .map(DeltaLog.Segment::tableId)
                .distinct()
                .sorted()
                .map(number -> shapes.known(number).pair().captured())
                .toList();
        Map<Integer, Long> keys = waiting.changed(session, logged, window, options.catchUpKeys() + 1L);
        boolean single = keys.values().stream().mapToLong(Long::longValue).sum() <= options.catchUpKeys();
        return new Changes(window, snapshotNanos, segments, keys, truncated, Set.of(), single);
    }

    /** Nothing to carry; what was carried before is discarded at the second such look. */
    private Optional<Result> rest(Session session, Migration migration, Changes changes) {
        end(session);
        if (partitions.haveChanged()) {
            return Optional.empty();
        }
        boolean idle = wasQuiet;
        wasQuiet = true;
        String watermark = migration.watermark();
        if (idle && !keeping && watermark != null && changes.leftOut().isEmpty()) {
            log.noteCommitted(session, migration.rounds());
            log.discard(session, changes.segments(), watermark, true);
        }
        return Optional.of(new Result(
                0,
                changes.snapshotNanos(),
                0,
                0,
                migration.refusedRows(),
                holds.tell(changes.leftOut()),
                Set.of(),
                watermark));
    }

    /** Not in the round's own session, whose transaction is read-only and stays open. */
    private void beat(Heartbeat heartbeat) {
        try (Session session = source.open(Role.CONTROL)) {
            heartbeat.beat(session, target);
        }
        work.reached(PausePoint.ROUND_AFTER_HEARTBEAT);
    }

    /** Carries a round and reports it; a failed one must be repeated, or throws. */
    private Round tellOf(Migration migration, Supplier<Round> carrying) {
        var start = new RoundStarted(migration.rounds() + 1);
        Round round = work.act(
                start,
                () -> {
                    Round carried = carrying.get();
                    if (carried.failed()) {
                        retryOrThrow(carried);
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

    /** Reads all changes into the ring while the appliers write them, and has them committed; or fails the round. */
    private Round carry(Session session, Migration migration, Heartbeat heartbeat, Changes changes) {
        var round = new Round(
                migration,
                changes.window().current(),
                changes.single(),
                isolating,
                options.maxRefused(),
                replaced.numbers(),
                pipeline.lanes());
        changes.leftOut().forEach(round::leaveOut);
        if (!round.single()) {
            beat(heartbeat);
        }
        try {
            reader.read(session, round, changes);
        } catch (RuntimeException e) {
            round.fail(null, e);
        } finally {
            // all is read, or abandoned: sessions that wait for a lock on the source need not wait for the target
            end(session);
        }
        if (round.single() && !round.failed()) {
            beatMeanwhile(heartbeat, round);
        }
        pipeline.finish(round);
        if (mayHaveCommitted(round)) {
            targets.written();
        }
        if (!round.failed() && !round.single()) {
            moveWatermark(round);
        }
        return round;
    }

    /** A round of one transaction has committed nothing when it failed, unless its connection was lost. */
    private static boolean mayHaveCommitted(Round round) {
        Round.Failure failure = round.failure();
        return !round.single()
                || failure == null
                || (failure.cause() instanceof DatabaseException database && database.isOfConnection());
    }

    /** While the appliers write: a round of one transaction commits at its end only. */
    private void beatMeanwhile(Heartbeat heartbeat, Round round) {
        try {
            beat(heartbeat);
        } catch (RuntimeException e) {
            round.fail(null, e);
        }
    }

    /** After a round of several transactions, and only when all of them have committed. */
    private void moveWatermark(Round round) {
        work.reached(PausePoint.ROUND_BEFORE_WATERMARK);
        try (Session session = target.open(Role.CONTROL)) {
            session.runInTransaction(() -> round.complete(session));
        } catch (RuntimeException e) {
            round.fail(null, e);
        }
    }

    private void tellRefused(Round round) {
        for (RowName name : round.settled().refused()) {
            RefusedRow row = Objects.requireNonNull(round.refused(name));
            work.tell(new RowRefused(name, row.sqlState(), row.reason()));
        }
        round.settled().arrived().forEach(name -> work.tell(new RowArrived(name)));
    }

    /**
     * The source may discard what the target has committed; nothing while a skipped table waits whose changes are in the
     * same log.
     */
    private void acknowledge(Session session, Migration migration, Changes changes, Round round) {
        if (!round.leftOut().isEmpty()) {
            waiting.carried(round.leftOut(), round.snapshot());
            return;
        }
        waiting.clear();
        if (!keeping) {
            log.noteCommitted(session, migration.rounds() + 1);
            log.discard(session, changes.segments(), round.snapshot(), false);
            if (!changes.truncated().isEmpty()) {
                DeltaLog.discardTruncations(session, round.snapshot());
            }
        }
        work.reached(PausePoint.ROUND_ACKNOWLEDGED);
    }

    /**
     * Handles a failed round: it is repeated when rows collided or were refused; anything else the caller retries or
     * reports.
     */
    void retryOrThrow(Round round) {
        Round.Failure failure = Objects.requireNonNull(round.failure());
        if (round.givenUp() || failure.cause() instanceof RoundReader.RowsMoved) {
            return;
        }
        if (failure.cause() instanceof DatabaseException database && database.code() == ErrorCode.TARGET_FAILED) {
            ApplyTable table = failure.table();
            if (table != null && SqlStates.isCollision(database.sqlState()) && replaced.add(table)) {
                return;
            }
            if (SqlStates.isRowRefusal(database.sqlState()) && !isolating) {
                isolating = true;
                return;
            }
        }
        throw thrown(failure.cause());
    }

    /** The ring's threads may also end with an interrupt, which is then the failure of the round. */
    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception
                ? exception
                : new ReplicatorException(ErrorCode.INTERNAL, "A round ended: " + cause.getMessage(), "", cause);
    }
}
