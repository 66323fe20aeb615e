package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.Window;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.control.Migration;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.ChangesDiscarded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import io.pgreplicator.telemetry.UninstallReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Removes one migration and its way back from one database, the other side of which is gone or is left as it is: first what acts on
 * rows comes back, then the capture goes with its triggers, and with them a gate that refuses writers; then everything else that was taken
 * off comes back, and the control schema goes. Nothing is asked of the other side, so nobody knows here what it lacks. Where the database is in the middle of a chain, the other migration
 * stays. Idempotent. Confined to one thread.
 */
final class LoneUninstall {
    private static final long MOST_COUNTED = 1_000;

    /** The database as what the user gave it. */
    private final Database side;
    /** The same as what a migration has written to. */
    private final Database applied;

    private final CopyOptions copy;
    private final boolean force;
    private final Work work;

    private LoneUninstall(Ends one, Side given, CopyOptions copy, boolean force, Work work) {
        this.side = given == Side.SOURCE ? one.source() : one.target();
        this.applied = one.target();
        this.copy = copy;
        this.force = force;
        this.work = work;
    }

    /**
     * Removes all of it. Throws {@link ErrorCode#LEADER_RUNNING} while a replicator works on the database; {@link
     * ErrorCode#COMMAND_REFUSED} when it refuses writers, unless forced; {@link ErrorCode#OBJECTS_OPEN} when something
     * could not be put back: its record stays, unless forced.
     *
     * @param one the database as both sides
     * @param given what the user has given it as, which says what goes where it is both, of two migrations
     */
    static UninstallReport run(Ends one, Side given, CopyOptions copy, boolean force, Work work) {
        var start = new UninstallStarted();
        return work.act(
                start,
                () -> {
                    try (Ends own = one.newRun()) {
                        return new LoneUninstall(own, given, copy, force, work).remove();
                    }
                },
                (report, ending) -> new UninstallEnded(start, ending));
    }

    /**
     * What goes of what the database holds.
     *
     * @param capture whether a capture goes
     * @param control whether a control schema goes
     * @param otherStays whether the other one of the two stays, because it is of another migration
     */
    private record Part(boolean capture, boolean control, boolean otherStays) {
        static Part of(Database side) {
            try (Session session = side.open(Role.CONTROL)) {
                boolean captured = CaptureSchema.migration(session).isPresent();
                Optional<UUID> into = Migration.id(session);
                boolean ofOne = isOfOne(session, captured, into);
                boolean capture = captured && (ofOne || side.side() == Side.SOURCE);
                boolean control = into.isPresent() && (ofOne || side.side() == Side.TARGET);
                return new Part(capture, control, capture != captured || control != into.isPresent());
            }
        }

        /** A migration and its way back know each other, also when one of the two is gone already. */
        private static boolean isOfOne(Session session, boolean captured, Optional<UUID> into) {
            if (!captured) {
                return into.isPresent() && Migration.isSourceLeft(session);
            }
            Optional<UUID> opposite = CaptureSchema.opposite(session);
            return into.isEmpty() ? opposite.isPresent() : opposite.equals(into);
        }

        /** Whether who removes it must lead into this database: not where that is up to another migration. */
        boolean leads() {
            return control || !otherStays;
        }
    }

    @SuppressWarnings("try") // the leader lock is held
    private UninstallReport remove() {
        Part part = work.call("looking at what is there", () -> Part.of(side));
        if (part.capture) {
            SideRemoval.assertDroppable(side, OwnSchema.CAPTURE);
        }
        if (part.control) {
            SideRemoval.assertDroppable(side, OwnSchema.CONTROL);
        }
        work.run("looking at the capture", () -> refuse(part));
        if (!part.leads()) {
            return remove(part, applied);
        }
        try (Leader leader = Leader.take(applied)) {
            return remove(part, part.control ? takeOver(leader) : applied);
        }
    }

    /** From here on a former leader that lost its connection can neither apply anything nor take anything off. */
    private Database takeOver(Leader leader) {
        LeaderEpoch epoch = work.call("taking over", leader::beginAlone);
        String path = work.call("asking for the source's path", this::sourcePath);
        return applied.lookingIn(path).guardedBy(epoch.onAnyServer());
    }

