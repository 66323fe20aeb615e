package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SideWords;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.sql.OwnSchema;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

    /** The capture on one database: of which migration, which one it leaves, the number of its gate. */
    private record Captured(UUID migration, @Nullable UUID opposite, long number) {
        static Session.Question<Captured> question() {
            return Session.Question.of(
                    "SELECT c.migration_id, c.opposite_id, (SELECT g.last_value FROM replicator_capture.gate_state AS g)"
                            + " FROM replicator_capture.capture AS c",
                    row -> new Captured(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getLong(3)));
        }
    }

    /** The migration that is applied to one database, and whether its source is being left. */
    private record Applied(UUID migration, boolean left) {
        static Session.Question<Applied> question() {
            return Session.Question.of(
                    "SELECT m.migration_id, m.source_left FROM replicator.migration AS m",
                    row -> new Applied(row.getObject(1, UUID.class), row.getBoolean(2)));
        }
    }

    /** What one database says of itself. */
    private record Station(
            @Nullable Captured captured, @Nullable Applied applied) {
        static Station read(Database database) {
            try (Session session = database.open(Role.CONTROL)) {
                Set<OwnSchema> ours = OwnSchemaState.ours(session);
                Session.Question<Captured> captured = Captured.question();
                Session.Question<Applied> applied = Applied.question();
                Session.Question<?>[] questions = Stream.of(
                                ours.contains(OwnSchema.CAPTURE) ? captured : null,
                                ours.contains(OwnSchema.CONTROL) ? applied : null)
                        .filter(Objects::nonNull)
                        .toArray(Session.Question<?>[]::new);
                if (questions.length > 0) {
                    session.doing("reading the gate").ask(questions);
                }
                return new Station(first(captured), first(applied));
            }
        }

        private static <T> @Nullable T first(Session.Question<T> question) {
            return question.answer().stream().findFirst().orElse(null);
        }

        boolean leadsTo(Station other) {
            return captured != null && other.applied != null && captured.migration.equals(other.applied.migration);
        }

        boolean leaves(Station other) {
            return captured != null && other.captured != null && other.captured.migration.equals(captured.opposite);
        }

        long number() {
            return captured == null ? 0 : captured.number;
        }

        boolean left() {
            return applied != null && applied.left;
        }

        boolean isOpen() {
            return number() % 2 == 0;
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

    /**
     * Whether no switch was made between this answer and that later one: it would have moved the source's gate. A rehearsal only
     * prepares a gate on the target.
     */
    public boolean lastedUntil(Direction later) {
        return reversed == later.reversed
                && Objects.equals(source, later.source)
                && (target == null || target.equals(later.target));
    }

    /** The number of the gate of the side that changes come from; null without one. */
    public @Nullable Long from() {
        return reversed ? target : source;
    }

    /** The number of the gate of the side that they go to; null without one. */
    public @Nullable Long to() {
        return reversed ? source : target;
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
            return first();
        }
        boolean wayBack = to.leadsTo(from) && to.leaves(from) && from.leaves(to);
        if (!wayBack) {
            return new Direction(false, from.number(), null, to.left());
        }
        boolean reversed = to.isOpen() || (!from.isOpen() && to.number() > from.number());
        return new Direction(reversed, from.number(), to.number(), reversed ? from.left() : to.left());
    }

    /** The one before any cutover, of databases that say nothing. */
    public static Direction first() {
        return new Direction(false, null, null, false);
    }

    /** Throws {@link ErrorCode#ALREADY_SWITCHED} when a cutover has ended and nothing goes back, because there is no way. */
    public void assertNotEnded() {
        if (isEnded()) {
            throw alreadySwitched();
        }
    }

    /** Whether there is a way back. */
    boolean hasWayBack() {
        return target != null;
    }

    /** Whether the other half of a switch that goes the other way than this one is still to be done. */
    boolean isTurningAgainst(CutoverOptions options) {
        return isTurning() && reversed != options.back();
    }

    /** The refusal of a cutover that has found such a half, after that was done. */
    ReplicatorException endedTheOther() {
        return new ReplicatorException(
                ErrorCode.COMMAND_REFUSED,
                "A cutover the other way had been begun and not ended; it has ended now: applications write to the "
                        + (reversed ? "source" : "target") + ". The cutover that you asked for was not begun.",
                "If applications are to write to the other side, run the same command again.");
    }

    /** Whether a switch has closed one side and not opened the other one yet: nobody can write. */
    public boolean isTurning() {
        return target != null && source != null && source % 2 != 0 && target % 2 != 0;
    }

    /** Whether the source refuses writers, and nothing is left of the target's gate. */
    boolean isEnded() {
        return target == null && source != null && source % 2 != 0;
    }

    /**
     * Whether applications write where the cutover would make them write, so that there is nothing to do. Throws {@link
     * ErrorCode#ALREADY_SWITCHED} when it was to be rehearsed, and {@link ErrorCode#COMMAND_REFUSED} when it was to return from a
     * cutover between databases that have no gate: nothing says then which of them takes writes.
     */
    public boolean isOn(CutoverOptions options) {
        if (options.back() && source == null) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "There is no cutover to return from: no migration goes between these two databases, or it was completed or removed.",
                    "Look at --source and --target. 'replicator status' says what is known of them.");
        }
        boolean there = !isTurning() && (isEnded() || reversed) != options.back();
        if (there && options.rehearsals() > 0) {
            throw alreadySwitched();
        }
        return there;
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

    /**
     * Runs a task with databases whose source is the target that the user has given. Its failures are in the words of the user, which is the
     * only step that they are turned in: whatever is in one direction calls the side that changes come from the source.
     */
    static <T extends @Nullable Object> T inReverse(Ends back, Function<Ends, T> task) {
        try {
            return task.apply(back);
        } catch (ReplicatorException e) {
            throw given(e);
        }
    }

    /** A failure of the way back in the words of who has given the two databases. */
    public static ReplicatorException given(ReplicatorException failure) {
        return turned(failure, SideWords::onTheWayBack);
    }

    /** Runs a task with the databases of the other direction than that of the caller, in whose words its failures are. */
    static <T extends @Nullable Object> T opposite(Ends opposite, Function<Ends, T> task) {
        try {
            return task.apply(opposite);
        } catch (ReplicatorException e) {
            throw turned(e, SideWords::turned);
        }
    }

    /** As {@link #of}, for who works in that direction: a failure is in its words. */
    public Direction lookAgain(Ends given) {
        return reversed ? opposite(given, Direction::of) : of(given);
    }

    /** The message may have the cures of findings. */
    private static ReplicatorException turned(ReplicatorException failure, UnaryOperator<String> words) {
        ErrorCode code = failure.code().turned();
        String message = words.apply(String.valueOf(failure.getMessage()));
        String turned = words.apply(failure.cure());
        return failure instanceof DatabaseException known
                ? new DatabaseException(code, message, turned, known.sqlState(), known.reason(), failure)
                : new ReplicatorException(code, message, turned, failure);
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

    /** What was asked for has been done by a cutover before, or goes the other way. */
    static ReplicatorException alreadySwitched() {
        return new ReplicatorException(
                ErrorCode.ALREADY_SWITCHED,
                "A cutover has ended: the source refuses writes, and applications write to the target.",
                "'replicator status' says which side takes writes. 'replicator verify' compares both sides.");
    }
}
