package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.ChangeMarks;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.RoundSnapshot;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.CopiedPartitions;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.ServerChanged;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.copy.InitialCopy;
import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.RepairReport;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestart;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import io.pgreplicator.telemetry.ReplicationEvent.RepairEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RepairStarted;
import io.pgreplicator.telemetry.ReplicationEvent.SourceWentBack;
import io.pgreplicator.telemetry.ReplicationEvent.TableDiffers;
import io.pgreplicator.telemetry.ReplicationEvent.TableNotCompared;
import io.pgreplicator.telemetry.ReplicationEvent.TargetWentBack;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.verify.BucketComparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prepares to continue with a source that lost transactions, or with a target that somebody else wrote to: compares every
 * row and marks those that may differ as changed, so that the next round carries them. Writers may continue.
 *
 * <p>First a snapshot of the source is taken, which becomes the watermark at the end. Differences are logged after it, and
 * so is everything written after it, so the next round carries both; what was written before it is seen by the comparison.
 * All work on the source uses one connection, because one address may lead to two servers for a while. Nothing takes effect
 * before the last transaction on the target, so the repair can safely be repeated after any failure. Confined to one thread.
 */
public final class Repair {
    private final Database source;
    private final Database target;
    private final ReplicatorConfig config;
    private final Preparation preparation;
    private final Leadership leadership;
    private final Work work;

    private Repair(Ends ends, ReplicatorConfig config, Preparation preparation, Leadership leadership, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.config = config;
        this.preparation = preparation;
        this.leadership = leadership;
        this.work = work;
    }

    /** Holds the leader lock during the repair. */
    public static RepairReport run(
            Ends both, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        var stop = new StopSignal();
        var pause = new PauseSwitch();
        var board = new StatusBoard(listener, pause);
        var work = new Work(config.sessions().retryLimit(), stop, pause, hook, board);
        var inbox = new Inbox(board, pause, new RunningConfig(config), new Milestones());
        var start = new RepairStarted();
        return work.act(
                start,
                () -> run(both, config, work, board, inbox),
                (report, ending) -> report == null
                        ? new RepairEnded(start, 0, 0, 0, ending)
                        : new RepairEnded(start, report.tables().size(), report.rows(), report.marked(), ending));
    }

    private static RepairReport run(Ends both, ReplicatorConfig config, Work work, StatusBoard board, Inbox inbox) {
        Duration limit = config.sessions().retryLimit();
        try (Ends ends = both.newRun();
                Leadership leadership = Leadership.take(ends.target(), limit, work.stop(), board, inbox)) {
            return board.during(work, () -> runAsLeader(ends, config, work, leadership, board));
        }
    }

    private static RepairReport runAsLeader(
            Ends ends, ReplicatorConfig config, Work work, Leadership leadership, StatusBoard board) {
        try {
            if (work.call("looking for dropped tables", () -> LettingGo.isDue(ends))) {
                LettingGo.run(work.call("taking over", () -> leadership.begin(ends)), work);
            }
            if (!work.call("looking at both sides", () -> isCopyBegun(ends, work))) {
                return RepairReport.ofNone();
            }
            work.run("the check", () -> RunCheck.pass(ends, config, work));
            Optional<RepairReport> report = Optional.empty();
            while (report.isEmpty()) {
                report = repairOnOneServer(ends, config, work, leadership, board);
            }
            return report.get();
        } catch (RuntimeException | Error e) {
            board.failed(e);
            throw e;
        }
    }

    /** Empty when the target's server was restarted or failed over meanwhile. */
    private static Optional<RepairReport> repairOnOneServer(
            Ends ends, ReplicatorConfig config, Work work, Leadership leadership, StatusBoard board) {
        Ends led = work.call("taking over", () -> leadership.begin(ends));
        Direction direction = work.call("looking at the gates", () -> Direction.of(led));
        if (direction.reversed() || direction.isEnded()) {
            throw Direction.alreadySwitched();
        }
        board.enter(Phase.REPAIRING);
        var repair = new Repair(led, config, new Preparation(led, config, work), leadership, work);
        try {
            Optional<RepairReport> report = Optional.empty();
            while (report.isEmpty()) {
                report = work.call("the repair", repair::attempt);
            }
            return report;
        } catch (ServerChanged e) {
            return Optional.empty();
        }
    }

