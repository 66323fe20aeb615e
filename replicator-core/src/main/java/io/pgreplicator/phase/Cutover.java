package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.gate.ClosedGate;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.round.RoundRunner;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStarted;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStep;
import io.pgreplicator.verify.LastRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the target the primary: closes the source's gate, brings what was written before, makes the gate refuse writers for
 * good, and opens the target; or leaves everything as it was. Writers wait in between, and none fails before the switch has happened.
 *
 * <p>The order of an attempt is what makes it safe:
 * <ol>
 *   <li>Every table is locked against changes of its definition and its triggers, which no trigger would notice.
 *   <li>The gate is closed: nobody is in the middle of writing.
 *   <li>Exact rounds until one finds nothing: the target has everything.
 *   <li>The sequences of the target are ahead of those of the source.
 *   <li>No table has come that is not replicated: {@link LateTables}.
 *   <li>Rows that were carried last are equal on both sides: {@link LastProof}.
 *   <li>The number of the gate moves, in the transaction that holds it. If the server has given up that transaction because
 *       it took too long, the commit fails, and nothing has happened. An answer that is lost is asked for.
 *   <li>The target is opened: {@link Opening}. Whoever leads next does that if this program ends before.
 * </ol>
 *
 * <p>Confined to the thread that follows.
 */
final class Cutover {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final int SHORTEST_BACK_OFF_MILLIS = 50;
    private static final int LONGEST_BACK_OFF_MILLIS = 400;

    /** From the even number of a side to the odd one that closes it: between the two is the one that opens the other side. */
    private static final int CLOSING = 3;

    private final Ends ends;
    private final CutoverRequest request;
    private final CutoverOptions options;
    private final SequenceDuty sequences;
    private final Work work;
    private final StatusBoard board;
    private final Opening opening;
    private final List<Duration> pauses = new ArrayList<>();
    private final List<CutoverStep> steps = new ArrayList<>();
    private long stepNanos;
    private int attempts;
    private boolean closed;
    private boolean switched;
    private long pauseBegunNanos;
    private String reason = "";
    private @Nullable LastProof proof;
    private @Nullable CutoverEnded ended;

    Cutover(Ends ends, CutoverRequest request, SequenceDuty sequences, Opening opening, Work work, StatusBoard board) {
        this.ends = ends;
        this.request = request;
        this.options = request.options();
        this.sequences = sequences;
        this.opening = opening;
        this.work = work;
        this.board = board;
    }

    /** The rounds of the run that follows. */
    @FunctionalInterface
    interface Rounds {
        /** Runs one; {@code exact}: every table is checked, not only those with changes. */
        RoundRunner.Result run(boolean exact);

        /** Locks all tables, which those that follow then read at one snapshot. */
        default RoundRunner.Hold hold(Duration limit) {
            throw new IllegalStateException("no table is locked for these rounds");
        }

        /** Those that leave the log as it is while writers wait. */
        static Rounds of(RoundRunner runner) {
            return new Rounds() {
                @Override
                public RoundRunner.Result run(boolean exact) {
                    return runner.runKeepingTheLog(exact);
                }

                @Override
                public RoundRunner.Hold hold(Duration limit) {
                    return runner.holdAll(limit);
                }
            };
        }
    }

    /**
     * Takes the gate of the source from whoever led before, and disarms it unless it refuses writers.
     *
     * @return whether it refuses them
     */
    static boolean takeGate(Database source) {
        try (Session session = source.open(Role.CONTROL)) {
            // committed by itself: whoever holds the gate closed at this moment, asleep, cannot move it any more
            Gate gate = session.inTransaction(() -> Gate.take(session));
            boolean open = Gate.number(session) % 2 == 0;
            if (open && Gate.isArmed(session)) {
                session.runInTransaction(() -> gate.disarm(session));
            }
            return !open;
        }
    }

    /**
     * Tries until it is done. Throws {@link ErrorCode#CUTOVER_ROLLED_BACK} at the deadline or the stop: the source is the primary, and
     * the gate is disarmed. Throws {@link ErrorCode#SOURCE_UNREACHABLE} when it is not known whether the switch has happened.
     */
    void run(Rounds rounds, LastRows rows, LateTables late) {
        var last = new LastProof(rows);
        proof = last;
        act(() -> switchOver(rounds, last, late));
    }

