package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which way changes go between two databases, as their gates say: from the one that takes writes to the one that refuses them.
 *
 * <p>Whoever carries something asks once it leads: a gate is only opened by who leads the migration into that database, after
 * its last transaction, so the answer holds for as long as the leadership does. Immutable.
 *
 * @param reversed whether changes go from the target to the source, since a cutover
 * @param source the number of the source's gate; null when this migration has no capture there
 * @param target the number of the gate of the target, for the way back; null when none is installed
 */
public record Direction(
        boolean reversed, @Nullable Long source, @Nullable Long target) {

    /** What one database says of itself: the migration that is captured there, the one that is applied there, its gate. */
    private record Station(Optional<UUID> captured, Optional<UUID> opposite, Optional<UUID> applied, long number) {
        static Station read(Database database) {
            try (Session session = database.open(Role.CONTROL)) {
                Optional<UUID> captured = CaptureSchema.migration(session);
                return new Station(
                        captured,
                        captured.isEmpty() ? captured : CaptureSchema.opposite(session),
                        Migration.read(session).map(Migration::id),
                        captured.isEmpty() ? 0 : Gate.number(session));
            }
        }

        boolean leadsTo(Station other) {
            return captured.isPresent() && captured.equals(other.applied);
        }

        boolean isOpen() {
            return number % 2 == 0;
        }

        boolean leaves(Station other) {
            return captured.isPresent() && opposite.isPresent() && opposite.equals(other.captured);
        }
    }

    /**
     * Reads both gates. Throws {@link ErrorCode#BOTH_OPEN} when both sides take writes though one of them has refused them: its
     * server was replaced by one that lagged.
     */
    public static Direction of(Ends ends) {
        Meanwhile<Station> there = Meanwhile.start("gate-target", () -> Station.read(ends.target()));
        Station from;
        try {
            from = Station.read(ends.source());
        } finally {
            there.await();
        }
        return between(from, there.result());
    }

    private static Direction between(Station from, Station to) {
        if (!from.leadsTo(to)) {
            return new Direction(false, null, null);
        }
        boolean wayBack = to.leadsTo(from) && to.leaves(from) && from.leaves(to);
        if (!wayBack) {
            return new Direction(false, from.number, null);
        }
        if (from.isOpen() && to.isOpen()) {
            throw bothOpen(from.number, to.number);
        }
        boolean reversed = to.isOpen() || (!from.isOpen() && to.number > from.number);
        return new Direction(reversed, from.number, to.number);
    }

    /** Whether there is a way back. */
    boolean hasWayBack() {
        return target != null;
    }

    /** Whether a switch has closed one side and not opened the other one yet: nobody can write. */
    boolean isTurning() {
        return target != null && source != null && source % 2 != 0 && target % 2 != 0;
    }

    /** Whether the source refuses writers, and nothing is left of the target's gate. */
    boolean isEnded() {
        return target == null && source != null && source % 2 != 0;
    }

    /** Whether a cutover has ever ended. */
    boolean hasSwitched() {
        return source != null && source > 0;
    }

    /** Runs a task with both databases, in this direction. */
    public <T extends @Nullable Object> T with(Ends given, Function<Ends, T> task) {
        if (!reversed) {
            return task.apply(given);
        }
        try (Ends back = given.reversed()) {
            return task.apply(back);
        }
    }

    private static ReplicatorException bothOpen(long source, long target) {
        return new ReplicatorException(
                ErrorCode.BOTH_OPEN,
                "Both sides take writes, though a cutover has closed one of them: the "
                        + (source < target ? "source" : "target")
                        + " has lost that. Its server was failed over to a standby that lagged, or restored from an older copy.",
                "Stop the application's writes to that side at once. It has lost transactions, and may have taken others since:"
                        + " 'replicator uninstall --force' takes the replicator off both sides, and leaves every row as it is.");
    }
}
