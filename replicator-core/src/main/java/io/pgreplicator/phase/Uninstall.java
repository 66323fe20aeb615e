package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
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
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Way;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.UninstallReport;
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

    /** What may be lost of one direction. */
    private enum Care {
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

    /**
     * As {@link #run}, of one database alone; {@code force}: also when it refuses writers.
     *
     * @param given whether it is the source or the target: a database may be both, of two migrations
     */
    public static UninstallReport runAlone(Ends one, Side given, CopyOptions copy, boolean force, Work work) {
        return LoneUninstall.run(one, given, copy, force, work);
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
            work.tell(new Way(false));
            work.run(
                    "looking for tables that are not replicated",
                    () -> LateTables.look(forward, config.tables(), care == Care.FORCED, work::tell));
            boolean reversed = wayBack && (direction.reversed() || direction.isEnded());
            List<Ends> ways = !wayBack ? List.of(forward) : reversed ? List.of(back, forward) : List.of(forward, back);
            UninstallReport report = UninstallReport.ofNothing();
            ReplicatorException open = null;
            for (Ends way : ways) {
                boolean present = way.equals(ways.get(0));
                var removal = new Removal(config, present || care == Care.FORCED ? care : Care.UNGUARDED, work, () -> {
                    if (present && !again(way.equals(back), forward, care).equals(direction)) {
                        throw turnedMeanwhile();
                    }
                });
                try {
                    work.tell(new Way(way.equals(back)));
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

    /** A failure is in the words of the direction that is worked in. */
    private static Direction again(boolean back, Ends forward, Care care) {
        return back ? Direction.opposite(forward, ends -> direction(ends, care)) : direction(forward, care);
    }

    /** Whoever gives everything up does so as well when the gates contradict each other. */
    private static Direction direction(Ends forward, Care care) {
        try {
            return Direction.of(forward);
        } catch (ReplicatorException e) {
            if (e.code() == ErrorCode.BOTH_OPEN && care == Care.FORCED) {
                return Direction.first();
            }
            throw e;
        }
    }

    /** Also one of which a former uninstallation has removed a part. */
    static boolean hasWayBack(Ends forward) {
        try (Session from = forward.source().open(Role.CONTROL);
                Session to = forward.target().open(Role.CONTROL)) {
            Optional<UUID> out = CaptureSchema.migration(to);
            Optional<UUID> first = Migration.id(to);
            // what is left of a way back whose other side is lost
            if (out.isPresent()
                    && first.isPresent()
                    && CaptureSchema.opposite(to).equals(first)) {
                return true;
            }
            Optional<UUID> into = Migration.id(from);
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
            refuseStrangers(ends.source(), ends.target(), care);
            SideRemoval.assertDroppable(ends.source(), OwnSchema.CAPTURE);
            SideRemoval.assertDroppable(ends.target(), OwnSchema.CONTROL);
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
                    boolean left = SideRemoval.leaveSource(ends.source(), work, guard, () -> {}, () -> {}, released);
                    assertNothingLeft(ends, care, List.of());
                    report = new UninstallReport(List.copyOf(released), left, List.of(), false, false);
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
                    work.run("noting that the source is left", () -> SideRemoval.noteSourceLeft(guarded));
                }
                boolean left = SideRemoval.leaveSource(
                        ends.source(),
                        work,
                        guard,
                        () -> SideRemoval.holdEpoch(guarded),
                        () -> SideRemoval.noteSourceLeft(guarded),
                        released);
                Database led = target.guardedBy(epoch.onAnyServer());
                var restoration = new Restoration(led, config.copy(), work);
                restoration.asOn(ends.source());
                SideRemoval.TargetEnd end = SideRemoval.restore(restoration, work);
                SideRemoval.dropControl(led, end.open(), care == Care.FORCED, work);
                assertNothingLeft(ends, care, end.open());
                return new UninstallReport(List.copyOf(released), left, end.restored(), true, false);
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
        left.addAll(SideRemoval.leftovers(ends.source(), OwnSchema.CAPTURE));
        if (open.isEmpty() || force) {
            left.addAll(SideRemoval.leftovers(ends.target(), OwnSchema.CONTROL));
        }
        SideRemoval.assertNone(left);
        if (!open.isEmpty()) {
            throw OpenObjects.notRestored(open, force);
        }
    }

    /** The source's capture may belong to a migration to another target, and may be in use. */
    private static void refuseStrangers(Database source, Database target, Care care) {
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
            if (captured.isPresent() && migrated.isPresent() && CaptureSchema.isCopied(from)) {
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "Nothing was removed: " + CaptureSchema.COPIED + ".",
                        CaptureSchema.CURE_OF_COPIED);
            }
            if (captured.isPresent() && migrated.isEmpty() && CaptureSchema.isInUse(from)) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "A replicator to another target is working on the source.",
                        "Give the target of that migration, or stop the replicator first.");
            }
            // that one may be the side that applications write to: what this source refuses, it takes there
            if (captured.isPresent() && migrated.isEmpty() && care != Care.FORCED) {
                if (CaptureSchema.refusesForGood(from)) {
                    throw new ReplicatorException(
                            ErrorCode.CAPTURE_INVALID,
                            "Nothing was removed: " + CaptureSchema.LEFT + ".",
                            CaptureSchema.CURE_OF_LEFT);
                }
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "Nothing was removed: the source is captured for a migration that the target knows nothing of. It is not the"
                                + " target of that migration, or it was made anew.",
                        "Give the target of that migration. If that is gone for good: 'replicator uninstall --source-only'.");
            }
        }
    }

    private static boolean isBegun(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return Migration.read(session).isPresent();
        }
    }
}