    /** Throws when the two sides do not belong together, which the check does not report. */
    private static boolean isCopyBegun(Ends ends, Work work) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            Optional<Migration> migration = Migration.read(to);
            List<CopyJournal.Planned> planned = migration.isEmpty() ? List.of() : CopyJournal.planned(to);
            if (migration.isEmpty() || planned.isEmpty()) {
                return false;
            }
            if (migration.get().isAheadOf(from)) {
                work.tell(new SourceWentBack());
            }
            if (migration.get().acknowledgedBy(from) > migration.get().rounds()) {
                work.tell(new TargetWentBack());
            }
            assertCaptured(planned, CaptureSchema.tables(from));
            return true;
        }
    }

    /** Empty when it must be repeated, because a partition was added in between. */
    private Optional<RepairReport> attempt() {
        try (Session from = source.open(Role.VERIFY);
                Session to = target.open(Role.VERIFY)) {
            Heartbeat heartbeat = Migration.present(to).bindTo(from, to);
            // read again: from now on no other server can add to what the target remembers
            Migration migration = Migration.present(to);
            long acknowledged = migration.acknowledgedBy(from);
            boolean targetWentBack = acknowledged > migration.rounds();
            boolean wentBack = targetWentBack || migration.isAheadOf(from);
            boolean following = targetWentBack || migration.watermark() != null;
            List<TablePair> pairs = preparation.adapted(from, to);
            CopiedPartitions.assertNoneAside(from, to);
            List<CopiedPartitions.Partition> seen = CopyJournal.partitions(to, pairs);
            String snapshot = snapshot(from);
            RepairReport report = mark(from, to, pairs, wentBack || migration.repairDue() != null, following);
            if (NewPartitions.exist(from)) {
                return Optional.empty();
            }
            work.reached(PausePoint.REPAIR_BEFORE_WATERMARK);
            leadership.assertHeld();
            List<QualifiedName> others = CopyJournal.others(to, pairs);
            long rounds = to.inTransaction(() -> {
                others.forEach(table -> DeferredObjects.renew(from, to, table));
                CopyJournal.adopt(to, pairs, seen);
                return migration.resumeFrom(snapshot, acknowledged, to);
            });
            work.reached(PausePoint.REPAIR_BEFORE_HEARTBEAT);
            heartbeat.beat(from, target);
            DeltaLog.note(from, rounds);
            return Optional.of(report);
        }
    }

    private static String snapshot(Session from) {
        String snapshot = RoundSnapshot.begin(from);
        from.rollback();
        return snapshot;
    }

    private RepairReport mark(Session from, Session to, List<TablePair> pairs, boolean copyAnew, boolean following) {
        Map<Integer, CopyJournal.Planned> planned = CopyJournal.planned(to).stream()
                .collect(Collectors.toMap(CopyJournal.Planned::tableId, Function.identity()));
        assertCaptured(planned.values(), pairs.stream().map(TablePair::captured).toList());
        var compared = new ArrayList<RepairReport.Table>();
        var notCompared = new ArrayList<QualifiedName>();
        for (TablePair pair : pairs) {
            leadership.assertHeld();
            CopyJournal.Planned table = planned.get(pair.tableId());
            if (table != null && table.copied() && isBuilt(to, table, pair)) {
                compared.add(compare(from, to, pair));
                work.reached(PausePoint.REPAIR_COMPARED);
            } else {
                notCompared.add(pair.captured().name());
                leaveToCopy(from, to, pair, table != null && (copyAnew || !table.isTo(pair)), following);
            }
        }
        return new RepairReport(compared, notCompared);
    }

    /** Whether what was taken off is not in the way of what another table of the name has. */
    private static boolean isBuilt(Session to, CopyJournal.Planned table, TablePair pair) {
        return table.isTo(pair)
                || DeferredObjects.pendingIndexes(to, table.name()).isEmpty();
    }

    private RepairReport.Table compare(Session from, Session to, TablePair pair) {
        CapturedTable table = pair.captured();
        BucketComparison comparison = BucketComparison.of(from, to, pair.source(), pair.target(), table.key());
        if (comparison.equal()) {
            return new RepairReport.Table(table.name(), comparison.sourceRows(), comparison.targetRows(), 0);
        }
        long marked = from.doing("marking rows of " + table.name() + " as changed")
                .inTransaction(() -> Math.max(
                        ChangeMarks.onSource(
                                from,
                                table.tableId(),
                                " FROM " + pair.source().rows() + " AS r WHERE " + comparison.suspects()),
                        ChangeMarks.onTarget(
                                from,
                                to,
                                table,
                                " FROM " + pair.target().rows() + " AS r WHERE " + comparison.suspects())));
        work.tell(new TableDiffers(table.name(), comparison.sourceRows(), comparison.targetRows(), marked));
        return new RepairReport.Table(table.name(), comparison.sourceRows(), comparison.targetRows(), marked);
    }

    /**
     * Handles a table that is not copied yet. What was copied from a source that went back was planned for other blocks of
     * another history, changes to what was copied to a target that went back are no longer logged, and what was altered on the target
     * is compared with nothing; so its copy starts over. Its chunks skip what is in the log, so all of that must remain work for the next
     * round, whatever the watermark; and from before its copy is planned, for a run may follow that knows of no repair.
     */
    private void leaveToCopy(Session from, Session to, TablePair pair, boolean anew, boolean following) {
        QualifiedName name = pair.captured().name();
        if (following) {
            ChangeMarks.onLog(from.doing("logging the changes of " + name + " again"), pair.captured());
        }
        if (anew) {
            work.tell(new CopyRestarted(name, CopyRestart.TRANSACTIONS_LOST));
            InitialCopy.planAnew(to, pair, config.copy().chunkSize().bytes());
        } else {
            work.tell(new TableNotCompared(name));
        }
        work.reached(PausePoint.REPAIR_PLANNED);
    }

    /** Writes between two captures of a table were not logged, and the tables' numbers would be confused. */
    private static void assertCaptured(Iterable<CopyJournal.Planned> planned, List<CapturedTable> captured) {
        Map<Integer, UUID> captures =
                captured.stream().collect(Collectors.toMap(CapturedTable::tableId, CapturedTable::captureId));
        for (CopyJournal.Planned table : planned) {
            if (!table.captureId().equals(captures.get(table.tableId()))) {
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "The source does not have the capture that the copy of " + table.name()
                                + " relies on: it lost it, or somebody removed it.",
                        "Start over: " + Cures.START_ANEW);
            }
        }
    }
}