    /**
     * Ends a cutover that a former run has begun: the source refuses writers, and nobody has opened the target. Brings what the target
     * may lack of it, and opens it.
     */
    void finish(Rounds rounds) {
        act(() -> {
            long stuckNanos = System.nanoTime();
            while (!isBrought(rounds)) {
                stuckNanos = reason.isEmpty() ? System.nanoTime() : stuckNanos;
                assertFinishing(stuckNanos);
                backOff();
            }
            opening.open();
            switched = true;
            board.enter(Phase.SWITCHED);
        });
    }

    /** Without a reason while it goes on. */
    private boolean isBrought(Rounds rounds) {
        RoundRunner.Result last = work.call("a round", () -> rounds.run(true));
        reason = last.complete() ? "" : obstacle(last);
        return last.complete() && last.keys() == 0 && areSequencesReady();
    }

    /** A sequence that cannot be set is looked at again: nobody can write meanwhile, and somebody may alter it. */
    private boolean areSequencesReady() {
        try {
            return areSequencesAhead();
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.SEQUENCE_NOT_SET) {
                throw e;
            }
            reason = String.valueOf(e.getMessage());
            return false;
        }
    }

    /** It is not known here what the application does meanwhile, so this does not wait for ever without a word. */
    private void assertFinishing(long stuckNanos) {
        boolean stopped = work.isStopped();
        if (stopped || System.nanoTime() - stuckNanos > options.deadline().toNanos()) {
            throw Opening.nobodyCanWrite(
                    ErrorCode.COMMAND_REFUSED,
                    stopped ? "The command was stopped before that." : "What is in the way: " + sentence(reason),
                    null);
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private void act(Runnable task) {
        var start = new CutoverStarted();
        work.act(start, task, ending -> {
            LastRowsCompared compared = proof == null ? LastRowsCompared.NONE : proof.compared();
            ended = new CutoverEnded(start, options.back(), switched, attempts, pauses, steps, compared, ending);
            return ended;
        });
    }

    /** How it ended; null before. */
    @Nullable
    CutoverEnded ended() {
        return ended;
    }

    /** Whether the target takes writes: it is the primary. */
    boolean isSwitched() {
        return switched;
    }

    private void switchOver(Rounds rounds, LastProof last, LateTables late) {
        long begunNanos = System.nanoTime();
        Gate gate = work.call("taking the gate", () -> inTransaction(Gate::take));
        work.run("checking that this replicator still leads", this::assertLeads);
        try {
            work.run(
                    "arming the gate",
                    () -> inTransaction(session -> {
                        gate.arm(session, Gate.place(ends.target().settings()));
                        return true;
                    }));
            work.reached(PausePoint.GATE_ARMED);
            awaitWriters(begunNanos);
            while (!isDone(gate, rounds, last, late, begunNanos)) {
                board.enter(Phase.FOLLOWING);
                backOff();
                work.call("a round", () -> rounds.run(true));
            }
        } catch (RuntimeException e) {
            if (!closed) {
                disarm(gate, e);
            }
            throw e;
        }
        if (closed) {
            opening.open();
            step("open");
            switched = true;
            pauses.add(Duration.ofNanos(System.nanoTime() - pauseBegunNanos));
            board.enter(Phase.SWITCHED);
        } else {
            board.enter(Phase.FOLLOWING);
            work.run("disarming the gate", () -> disarm(gate));
        }
    }

    /**
     * After the gate was taken: whoever leads meanwhile has raised the leader's epoch before, or takes the gate in its turn. Otherwise a
     * replicator that has slept would switch and could not open the target, and the present leader, which looked at the gate before,
     * would not know.
     */
    private void assertLeads() {
        try (Session to = ends.target().open(Role.CONTROL)) {
            to.doing("checking that this replicator still leads").runInTransaction(() -> {});
        }
    }

    /** Whether it is over after one more attempt. */
    private boolean isDone(Gate gate, Rounds rounds, LastProof last, LateTables late, long begunNanos) {
        assertInTime(begunNanos);
        attempt(gate, rounds, last, late, begunNanos).ifPresent(pauses::add);
        return closed || (options.rehearsals() > 0 && pauses.size() >= options.rehearsals());
    }

    private <T> T inTransaction(Function<Session, T> task) {
        try (Session session = ends.source().open(Role.CONTROL)) {
            return session.inTransaction(() -> task.apply(session));
        }
    }

    /** Those who wrote before the gate was armed do not hold it. */
    private void awaitWriters(long begunNanos) {
        Map<String, OpenTransaction> before = writers();
        while (!before.isEmpty()) {
            Map<String, OpenTransaction> present = writers();
            before.keySet().retainAll(present.keySet());
            if (!before.isEmpty()) {
                reason = inTheWay(before.values());
                assertInTime(begunNanos);
                work.sleep(POLL);
            }
        }
    }

    private Map<String, OpenTransaction> writers() {
        return work.call("looking for writers", () -> {
            try (Session session = ends.source().open(Role.CONTROL)) {
                return CaptureSchema.writers(session);
            }
        });
    }

    private static String inTheWay(Collection<OpenTransaction> writers) {
        return writers.stream()
                .findFirst()
                .map(writer -> "not ended yet: " + writer)
                .orElse("writers were not through in time");
    }

    /** How long writers waited in a rehearsal in which the target had everything. */
    @SuppressWarnings("try") // the locks of the next round are held meanwhile, and nothing is asked of them
    private Optional<Duration> attempt(Gate gate, Rounds rounds, LastProof last, LateTables late, long begunNanos) {
        attempts++;
        Database source = ends.source();
        try (Session closing = source.open(Role.CONTROL);
                Session tickets = source.open(Role.CONTROL);
                Session other = ends.target().open(Role.VERIFY)) {
            steps.clear();
            stepNanos = System.nanoTime();
            shorten(rounds, last);
            step("rounds before");
            Duration limit = limit(begunNanos);
            try (RoundRunner.Hold locked = rounds.hold(limit);
                    ClosedGate shut = closed(closing, tickets, locked.session().processId(), begunNanos, limit)) {
                if (shut == null) {
                    reason = inTheWay(CaptureSchema.openTransactions(locked.session()));
                    return Optional.empty();
                }
                step("close");
                board.enter(Phase.FENCED);
                work.reached(PausePoint.GATE_CLOSED);
                if (!hasEverything(rounds, last, shut) || isPrepared(locked.session())) {
                    return Optional.empty();
                }
                late.assertNone();
                last.assertEqual(locked.session(), other);
                step("compare");
                if (options.rehearsals() > 0) {
                    return Optional.of(shut.pause());
                }
                pauseBegunNanos = System.nanoTime() - shut.pause().toNanos();
                closed = happens(gate, closing, Gate.number(locked.session()) + CLOSING);
                step("commit");
                return Optional.empty();
            }
        } catch (DatabaseException e) {
            if (!e.isTransient()) {
                throw e;
            }
            reason = String.valueOf(e.getMessage());
            return Optional.empty();
        }
    }

    /** The server's limits count from here on; a process that was asleep before has to see for itself that it is too late. */
    private @Nullable ClosedGate closed(Session closing, Session tickets, int holder, long begunNanos, Duration limit) {
        assertInTime(begunNanos);
        step("lock");
        return ClosedGate.close(closing, tickets, holder, limit).orElse(null);
    }

    private void step(String name) {
        long now = System.nanoTime();
        steps.add(new CutoverStep(name, Duration.ofNanos(now - stepNanos)));
        stepNanos = now;
    }

    private Duration limit(long begunNanos) {
        Duration left = options.deadline().minusNanos(System.nanoTime() - begunNanos);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left.compareTo(options.pause()) < 0 ? left : options.pause();
    }

    /**
     * Rounds for as long as each finds far less than the one before: there is hardly anything left to bring while writers wait.
     */
    private static void shorten(Rounds rounds, LastProof last) {
        long before;
        long found = Long.MAX_VALUE;
        do {
            before = found;
            RoundRunner.Result round = rounds.run(false);
            last.begin(round);
            found = round.keys();
        } while (found > 0 && found < before / 2);
    }

    /** Whether the target has all that was ever written to the source. */
    private boolean hasEverything(Rounds rounds, LastProof carried, ClosedGate shut) {
        RoundRunner.Result last = rounds.run(false);
        while (last.complete() && last.keys() > 0 && shut.pause().compareTo(options.pause()) < 0) {
            carried.add(last);
            last = rounds.run(false);
        }
        step("rounds");
        if (last.complete() && last.keys() == 0) {
            last = rounds.run(true);
        }
        step("check");
        if (!last.complete()) {
            reason = obstacle(last);
            return false;
        }
        if (last.keys() > 0) {
            reason = "the changes of the last moment took longer than "
                    + options.pause().toMillis() + " ms";
            return false;
        }
        boolean ahead = areSequencesAhead();
        step("sequences");
        return ahead;
    }

    private static String obstacle(RoundRunner.Result last) {
        return last.refused() > 0 ? "the other side refuses rows: see 'replicator status'" : "somebody locks a table";
    }

    private boolean areSequencesAhead() {
        sequences.run(true);
        sequences.assertPublished();
        if (sequences.waits()) {
            reason = "a sequence is locked";
        }
        return !sequences.waits();
    }

    /** What is prepared has not passed the gate that was armed later, and would be committed after the switch. */
    private boolean isPrepared(Session holder) {
        List<OpenTransaction> prepared = CaptureSchema.openTransactions(holder).stream()
                .filter(writer -> writer.pid() == null)
                .toList();
        if (!prepared.isEmpty()) {
            reason = inTheWay(prepared);
        }
        return !prepared.isEmpty();
    }

    /** The moment. */
    private boolean happens(Gate gate, Session closing, long number) {
        work.reached(PausePoint.SWITCH_BEFORE_COMMIT);
        try {
            gate.switchOff(closing, number);
            closing.commit();
            work.reached(PausePoint.SWITCH_COMMITTED);
            return true;
        } catch (DatabaseException e) {
            reason = String.valueOf(e.getMessage());
            return outcome(gate, number);
        }
    }

    private boolean outcome(Gate gate, long number) {
        try {
            return work.call("asking for the outcome of the switch", () -> hasHappened(gate, number));
        } catch (DatabaseException e) {
            throw new ReplicatorException(
                    ErrorCode.SOURCE_UNREACHABLE,
                    "It is not known whether the source refuses writes: the connection was lost in the moment of the switch, and"
                            + " the source cannot be asked. " + e.getMessage(),
                    "Run 'replicator cutover' again once the source can be reached: it finds out, and switches if that has not"
                            + " happened. Do not point the application to either side before.",
                    e);
        }
    }

    /**
     * Nobody else holds the gate, so the transaction whose outcome is unknown has ended. What is read may not be on disk yet: it is moved
     * once more.
     */
    private boolean hasHappened(Gate gate, long number) {
        return inTransaction(session -> {
            Gate.awaitOpen(session);
            boolean happened = Gate.number(session) >= number;
            if (happened) {
                gate.move(session, number);
            }
            return happened;
        });
    }

    private void backOff() {
        work.sleep(Duration.ofMillis(
                ThreadLocalRandom.current().nextInt(SHORTEST_BACK_OFF_MILLIS, LONGEST_BACK_OFF_MILLIS)));
    }

    private void assertInTime(long begunNanos) {
        if (work.isStopped() || request.isCancelled()) {
            throw new ReplicatorException(
                    ErrorCode.STOPPED,
                    "The cutover was stopped: " + primary() + " is still the primary.",
                    "Nothing was changed, and writers only waited.");
        }
        if (System.nanoTime() - begunNanos > options.deadline().toNanos()) {
            throw new ReplicatorException(
                    ErrorCode.CUTOVER_ROLLED_BACK,
                    primary() + " is still the primary after " + attempts + (attempts == 1 ? " attempt" : " attempts")
                            + " to switch: " + (reason.isEmpty() ? "writers were not through in time" : reason) + ".",
                    "Nothing was changed, and writers only waited. Run the command again, with a longer --deadline if the"
                            + " transactions of the source need it.");
        }
    }

    /** By its address: which one is the source goes by the direction. */
    private String primary() {
        ConnectionSettings present = ends.source().settings();
        return present.database() + " on " + present.host() + ":" + present.port();
    }

    private void disarm(Gate gate) {
        inTransaction(session -> {
            gate.disarm(session);
            return true;
        });
    }

    /**
     * After a failure. An armed gate lets everybody pass, and the next run disarms it; but where that is refused, the gate is not as this
     * replicator believes.
     */
    private void disarm(Gate gate, RuntimeException failure) {
        try {
            disarm(gate);
        } catch (DatabaseException e) {
            failure.addSuppressed(e);
            if (SqlStates.isNotInState(e.sqlState())) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "Another replicator has taken over the gate of the source, or has switched: "
                                + failure.getMessage(),
                        "Run 'replicator cutover' again: it exits with 0 when the source refuses writes.",
                        failure);
            }
        }
    }
}
