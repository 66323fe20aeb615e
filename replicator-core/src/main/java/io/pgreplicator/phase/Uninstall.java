package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.ServerChanged;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.OwnSchemaDrop;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectsForgotten;
import io.pgreplicator.telemetry.ReplicationEvent.SourceTakesWrites;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.UninstallReport;
import io.pgreplicator.telemetry.UninstallReport.RestoredObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes the replicator from both databases: first triggers and logs from the source, one table at a time; then restores
 * what was dropped or disabled on the target and drops the control schema, unless it records what could not be restored. A way back
 * is removed in the same way; the side that refuses writes is released last. Idempotent: doing it again completes what is left.
 * Stateless, thread-safe.
 */
public final class Uninstall {
    private Uninstall() {}

    /** The outcome on the target: what is restored, and what could not be restored. */
    record TargetEnd(List<RestoredObject> restored, List<OpenObject> open) {}

    /** What may be lost of one direction. */
    enum Care {
        /** Nothing. */
        GUARDED,
        /** Changes that are not carried: of a side that refuses writers, and when the way back ends. */
        UNGUARDED,
        /** Also the record of what could not be restored. */
        FORCED
    }

    /** {@code force}: even when changes would be lost; also drops the record of what could not be restored. */
    public static UninstallReport run(
            Ends both, ReplicatorConfig config, boolean force, ReplicationListener listener, PausePoint.Hook hook) {
        return run(both, config, force ? Care.FORCED : Care.GUARDED, listener, hook);
    }

    /** After a cutover: what the present direction has not carried is of no use any more. */
    static UninstallReport complete(
            Ends both, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        return run(both, config, Care.UNGUARDED, listener, hook);
    }

    private static UninstallReport run(
            Ends both, ReplicatorConfig config, Care care, ReplicationListener listener, PausePoint.Hook hook) {
        var work = new Work(config.sessions().retryLimit(), new StopSignal(), hook, listener);
        var start = new UninstallStarted();
        return work.act(
                start,
                () -> removeBoth(both, config, care, work),
                (report, ending) -> new UninstallEnded(start, ending));
    }

    /**
     * The present direction first: its source takes writes whatever becomes of its gate. The source of the other one refuses them,
     * so it holds nothing that was not carried.
     */
    private static UninstallReport removeBoth(Ends both, ReplicatorConfig config, Care care, Work work) {
        try (Ends forward = both.newRun();
                Ends other = both.reversed();
                Ends back = other.newRun()) {
            boolean wayBack = work.call("looking for a way back", () -> hasWayBack(forward));
            Direction direction = work.call("looking at the gates", () -> direction(forward, care));
            if (care != Care.FORCED) {
                refuseTurning(direction);
            }
            boolean reversed = wayBack && (direction.reversed() || direction.isEnded());
            List<Ends> ways = !wayBack ? List.of(forward) : reversed ? List.of(back, forward) : List.of(forward, back);
            UninstallReport report = UninstallReport.ofNothing();
            ReplicatorException open = null;
            for (Ends way : ways) {
                boolean present = way.equals(ways.get(0));
                var removal = new Removal(config, present || care == Care.FORCED ? care : Care.UNGUARDED, work, () -> {
                    if (present && !direction(forward, care).equals(direction)) {
                        throw turnedMeanwhile();
                    }
                });
                try {
                    report = report.and(way.equals(back) ? Direction.inReverse(back, removal::run) : removal.run(way));
                } catch (ReplicatorException e) {
                    open = keep(open, e);
                }
            }
            if (open != null) {
                throw open;
            }
            return report;
        }
    }

    /** What cannot be restored in one direction keeps nothing from being removed in the other one. */
    private static ReplicatorException keep(@Nullable ReplicatorException first, ReplicatorException failure) {
        if (failure.code() != ErrorCode.OBJECTS_OPEN) {
            throw failure;
        }
        if (first == null) {
            return failure;
        }
        first.addSuppressed(failure);
        return first;
    }

