package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.ChangeMarks;
import io.pgreplicator.capture.RoundSnapshot;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.Fence;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.verify.BucketComparison;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes ready to go on with a source that lost transactions, or with a target that somebody else wrote to: compares every
 * row and marks those that may differ as changed, so that the next round brings them. Writers may go on.
 *
 * <p>First a snapshot of the source is taken, which becomes the watermark at the end. What differs is logged after it, and so
 * is whatever is written after it, so the next round carries both; what was written before it is seen by the comparison.
 * All that is done on the source is done on one connection, for one address may lead to two servers for a while. Nothing
 * counts before the last transaction on the target, so doing it again after any failure is safe. Confined to one thread.
 */
final class Repair {
    private final Database source;
    private final Database target;
    private final ReplicatorConfig config;
    private final Preparation preparation;
    private final Retry retry;
    private final Reporter reporter;

    private Repair(
            Database source,
            Database target,
            ReplicatorConfig config,
            Preparation preparation,
            Retry retry,
            Reporter reporter) {
        this.source = source;
        this.target = target;
        this.config = config;
        this.preparation = preparation;
        this.retry = retry;
        this.reporter = reporter;
    }

    /** How many rows were compared, and how many of them marked. */
    private record Tally(long tables, long rows, long marked) {
        private static final Tally NONE = new Tally(0, 0, 0);

        Tally plus(Tally other) {
            return new Tally(tables + other.tables, rows + other.rows, marked + other.marked);
        }

        @Override
        public String toString() {
            return "compared " + rows + " rows of " + tables + " table(s): "
                    + (marked == 0
                            ? "all are equal"
                            : marked + " are marked as changed, and the next round brings them");
        }
    }

    /** Takes the lead for as long as it takes. */
    static void run(Database source, Database target, ReplicatorConfig config, ReplicationListener listener) {
        var stop = new StopSignal();
        Duration limit = config.sessions().retryLimit();
        try (Reporter reporter = Reporter.take(target, limit, stop, listener)) {
            var retry = new Retry(limit, stop, reporter);
            var preparation = new Preparation(source, target, config, retry, reporter);
            try {
                new Repair(source, target, config, preparation, retry, reporter).lead();
            } catch (RuntimeException | Error e) {
                reporter.failed(e);
                throw e;
            }
        }
    }

    private void lead() {
        if (!retry.call("looking at both sides", this::isCopyBegun)) {
            notice("nothing was copied yet, so there is nothing to repair");
            return;
        }
        retry.run("the check", preparation::check);
        retry.run("ending orphaned sessions", preparation::endOrphans);
        reporter.enter(Phase.REPAIRING);
        Fence fence = retry.call("taking over", () -> Fence.raise(target));
        boolean done = false;
        while (!done) {
            done = retry.call("the repair", () -> attempt(fence));
        }
    }

    /** Throws when the two sides do not belong together, which the check would not say. */
    private boolean isCopyBegun() {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Optional<Migration> migration = Migration.read(to);
            List<CopyJournal.Planned> planned = migration.isEmpty() ? List.of() : CopyJournal.planned(to);
            if (migration.isEmpty() || planned.isEmpty()) {
                return false;
            }
            if (migration.get().isAheadOf(from)) {
                notice("the source has lost transactions whose rows may be on the target");
            }
            assertCaptured(planned, CaptureSchema.tables(from));
            return true;
        }
    }

    /** False when it is to be done again, because a new partition came in between. */
    private boolean attempt(Fence fence) {
        try (Session from = source.open(Role.VERIFY);
                Session to = target.open(Role.VERIFY)) {
            Heartbeat heartbeat = Migration.present(to).adopt(from, to, fence);
            // read again: from now on no other server can add to what the target remembers
            Migration migration = Migration.present(to);
            boolean wentBack = migration.isAheadOf(from);
            CaptureSchema.adoptNewLeaves(from);
            List<TablePair> pairs = preparation.adapted(from, to);
            String snapshot = snapshot(from);
            Tally tally = mark(from, to, pairs, wentBack, migration.watermark() != null);
            if (CaptureSchema.hasNewLeaves(from)) {
                return false;
            }
            config.pausePoint().reached("repair.before-watermark");
            to.runInTransaction(() -> {
                fence.hold(to);
                heartbeat.goOnFrom(snapshot, to);
            });
            config.pausePoint().reached("repair.before-heartbeat");
            heartbeat.beat(from, target);
            notice(tally.toString());
            return true;
        }
    }

    private static String snapshot(Session from) {
        String snapshot = RoundSnapshot.begin(from);
        from.rollback();
        return snapshot;
    }

    private Tally mark(Session from, Session to, List<TablePair> pairs, boolean wentBack, boolean following) {
        Map<Integer, CopyJournal.Planned> planned = CopyJournal.planned(to).stream()
                .collect(Collectors.toMap(CopyJournal.Planned::tableId, Function.identity()));
        assertCaptured(planned.values(), pairs.stream().map(TablePair::captured).toList());
        Tally tally = Tally.NONE;
        for (TablePair pair : pairs) {
            CopyJournal.Planned table = planned.get(pair.captured().tableId());
            if (table != null && table.copied()) {
                tally = tally.plus(compare(from, to, pair));
                config.pausePoint().reached("repair.compared");
            } else {
                leaveToCopy(from, to, pair, wentBack && table != null, following);
            }
        }
        return tally;
    }

    private Tally compare(Session from, Session to, TablePair pair) {
        CapturedTable table = pair.captured();
        BucketComparison comparison = BucketComparison.of(from, to, pair.source(), pair.target(), table.key());
        long rows = Math.max(comparison.sourceRows(), comparison.targetRows());
        if (comparison.equal()) {
            return new Tally(1, rows, 0);
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
        notice(table.name() + " differs: " + comparison.sourceRows() + " rows on the source, " + comparison.targetRows()
                + " on the target; " + marked + " are marked as changed");
        return new Tally(1, rows, marked);
    }

    /**
     * A table that is not copied yet. What was copied from a source that went back was planned for other blocks of another
     * past, so its copy begins anew. Its chunks leave out what the log names, so all of that must stay work of the next round,
     * whatever the watermark.
     */
    private void leaveToCopy(Session from, Session to, TablePair pair, boolean anew, boolean following) {
        QualifiedName name = pair.captured().name();
        if (anew) {
            notice(name + " was not copied to its end; its copy begins anew");
            CopyJournal.planAgain(to, pair.toCopy(), config.copy().chunkSize().bytes());
        } else {
            notice(name + " is not copied to its end, and was not compared");
        }
        if (following) {
            ChangeMarks.onLog(from.doing("logging the changes of " + name + " again"), pair.captured());
        }
    }

    /** Writes between two captures of a table were not logged, and the tables would be mixed up by their numbers. */
    private static void assertCaptured(Iterable<CopyJournal.Planned> planned, List<CapturedTable> captured) {
        Map<Integer, UUID> captures =
                captured.stream().collect(Collectors.toMap(CapturedTable::tableId, CapturedTable::captureId));
        for (CopyJournal.Planned table : planned) {
            if (!table.captureId().equals(captures.get(table.tableId()))) {
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "The source does not have the capture that the copy of " + table.name()
                                + " relies on: it lost it, or somebody removed it.",
                        "Begin anew: " + Cures.START_ANEW);
            }
        }
    }

    private void notice(String text) {
        reporter.on(new ReplicationEvent.Notice(text));
    }
}
