package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
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
 * @param leaving whether the replicator is being removed without regard to later changes of this direction
 */
public record Direction(
        boolean reversed, @Nullable Long source, @Nullable Long target, boolean leaving) {

    /** What one database says of itself: the migration that is captured there, the one that is applied there, its gate. */
    private record Station(
            Optional<UUID> captured, Optional<UUID> opposite, Optional<UUID> applied, boolean left, long number) {
        static Station read(Database database) {
            try (Session session = database.open(Role.CONTROL)) {
                Optional<UUID> captured = CaptureSchema.migration(session);
                Optional<Migration> migration = Migration.read(session);
                return new Station(
                        captured,
                        captured.isEmpty() ? captured : CaptureSchema.opposite(session),
                        migration.map(Migration::id),
                        migration.isPresent() && Migration.isSourceLeft(session),
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
        Direction found = read(ends);
        while (found.bothOpen()) {
            // a switch may have come between the two answers; numbers only go up
            Direction again = read(ends);
            if (again.equals(found)) {
                throw found.contradiction();
            }
            found = again;
        }
        return found;
    }

    private static Direction read(Ends ends) {
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
            return new Direction(false, null, null, false);
        }
        boolean wayBack = to.leadsTo(from) && to.leaves(from) && from.leaves(to);
        if (!wayBack) {
            return new Direction(false, from.number, null, to.left);
        }
        boolean reversed = to.isOpen() || (!from.isOpen() && to.number > from.number);
        return new Direction(reversed, from.number, to.number, reversed ? from.left : to.left);
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
        return source != null && Math.max(source, target == null ? 0 : target) > 1;
    }

    /** Runs a task with both databases, in this direction. */
    public <T extends @Nullable Object> T with(Ends given, Function<Ends, T> task) {
        if (!reversed) {
            return task.apply(given);
        }
        try (Ends back = given.reversed()) {
            return inReverse(back, task);
        }
    }

    /** Runs a task with databases whose source is the target that the user has given: its failures say so. */
    static <T extends @Nullable Object> T inReverse(Ends back, Function<Ends, T> task) {
        try {
            return task.apply(back);
        } catch (ReplicatorException e) {
            boolean plain =
                    e.code() == ErrorCode.STOPPED || (e instanceof DatabaseException known && known.isOfConnection());
            throw plain
                    ? e
                    : new ReplicatorException(
                            e.code(),
                            e.getMessage() + "\nThis is about the way back: 'the source' is here "
                                    + back.source().settings() + ", and 'the target' "
                                    + back.target().settings() + ".",
                            Cures.onTheWayBack(e.cure()),
                            e);
        }
    }

    private boolean bothOpen() {
        return source != null && target != null && source % 2 == 0 && target % 2 == 0;
    }

    private ReplicatorException contradiction() {
        boolean sourceLost = source == null || (target != null && source < target);
        return new ReplicatorException(
                ErrorCode.BOTH_OPEN,
                "Both sides take writes, though a cutover has closed one of them: the "
                        + (sourceLost ? "source" : "target")
                        + " has lost that. Its server was failed over to a standby that lagged, or restored from an older copy.",
                "Stop the application's writes to that side at once. It has lost transactions, and may have taken others since:"
                        + " 'replicator uninstall --force' takes the replicator off both sides, and leaves every row as it is.");
    }
}
