package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import io.pgreplicator.telemetry.UninstallReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Removes the replicator from one database, the other side of which is gone or is left as it is: the capture with its triggers, then
 * what was taken off and the control schema. Nothing is asked of the other side, so nobody knows here what it lacks. Idempotent.
 * Stateless, thread-safe.
 */
final class LoneUninstall {
    private LoneUninstall() {}

    /**
     * Removes all of it. Throws {@link ErrorCode#LEADER_RUNNING} while a replicator works on the database; {@link
     * ErrorCode#COMMAND_REFUSED} when it refuses writers since a cutover, unless forced; {@link ErrorCode#OBJECTS_OPEN} when something
     * could not be put back: its record stays, unless forced.
     */
    static UninstallReport run(Database side, CopyOptions copy, boolean force, Work work) {
        var start = new UninstallStarted();
        return work.act(
                start, () -> remove(side, copy, force, work), (report, ending) -> new UninstallEnded(start, ending));
    }

    @SuppressWarnings("try") // the leader lock is held, and nothing is asked of it
    private static UninstallReport remove(Database side, CopyOptions copy, boolean force, Work work) {
        SideRemoval.assertDroppable(side, OwnSchema.CAPTURE);
        SideRemoval.assertDroppable(side, OwnSchema.CONTROL);
        try (Leader leader = Leader.take(side)) {
            work.run("looking at the capture", () -> refuse(side, force));
            var released = new LinkedHashSet<QualifiedName>();
            boolean captured = SideRemoval.leaveSource(side, work, Optional.empty(), () -> {}, () -> {}, released);
            boolean controlled = work.call("looking for the control schema", () -> isTarget(side));
            var end = controlled
                    ? SideRemoval.leaveTarget(side, copy, force, work)
                    : new SideRemoval.TargetEnd(List.of(), List.of());
            if (!end.open().isEmpty()) {
                throw OpenObjects.notRestored(end.open(), force);
            }
            assertNothingLeft(side);
            return new UninstallReport(List.copyOf(released), captured, end.restored(), controlled);
        }
    }

    private static boolean isTarget(Database side) {
        try (Session session = side.open(Role.CONTROL)) {
            return Migration.read(session).isPresent();
        }
    }

    private static void refuse(Database side, boolean force) {
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
            if (!force && Gate.number(session) % 2 != 0) {
                throw new ReplicatorException(
                        ErrorCode.COMMAND_REFUSED,
                        "This database refuses writers since a cutover, because they write to the other side; without the capture it"
                                + " would take writes again.",
                        "Run 'replicator complete' with both databases. Only if the other side is gone for good, with all that was"
                                + " written there: add --force.");
            }
        }
    }

    private static void assertNothingLeft(Database side) {
        var left = new ArrayList<String>(SideRemoval.leftovers(side, OwnSchema.CAPTURE));
        left.addAll(SideRemoval.leftovers(side, OwnSchema.CONTROL));
        if (!left.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL,
                    "Objects of the replicator are left: " + String.join(", ", left),
                    "Drop them by hand or run the command again.");
        }
    }
}
