package io.pgreplicator.phase;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.round.RoundRunner;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Follows the source: a round, the sequences, a pause that grows while the source is quiet. At its goal, if it has one, it
 * restores what could not be on the target during the rounds. Confined to one thread.
 */
final class Following {
    private static final double CAUGHT_UP_SECONDS = 1.0;
    private static final Duration SHORTEST_IDLE_PAUSE = Duration.ofMillis(1);

    private final Ends ends;
    private final boolean back;
    private final RunningConfig config;
    private final List<ApplyTable> tables;
    private final TargetWriter writer;
    private final Work work;
    private final StatusBoard board;
    private final Milestones milestones;
    private final ObjectsTakenOff takenOff;
    private final SwitchOver switchOver;
    private final SequenceDuty sequences;
    private final NewTablesDuty newTables;
    private final DefinitionsDuty definitions;
    private final Refusals refusals;
    private long triedNanos;

    Following(
            Ends ends,
            boolean back,
            TargetWriter writer,
            RunningConfig config,
            List<ApplyTable> tables,
            Work work,
            StatusBoard board,
            Milestones milestones) {
        this.ends = ends;
        this.back = back;
        this.writer = writer;
        this.config = config;
        this.tables = tables;
        this.work = work;
        this.board = board;
        this.milestones = milestones;
        this.takenOff = new ObjectsTakenOff(ends, writer, config.current(), work);
        this.sequences =
                new SequenceDuty(new SequenceSync(ends, config.current().tables(), work), work);
        this.newTables = new NewTablesDuty(
                ends.source(),
                config.current().tables(),
                tables.stream().map(table -> table.pair().captured().name()).collect(Collectors.toSet()),
                milestones,
                work);
        this.definitions = new DefinitionsDuty(ends, config.current().tables(), board.namesDropped(), work);
        this.refusals = new Refusals(ends, config.current().tables(), work);
        this.switchOver = new SwitchOver(
                ends, back, config, tables.stream().map(ApplyTable::pair).toList(), sequences, takenOff, work, board);
    }

    /**
     * Runs until stopped, or until the goal is reached, if there is one, or until a cutover has turned the direction: true then. Throws
     * {@link ErrorCode#OBJECTS_OPEN} when all rows are then on the target, but not every object is restored.
     *
     * @param turning whether a former run has begun a cutover that is not complete: nothing else is done then
     */
    boolean run(boolean turning) {
        takeOff();
        try (var runner = new RoundRunner(ends, writer, config.current().rounds(), tables, work)) {
            boolean turned = run(runner, turning);
            if (work.isStopped()) {
                lookOnceMore(runner);
            }
            return turned;
        }
    }

    private boolean run(RoundRunner runner, boolean turning) {
        board.enter(Phase.INDEXING);
        work.awaitResumed();
        try {
            RoundRunner.Result first = round(runner, true, true);
            tellSynced(first);
            board.enter(turning ? Phase.FENCED : Phase.FOLLOWING);
            tellCopied();
            sequences.run(true);
            return turning ? switchOver.finish(() -> round(runner, true, true)) : follow(runner, first);
        } catch (RuntimeException e) {
            if (!(e instanceof ReplicatorException failure) || failure.code() != ErrorCode.TARGET_UNREACHABLE) {
                lookFor(e, runner);
            }
            throw e;
        }
    }

    /** What somebody has done to the target explains a failure better. */
    private static void lookFor(RuntimeException failure, RoundRunner runner) {
        try {
            lookOnceMore(runner);
        } catch (ReplicatorException cause) {
            cause.addSuppressed(failure);
            throw cause;
        }
    }

    /** What has altered rows since the last look would be gone before the next run looks. A target that does not answer is not asked again. */
    private static void lookOnceMore(RoundRunner runner) {
        try {
            runner.lookAfterWrites();
        } catch (DatabaseException e) {
            return;
        }
    }

    /** Drops or disables what would act on the rows that are applied. */
    private void takeOff() {
        takenOff.beforeRounds(
                tables.stream().map(table -> table.target().name()).toList());
    }

    /** Runs each duty in turn, until the goal or the stop. */
    private boolean follow(RoundRunner runner, RoundRunner.Result first) {
        RoundRunner.Result result = first;
        Duration pause = config.current().rounds().minPause();
        boolean kicked = false;
        Milestones.Asked asked = milestones.asked();
        boolean reached = asked.goal() == Goal.COPIED && !sequences.waits();
        boolean lastTry = false;
        while (!work.isStopped()) {
            if (asked.goal() == Goal.SWITCHED && asked.cutover().options().back() != back) {
                return true; // the gates say what is to be done
            }
            if (asked.isCommand()) {
                if (obey(asked, reached, runner)) {
                    return true;
                }
                asked = milestones.asked();
                reached = false;
            }
            if (reached && isEnough(asked, result)) {
                work.run("looking at the target", runner::lookAtTarget);
                if (asked.goal() == Goal.SWITCHED) {
                    switchOver.begin(asked.cutover());
                    if (switchOver.run(asked.cutover(), runner)) {
                        return true;
                    }
                }
                if (end(asked)) {
                    definitions.conclude();
                    return false;
                }
                takeOff();
            }
            if (lastTry && reached && result.refused() > 0) {
                throw refusals.failure();
            }
            lastTry |= reached;
            asked = milestones.asked();
            boolean exact = asked.goal().isExact() || milestones.isSyncAwaited();
            result = round(runner, exact, reached || kicked);
            tellCopied();
            sequences.runIfDue(exact);
            newTables.runIfDue();
            definitions.runIfDue();
            tellSynced(result);
            if (exact && result.complete()) {
                sequences.tell(milestones, result.snapshotNanos());
            }
            reached = !sequences.waits() && isReached(asked, result);
            pause = nextPause(pause, result.keys() > 0);
            kicked = (!reached || result.waiting() > 0) && work.sleep(pause);
            work.awaitResumed();
        }
        return false;
    }

