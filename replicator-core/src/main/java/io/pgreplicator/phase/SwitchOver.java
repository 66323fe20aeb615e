package io.pgreplicator.phase;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.CutoverRecord;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.round.RoundRunner;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import io.pgreplicator.telemetry.ReplicationEvent.NoWayBack;
import io.pgreplicator.verify.LastRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All of a {@link Cutover} that comes before and after it: the guardrails, the way back, the record of its outcome, and what is put back
 * on the new primary. Confined to the thread that follows.
 */
final class SwitchOver {
    /** What leaves everything as it was: a run that was told to switch by a command goes on following. */
    private static final Set<ErrorCode> LEFT_AS_IT_WAS =
            Set.of(ErrorCode.CUTOVER_ROLLED_BACK, ErrorCode.PREFLIGHT_FAILED, ErrorCode.STOPPED);

    /** What does not undo a switch: a run that was told to switch by a command goes on with it. */
    private static final Set<ErrorCode> LEFT_OPEN = Set.of(ErrorCode.OBJECTS_OPEN, ErrorCode.CHANGES_NOT_CARRIED);

    /** How long it may take to get ready: the deadline for each of the target, the guardrails and the way back, and this. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final Ends ends;
    private final boolean back;
    private final RunningConfig config;
    private final List<TablePair> pairs;
    private final SequenceDuty sequences;
    private final ObjectsTakenOff takenOff;
    private final Work work;
    private final StatusBoard board;
    private List<Finding> guardrails = List.of();
    private Optional<LastVerification> proof = Optional.empty();

    SwitchOver(
            Ends ends,
            boolean back,
            RunningConfig config,
            List<TablePair> pairs,
            SequenceDuty sequences,
            ObjectsTakenOff takenOff,
            Work work,
            StatusBoard board) {
        this.ends = ends;
        this.back = back;
        this.config = config;
        this.pairs = pairs;
        this.sequences = sequences;
        this.takenOff = takenOff;
        this.work = work;
        this.board = board;
    }

    /**
     * Does what was asked for, and records its outcome; {@link #begin} first. Returns whether the direction has turned. Throws what it
     * failed with, unless a command has asked for it and everything is as it was.
     */
    boolean run(CutoverRequest request, RoundRunner runner) {
        long begunNanos = System.nanoTime();
        var cutover = new Cutover(ends, request, sequences, opening(), work, board);
        LateTables late;
        try {
            prepare(request.options());
            work.call("a round", () -> runner.run(true));
            assertFresh(begunNanos, request.options());
            LastRows rows = work.call("preparing to compare the last rows", () -> LastRows.of(ends, pairs));
            late = work.call("preparing to look for new tables", this::lateTables);
            cutover.run(Cutover.Rounds.of(runner), rows, late);
        } catch (ReplicatorException e) {
            return answer(request, cutover.ended(), e);
        }
        end(request, cutover.ended(), null);
        return cutover.isSwitched() && restore(request, late);
    }

    /** Records that it was cancelled, or took too long to be ready for it; {@link #begin} first. */
    void giveUp(CutoverRequest request) {
        ReplicatorException reason = request.isCancelled()
                ? new ReplicatorException(
                        ErrorCode.STOPPED,
                        "The cutover was stopped before it began.",
                        "Nothing was changed, and writers did not wait.")
                : new ReplicatorException(
                        ErrorCode.CUTOVER_ROLLED_BACK,
                        "Nothing was switched: the replicator had not caught up before the deadline.",
                        "Writers did not even wait. Run the command again when 'replicator status' shows a lag of a second or less.");
        end(request, null, reason);
    }

    /**
     * Ends a cutover that a former run has begun and not completed.
     *
     * @param round an exact round
     */
    boolean finish(Supplier<RoundRunner.Result> round) {
        CutoverOptions options = CutoverOptions.defaults();
        CutoverRequest request = CutoverRequest.ofCaller(back ? options.goingBack() : options);
        var cutover = new Cutover(ends, request, sequences, opening(), work, board);
        LateTables late = work.call("preparing to look for new tables", this::lateTables);
        cutover.finish(exact -> round.get());
        afterSwitch(late);
        return true;
    }

    private LateTables lateTables() {
        return LateTables.of(ends.source(), config.current().tables(), pairs);
    }

    /** What could not be put back hides no table that came late. */
    private void afterSwitch(LateTables late) {
        ReplicatorException open = null;
        try {
            takenOff.afterSwitch();
        } catch (ReplicatorException e) {
            if (!LEFT_OPEN.contains(e.code())) {
                throw e;
            }
            open = e;
        }
        late.assertNoneLeft(work::tell, open);
    }

    private Opening opening() {
        return new Opening(ends, takenOff, work);
    }