    /** Before anything is removed: in a turn, both sides would take writes afterwards. */
    static void refuseTurning(Direction direction) {
        if (direction.isTurning()) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "A cutover has begun and is not complete: nobody can write.",
                    "Run 'replicator cutover' first: it completes the switch.");
        }
    }

    private static ReplicatorException turnedMeanwhile() {
        return new ReplicatorException(
                ErrorCode.LEADER_RUNNING,
                "A cutover has turned the direction at this moment; nothing was removed.",
                "Run the command again, if it is still what you want.");
    }

    /** Whoever gives everything up does so as well when the gates contradict each other. */
    private static Direction direction(Ends forward, Care care) {
        try {
            return Direction.of(forward);
        } catch (ReplicatorException e) {
            if (e.code() == ErrorCode.BOTH_OPEN && care == Care.FORCED) {
                return new Direction(false, null, null, false);
            }
            throw e;
        }
    }

    /** Also one of which a former uninstallation has removed a part. */
    static boolean hasWayBack(Ends forward) {
        try (Session from = forward.source().open(Role.CONTROL);
                Session to = forward.target().open(Role.CONTROL)) {
            Optional<UUID> out = CaptureSchema.migration(to);
            Optional<UUID> first = Migration.read(to).map(Migration::id);
            // what is left of a way back whose other side is lost
            if (out.isPresent()
                    && first.isPresent()
                    && CaptureSchema.opposite(to).equals(first)) {
                return true;
            }
            Optional<UUID> into = Migration.read(from).map(Migration::id);
            if (into.isEmpty()) {
                return false;
            }
            boolean captured = CaptureSchema.migration(from).isPresent();
            return into.equals(out)
                    || (captured ? CaptureSchema.opposite(from).equals(into) : Migration.isSourceLeft(from));
        }
    }

    /**
     * The removal of one direction.
     *
     * @param led what must hold once this program leads
     */
    private record Removal(ReplicatorConfig config, Care care, Work work, Runnable led) {
        UninstallReport run(Ends ends) {
            refuseStrangers(ends.source(), ends.target());
            assertDroppable(ends.source(), OwnSchema.CAPTURE);
            assertDroppable(ends.target(), OwnSchema.CONTROL);
            var released = new LinkedHashSet<QualifiedName>();
            UninstallReport report;
            try (Leader leader = Leader.take(ends.target())) {
                work.run("looking at the gates", led);
                boolean begun = work.call("looking for the control schema", () -> isBegun(ends.target()));
                if (begun) {
                    do {
                        report = onOneServer(ends, leader, released);
                    } while (report == null);
                } else {
                    Optional<NotCarried> guard = guard(ends, care, released);
                    boolean left = leaveSource(ends.source(), work, guard, () -> {}, () -> {}, released);
                    assertNothingLeft(ends, care, List.of());
                    report = new UninstallReport(List.copyOf(released), left, List.of(), false);
                }
            }
            return report;
        }

        /**
         * What was asked of the target holds for the server that leads: null when it was restarted or failed over meanwhile, and must
         * be asked again.
         */
        private @Nullable UninstallReport onOneServer(Ends ends, Leader leader, Set<QualifiedName> released) {
            Database target = ends.target();
            LeaderEpoch epoch = work.call("taking over", () -> leader.begin(ends.source()));
            // whoever gives the changes up goes on whatever the target has lost
            Database guarded = target.guardedBy(care == Care.GUARDED ? epoch : epoch.onAnyServer());
            try {
                Optional<NotCarried> guard = guard(ends, care, released);
                work.reached(PausePoint.UNINSTALL_CHECKED);
                if (care == Care.UNGUARDED) {
                    // from here on no run may capture again what is released
                    work.run("noting that the source is left", () -> noteSourceLeft(guarded));
                }
                boolean left = leaveSource(
                        ends.source(), work, guard, () -> holdEpoch(guarded), () -> noteSourceLeft(guarded), released);
                TargetEnd end = leaveTarget(target.guardedBy(epoch.onAnyServer()), config.copy(), care, work);
                assertNothingLeft(ends, care, end.open());
                return new UninstallReport(List.copyOf(released), left, end.restored(), true);
            } catch (ServerChanged e) {
                return null;
            }
        }
    }

    private static Optional<NotCarried> guard(Ends ends, Care care, Set<QualifiedName> released) {
        if (care != Care.GUARDED) {
            return Optional.empty();
        }
        NotCarried changes = NotCarried.read(ends.target());
        changes.refuse(ends.source(), released);
        return Optional.of(changes);
    }

    private static void assertNothingLeft(Ends ends, Care care, List<OpenObject> open) {
        boolean force = care == Care.FORCED;
        List<String> left = new ArrayList<>();
        left.addAll(leftovers(ends.source(), OwnSchema.CAPTURE));
        if (open.isEmpty() || force) {
            left.addAll(leftovers(ends.target(), OwnSchema.CONTROL));
        }
        if (!left.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL,
                    "Objects of the replicator are left: " + String.join(", ", left),
                    "Drop them by hand or run uninstall again.");
        }
        if (!open.isEmpty()) {
            throw OpenObjects.notRestored(open, force);
        }
    }

    /** Before anything is removed: objects that depend on our schemas are not ours to drop. */
    static void assertDroppable(Database database, OwnSchema schema) {
        try (Session session = database.open(Role.CONTROL)) {
            if (OwnSchemaState.isOurs(session, schema)) {
                OwnSchemaDrop.assertPossible(session, schema);
            }
        }
    }

    /** The source's capture may belong to a migration to another target, and may be in use. */
    private static void refuseStrangers(Database source, Database target) {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Optional<UUID> captured = CaptureSchema.migration(from);
            Optional<UUID> migrated = Migration.read(to).map(Migration::id);
            if (captured.isPresent() && migrated.isPresent() && !captured.equals(migrated)) {
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "The capture on the source belongs to another migration than the target.",
                        "Give the source and the target of one migration.");
            }
            if (captured.isPresent() && migrated.isEmpty() && CaptureSchema.isInUse(from)) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "A replicator to another target is working on the source.",
                        "Give the target of that migration, or stop the replicator first.");
            }
        }
    }

    private static Optional<UUID> migration(Database source) {
        try (Session session = source.open(Role.CONTROL)) {
            return CaptureSchema.migration(session);
        }
    }

    private static boolean isBegun(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return Migration.read(session).isPresent();
        }
    }

    /**
     * Adds the tables that it releases; false when there was no capture schema.
     *
     * @param beforeEach what must hold before a table is released
     * @param beforeEnd what is done when all are released
     */
    static boolean leaveSource(
            Database source,
            Work work,
            Optional<NotCarried> guard,
            Runnable beforeEach,
            Runnable beforeEnd,
            Set<QualifiedName> released) {
        Optional<UUID> migration = work.call("looking for the capture schema", () -> migration(source));
        if (migration.isEmpty()) {
            return !released.isEmpty();
        }
        List<CapturedTable> captured = work.call("looking for captured tables", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                return CaptureSchema.tables(session);
            }
        });
        work.run("looking at the gate", () -> tellOfGate(source, work));
        for (CapturedTable table : captured) {
            work.run("asking for the target's server", beforeEach);
            work.run("removing the capture of " + table.name(), () -> {
                try (Session session = source.open(Role.CONTROL)) {
                    CaptureSchema.release(
                            session, table, () -> guard.ifPresent(changes -> changes.refuse(session, table)));
                }
            });
            released.add(table.name());
            work.reached(PausePoint.UNINSTALL_RELEASED);
        }
        work.run("noting that the source is left", beforeEnd);
        work.run("dropping the capture schema", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                if (CaptureSchema.migration(session).isPresent()) {
                    CaptureSchema.drop(session, migration.get());
                }
            }
        });
        work.reached(PausePoint.UNINSTALL_SOURCE_LEFT);
        return true;
    }

    /** With the triggers the gate goes that refuses writers since a cutover. */
    private static void tellOfGate(Database source, Work work) {
        try (Session session = source.open(Role.CONTROL)) {
            if (Gate.number(session) % 2 != 0) {
                work.tell(new SourceTakesWrites());
            }
        }
    }

    private static void holdEpoch(Database led) {
        try (Session session = led.open(Role.CONTROL)) {
            session.runInTransaction(() -> {});
        }
    }

    /** An uninstallation that continues from here then knows why the source has no capture. */
    private static void noteSourceLeft(Database led) {
        try (Session session = led.open(Role.CONTROL)) {
            session.runInTransaction(() -> Migration.noteSourceLeft(session));
        }
    }

    /** The control schema stays when something could not be restored, because it has the only copy of its definition. */
    static TargetEnd leaveTarget(Database target, CopyOptions copy, Care care, Work work) {
        boolean force = care == Care.FORCED;
        var restoration = new Restoration(target, copy, work);
        restoration.everything();
        List<OpenObject> open = restoration.open();
        work.reached(PausePoint.UNINSTALL_RESTORED);
        if (open.isEmpty() || force) {
            if (!open.isEmpty()) {
                work.tell(new ObjectsForgotten(open));
            }
            work.run("dropping the control schema", () -> {
                try (Session session = target.open(Role.CONTROL)) {
                    // already dropped, with the epoch, if the outcome of the COMMIT was unknown
                    if (Migration.read(session).isPresent()) {
                        session.doing("dropping the control schema")
                                .runInTransaction(() -> OwnSchemaDrop.run(session, OwnSchema.CONTROL));
                    }
                }
            });
        }
        return new TargetEnd(restoration.restored(), open);
    }

    static List<String> leftovers(Database database, OwnSchema schema) {
        try (Session session = database.open(Role.CONTROL)) {
            if (!OwnSchemaState.isOurs(session, schema)) {
                return List.of();
            }
            return session.doing("looking for what is left")
                    .query(
                            SqlFile.of(Uninstall.class, "leftovers.sql")
                                    .with("schema", schema.toString())
                                    .text(),
                            row -> database.side() + ": " + row.getString(1));
        }
    }
}