    /**
     * What is locked by others all the time would keep a cutover from beginning, and its deadline from counting; each attempt finds out
     * anew whether the target has everything.
     */
    private static boolean isEnough(Milestones.Asked asked, RoundRunner.Result result) {
        return result.complete() || (asked.goal() == Goal.SWITCHED && result.refused() == 0);
    }

    /** Does what a command has asked for, as soon as it is ready for it. Returns whether the direction has turned. */
    private boolean obey(Milestones.Asked command, boolean ready, RoundRunner runner) {
        CutoverRequest request = command.cutover();
        boolean tooLate = request.isCancelled() || request.isExpired();
        if (!ready && !tooLate) {
            return false;
        }
        if (!tooLate) {
            work.run("looking at the target", runner::lookAtTarget);
        }
        boolean begun = switchOver.begin(request);
        // from here on its record tells whoever has asked how it ends, also when this fails
        try {
            if (!begun) {
                return false;
            }
            if (tooLate) {
                switchOver.giveUp(request);
                return false;
            }
            return switchOver.run(request, runner);
        } finally {
            milestones.answered(command);
        }
    }

    /** A round; it retries refused rows when that is due or requested. */
    private RoundRunner.Result round(RoundRunner runner, boolean exact, boolean withRefused) {
        long beganNanos = System.nanoTime();
        boolean tried = withRefused
                || beganNanos - triedNanos
                        >= config.current().rounds().refusedRetry().toNanos();
        if (tried) {
            triedNanos = beganNanos;
            work.run("trying refused rows again", runner::retryRefused);
        }
        RoundRunner.Result result = work.call("a round", () -> runner.run(exact));
        takenOff.afterRound(result.complete());
        if (result.refused() > 0 && result.waiting() == 0 && tried) {
            milestones.refused(beganNanos, refusals.failure());
        }
        if (result.refused() == 0) {
            refusals.none();
        }
        return result;
    }

    private void tellSynced(RoundRunner.Result result) {
        if (result.waiting() == 0) {
            board.synced(result.snapshotNanos());
        }
    }

    private void tellCopied() {
        if (takenOff.tried()) {
            if (takenOff.open().isEmpty()) {
                milestones.copied();
            } else {
                milestones.copied(OpenObjects.failure(takenOff.open()));
            }
        }
    }

    /**
     * The goal is reached as far as rows are concerned: restores what is still missing, and lists the transactions that are
     * still writing. False when another goal was requested meanwhile.
     */
    private boolean end(Milestones.Asked asked) {
        takenOff.afterRounds();
        if (asked.goal() == Goal.CAUGHT_UP) {
            List<OpenTransaction> writing = work.call("looking for open transactions", () -> {
                try (Session session = ends.source().open(Role.CONTROL)) {
                    return CaptureSchema.openTransactions(session);
                }
            });
            milestones.stillWriting(writing);
            if (!writing.isEmpty()) {
                work.tell(new ReplicationEvent.StillWriting(writing));
            }
        }
        if (!takenOff.open().isEmpty()) {
            throw OpenObjects.failure(takenOff.open());
        }
        sequences.assertPublished();
        // nobody looks again after the end
        newTables.run();
        return milestones.reach(asked);
    }

    private boolean isReached(Milestones.Asked asked, RoundRunner.Result result) {
        return switch (asked.goal()) {
            case NONE -> false;
            case COPIED -> true;
            case CAUGHT_UP, SWITCHED -> caughtUp(result, asked.nanos(), sequences.beganNanos());
        };
    }

    private static boolean caughtUp(RoundRunner.Result result, long askedNanos, long sequencesNanos) {
        return result.snapshotNanos() - askedNanos > 0
                && sequencesNanos - askedNanos > 0
                // with thousands of tables, checking them alone takes longer
                && (result.keys() == 0 || result.age() < CAUGHT_UP_SECONDS);
    }

    /** Short while there are changes; otherwise twice the previous pause, up to the maximum. */
    private Duration nextPause(Duration last, boolean changes) {
        RoundOptions rounds = config.current().rounds();
        Duration least = rounds.minPause();
        if (changes) {
            return least;
        }
        Duration doubled = longer(longer(last.multipliedBy(2), least), SHORTEST_IDLE_PAUSE);
        return doubled.compareTo(rounds.maxPause()) > 0 ? rounds.maxPause() : doubled;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