    /** Prepares the way back, so that the target has a gate, which refuses writers until the switch. */
    private void prepare(CutoverOptions options) {
        Duration limit = options.deadline();
        Readiness readiness = inTime("getting the target ready", limit, () -> Readiness.bring(ends.target(), limit));
        Guardrails looked = inTime(
                "looking at the guardrails", limit, () -> Guardrails.look(ends, config.current(), options, readiness));
        guardrails = looked.given();
        proof = looked.proof();
        work.tell(new GuardrailsChecked(guardrails, proof.orElse(null)));
        RunCheck.assertNone(
                CheckReport.ofBoth(looked.findings()).failures(),
                "guardrail(s) stand in the way",
                "Fix them and run the command again; nothing was switched.");
        if (work.call("looking for other migrations", () -> Reversal.isExcluded(ends))) {
            work.tell(new NoWayBack());
        } else {
            inTime("preparing the way back", limit, () -> {
                Reversal.prepare(ends, config.current(), limit, work::tell);
                return true;
            });
        }
    }

    /** Each step before the first attempt has its limit; a process that was stopped in between does not notice that they are over. */
    private static void assertFresh(long begunNanos, CutoverOptions options) {
        Duration longest = options.deadline().multipliedBy(3).plus(SLACK);
        if (System.nanoTime() - begunNanos > longest.toNanos()) {
            throw new ReplicatorException(
                    ErrorCode.CUTOVER_ROLLED_BACK,
                    "Nothing was switched: getting ready for it took longer than " + longest.toSeconds() + " s.",
                    "Writers did not even wait. Run the command again, with a longer --deadline if that is what it takes.");
        }
    }

    /** What somebody holds a lock against for longer than the deadline ends the cutover, before anybody has waited for it. */
    private <T> T inTime(String what, Duration limit, Supplier<T> task) {
        try {
            return new Work(limit, work.stop(), PausePoint.Hook.NONE, work::tell).call(what, task);
        } catch (DatabaseException e) {
            if (!e.isTransient()) {
                throw e;
            }
            throw new ReplicatorException(
                    ErrorCode.CUTOVER_ROLLED_BACK,
                    "Nothing was switched: " + what + " was not possible in time. " + e.getMessage(),
                    "Writers did not even wait. Run the command again, with a longer --deadline if somebody holds a lock for long.",
                    e);
        }
    }

    /** False when it is answered with that: the run goes on. */
    private boolean answer(CutoverRequest request, @Nullable CutoverEnded ended, ReplicatorException failure) {
        if (failure.code() == ErrorCode.TARGET_UNREACHABLE) {
            throw failure;
        }
        try {
            end(request, ended, failure);
        } catch (DatabaseException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        if (request.isCommand() && !work.isStopped() && LEFT_AS_IT_WAS.contains(failure.code())) {
            return false;
        }
        throw failure;
    }

    /**
     * Begins its record, from which on somebody who asked for it from elsewhere learns how it ends. False when its outcome was told
     * already, before the server of the target was restarted: it must not begin again.
     */
    boolean begin(CutoverRequest request) {
        guardrails = List.of();
        proof = Optional.empty();
        CutoverOptions options = request.options();
        return record(session -> CutoverRecord.begin(session, request.id(), options.back(), options.rehearsals()));
    }

    private void end(CutoverRequest request, @Nullable CutoverEnded ended, @Nullable ReplicatorException failure) {
        var outcome = new CutoverRecord(
                guardrails,
                proof.orElse(null),
                ended != null && ended.switched(),
                ended == null ? 0 : ended.attempts(),
                ended == null ? List.of() : ended.pauses(),
                ended == null ? List.of() : ended.steps(),
                ended == null ? LastRowsCompared.NONE : ended.compared(),
                failure,
                false,
                null);
        record(session -> {
            outcome.end(session, request.id());
            return true;
        });
    }

    /** What a run leaves open that ends with the switch, it fails with; one that goes on tells it, and carries what comes. */
    private boolean restore(CutoverRequest request, LateTables late) {
        ReplicatorException leftOpen = null;
        try {
            afterSwitch(late);
        } catch (ReplicatorException e) {
            if (!request.isCommand() || !LEFT_OPEN.contains(e.code())) {
                throw e;
            }
            leftOpen = e;
        }
        ReplicatorException left = leftOpen;
        return record(session -> {
            CutoverRecord.restored(session, request.id(), left);
            return true;
        });
    }

    private boolean record(Predicate<Session> task) {
        return work.call("recording the cutover", () -> {
            try (Session session = ends.target().open(Role.CONTROL)) {
                return session.inTransaction(() -> task.test(session));
            }
        });
    }
}