    private String sourcePath() {
        try (Session session = applied.open(Role.CONTROL)) {
            return LeaderEpoch.sourcePath(session);
        }
    }

    /**
     * In the order of a switch: what acts on the rows of applications is back before they may write, and the rows that are there are
     * checked afterwards.
     *
     * @param led what is written to, guarded by the epoch where there is one
     */
    private UninstallReport remove(Part part, Database led) {
        var restoration = new Restoration(led, copy, work);
        if (part.control && part.capture) {
            work.run("noting that the source is left", () -> SideRemoval.noteSourceLeft(led));
            restoration.whatActs();
        }
        var released = new LinkedHashSet<QualifiedName>();
        boolean captureRemoved = part.capture && leaveSource(part, led, released);
        SideRemoval.TargetEnd end =
                part.control ? SideRemoval.restore(restoration, work) : new SideRemoval.TargetEnd(List.of(), List.of());
        boolean controlRemoved = part.control && SideRemoval.dropControl(led, end.open(), force, work);
        assertNothingLeft(part.capture, controlRemoved);
        if (!end.open().isEmpty()) {
            throw OpenObjects.notRestoredAlone(end.open(), force, "replicator uninstall --" + side.side() + "-only");
        }
        return new UninstallReport(
                List.copyOf(released), captureRemoved, end.restored(), controlRemoved, part.otherStays);
    }

    private boolean leaveSource(Part part, Database led, Set<QualifiedName> released) {
        work.run("counting what the log holds", this::tellOfLog);
        return SideRemoval.leaveSource(
                side,
                work,
                Optional.empty(),
                () -> {
                    refuse(part);
                    if (part.control) {
                        SideRemoval.holdEpoch(led);
                    }
                },
                () -> {},
                released);
    }

    /** Before anything is removed, and before each table: a replicator that works unnoticed may move the gate meanwhile. */
    private void refuse(Part part) {
        if (!part.capture) {
            return;
        }
        try (Session session = side.open(Role.CONTROL)) {
            if (CaptureSchema.migration(session).isEmpty()) {
                return;
            }
            if (CaptureSchema.isInUse(session)) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "A replicator is working on this database.",
                        "Stop it first, or run 'replicator uninstall' with both databases.");
            }
            if (!force && Gate.isClosed(session)) {
                throw Gate.isPrepared(session) ? neverOpened() : left();
            }
        }
    }

    private static ReplicatorException left() {
        return new ReplicatorException(
                ErrorCode.COMMAND_REFUSED,
                "This database refuses writers since a cutover, because they write to the other side; without the capture it"
                        + " would take writes again.",
                "Run 'replicator complete' with both databases. Only if that says that the other side knows nothing of this migration, or if"
                        + " the other side is gone for good, with all that was written there: add --force. From then on this database"
                        + " takes writes again: leave the applications where they are as long as that side is there.");
    }

    /** The other side takes writes, or has refused them since a cutover that did not come to opening this one. */
    private static ReplicatorException neverOpened() {
        return new ReplicatorException(
                ErrorCode.COMMAND_REFUSED,
                "This database was prepared for a cutover and refuses writers until one opens it; without the capture it would take"
                        + " writes, whatever the other side does.",
                "Run 'replicator uninstall' with both databases. Only if the other side is gone for good, with all that this one has"
                        + " not received: add --force.");
    }

    private void tellOfLog() {
        try (Session session = side.open(Role.CONTROL)) {
            if (CaptureSchema.migration(session).isEmpty()) {
                return;
            }
            Collection<Long> changes = DeltaLog.changed(
                            session, CaptureSchema.tables(session), new Window(null, ""), MOST_COUNTED)
                    .values();
            if (!changes.isEmpty()) {
                work.tell(new ChangesDiscarded(
                        changes.stream().mapToLong(Long::longValue).sum(),
                        changes.stream().allMatch(number -> number < MOST_COUNTED)));
            }
        }
    }

    private void assertNothingLeft(boolean capture, boolean control) {
        var left = new ArrayList<String>();
        if (capture) {
            left.addAll(SideRemoval.leftovers(side, OwnSchema.CAPTURE));
        }
        if (control) {
            left.addAll(SideRemoval.leftovers(side, OwnSchema.CONTROL));
        }
        SideRemoval.assertNone(left);
    }
}
