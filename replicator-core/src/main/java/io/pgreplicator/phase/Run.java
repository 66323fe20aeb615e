package io.pgreplicator.phase;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.ServerChanged;
import io.pgreplicator.copy.InitialCopy;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RunStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One leader's run, from acquiring the leader lock to releasing it. {@link #run} is confined to one thread; the other
 * methods may be called by any thread.
 */
public final class Run {
    private static final Set<ErrorCode> ANSWERED_BY_A_CHANGE =
            Set.of(ErrorCode.SOURCE_FAILED, ErrorCode.TARGET_FAILED, ErrorCode.SHAPE_CHANGED);

    private static final Duration AFTER_FAILOVER = Duration.ofMillis(500);

    private final Ends ends;
    private final ReplicatorConfig config;
    private final PausePoint.Hook hook;
    private final StopSignal stop = new StopSignal();
    private final PauseSwitch pause = new PauseSwitch();
    private final RunningConfig running;
    private final StatusBoard board;
    private final Inbox inbox;
    private final Milestones milestones = new Milestones();
    /** Whether the caller stopped it; a lost leadership raises the signal as well. */
    private volatile boolean closing;
    /** What the work has failed with, judged when it failed: a stop that comes while it ends makes it no better. */
    private @Nullable Throwable failed;

    /** A run on connections of its own, which it closes at its end. Does not connect yet. */
    public Run(Ends ends, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        this.ends = ends.newRun();
        this.config = config;
        this.hook = hook;
        this.running = new RunningConfig(config);
        this.board = new StatusBoard(listener, pause);
        this.inbox = new Inbox(board, pause, running);
    }

    /** Makes it end by itself once every table is copied and everything that was removed from the target is restored. */
    public void endWhenCopied() {
        ask(Goal.COPIED);
    }

    /**
     * As {@link #endWhenCopied}, and in addition once everything that was committed on the source before this call is on the
     * target.
     */
    public void endWhenCaughtUp() {
        ask(Goal.CAUGHT_UP);
    }

    /** As {@link #endWhenCaughtUp}, and in addition once the source refuses writers. */
    public void endWhenSwitched(CutoverOptions options) {
        milestones.ask(Goal.SWITCHED, options);
        pause.kick();
    }

    private void ask(Goal goal) {
        milestones.ask(goal);
        pause.kick();
    }

    /** Whether it has ended, for whatever reason. */
    public boolean hasEnded() {
        return milestones.hasEnded();
    }

    /** Whether it ended by itself at what {@code endWhen...} asked for. */
    public boolean isGoalReached() {
        return milestones.isGoalReached();
    }

    /** The transactions of the source that were open when the run had caught up. */
    public List<OpenTransaction> stillWriting() {
        return milestones.stillWriting();
    }

    /** Waits for its end; false when the time limit is reached first. Throws the failure that ended it. */
    public boolean awaitEnd(@Nullable Duration limit) throws InterruptedException {
        return milestones.awaitEnd(Deadline.after(limit));
    }

    /** Waits until every table is copied and everything is restored that can be; otherwise as {@link #awaitEnd}. */
    public boolean awaitCopied(@Nullable Duration limit) throws InterruptedException {
        return milestones.awaitCopied(Deadline.after(limit));
    }

    /**
     * Waits until everything that was committed on the source before this call is on the target; otherwise as {@link
     * #awaitEnd}.
     */
    public boolean awaitCaughtUp(@Nullable Duration limit) throws InterruptedException {
        return milestones.awaitSynced(System.nanoTime(), pause::kick, Deadline.after(limit));
    }

    /**
     * Executes a command; one given before the run has begun takes effect from its beginning. Throws as {@link
     * Inbox#execute}.
     */
    public String execute(Command command) {
        return inbox.execute(command);
    }

    /** Asks it to end at the next safe point; returns at once. */
    public void stop() {
        closing = true;
        stop.stop();
    }

    /** Breaks the connections that it waits for, when a stop takes too long. Nothing is lost. */
    public void breakOff() {
        ends.close();
    }

    /** Runs to its end, which {@link #awaitEnd} waits for, after the listener was notified of it. */
    public void run() {
        var work = new Work(config.sessions().retryLimit(), stop, pause, hook, board);
        var start = new RunStarted();
        Throwable cause = null;
        try {
            cause = work.<@Nullable Throwable>act(
                    start, () -> runToEnd(work), (failure, ending) -> new RunEnded(start, endingOf(failure, ending)));
        } catch (RuntimeException | Error e) {
            // nothing but the telling of it can have failed, and whoever waits must hear of the end all the more
            cause = failed == null ? e : failed;
        } finally {
            milestones.end(cause);
        }
    }

    /** The failure of the run; null when it succeeded. */
    private @Nullable Throwable runToEnd(Work work) {
        try (ends) {
            ends.probe();
            try (Leadership leadership =
                    Leadership.take(ends.target(), config.sessions().retryLimit(), stop, board, inbox)) {
                board.during(work, () -> lead(leadership, work));
            }
            return null;
        } catch (RuntimeException | Error e) {
            failed = failed != null || isFailure(e) ? e : null;
            return failed;
        } finally {
            inbox.close();
        }
    }

    private Ending endingOf(@Nullable Throwable failure, Ending ending) {
        if (failure != null) {
            return Ending.failed(failure, ending.elapsed());
        }
        return stop.isStopped() && !milestones.isGoalReached() ? Ending.stopped(ending.elapsed()) : ending;
    }

    /** A stop may break connections on purpose, and ends retries; that is no failure. */
    private boolean isFailure(Throwable failure) {
        return !closing || !(failure instanceof DatabaseException known && known.isOfConnection());
    }

    /** The whole run: check, install, copy, follow. Each step does only what a previous run has not done. */
    private void lead(Leadership leadership, Work work) {
        try {
            work.reached(PausePoint.LEADER_TAKEN);
            work.run("the check", () -> Preparation.check(ends, config, work));
            boolean ended = false;
            while (!ended && !work.isStopped()) {
                ended = leadOnOneServer(leadership, work);
            }
        } catch (RuntimeException | Error e) {
            if (isFailure(e)) {
                failed = e;
                board.failed(e);
            }
            throw e;
        }
    }

    /**
     * False when the target's server was restarted or failed over: the next one may lack what this one had committed, so everything
     * is begun again from what the target has recorded.
     */
    private boolean leadOnOneServer(Leadership leadership, Work work) {
        try {
            Ends led = work.call("taking over", () -> leadership.begin(ends));
            work.reached(PausePoint.LEADER_BEGUN);
            board.during(work, () -> replicateAll(led, work));
            return true;
        } catch (ServerChanged e) {
            milestones.beginAgain();
            board.beginAgain();
            work.tell(new Retrying("replicating", String.valueOf(e.getMessage()), 1, AFTER_FAILOVER));
            work.sleep(AFTER_FAILOVER);
            return false;
        }
    }

    private void replicateAll(Ends led, Work work) {
        var preparation = new Preparation(led, config, work);
        board.enter(Phase.INSTALLING);
        List<TablePair> tables = install(preparation, work);
        TargetWriter writer = work.call("asking for a privilege", () -> TargetWriter.to(led.target()));
        if (work.call("looking at the gate", () -> Cutover.isSwitched(led.source()))) {
            finishCutover(writer, work);
            return;
        }
        while (!work.isStopped()) {
            try {
                List<TablePair> present = tables;
                // a failed phase has ended before a changed table is adapted to
                board.during(work, () -> replicate(led, writer, present, preparation, work));
                return;
            } catch (ReplicatorException e) {
                if (e.code() != ErrorCode.SHAPE_CHANGED) {
                    throw e;
                }
                tables = work.call("adapting to a changed table", () -> preparation.adapt(e));
            }
        }
    }

    /** The source refuses writers since a former run, which may have ended before it had restored everything. */
    private void finishCutover(TargetWriter writer, Work work) {
        Milestones.Asked asked = milestones.asked();
        if (asked.goal() != Goal.SWITCHED || asked.cutover().rehearsals() > 0) {
            throw Cutover.alreadySwitched();
        }
        work.run("looking for changes", () -> NotCarried.read(ends.target()).refuse(ends.source(), List.of()));
        board.enter(Phase.SWITCHED);
        var takenOff = new ObjectsTakenOff(writer, config, work);
        takenOff.afterRounds();
        if (!takenOff.open().isEmpty()) {
            throw OpenObjects.failure(takenOff.open());
        }
        milestones.reach(asked);
    }

    /** Meanwhile, the session that will read the rounds connects; if it cannot, the first round reports that. */
    private List<TablePair> install(Preparation preparation, Work work) {
        Meanwhile<Boolean> drain = Meanwhile.start("drain-connect", () -> {
            ends.source().open(Role.DRAIN).close();
            return true;
        });
        try {
            return work.call("installing", preparation::install);
        } finally {
            drain.await();
        }
    }

    private void replicate(Ends led, TargetWriter writer, List<TablePair> tables, Preparation preparation, Work work) {
        board.enter(Phase.COPYING);
        // a stream that fails stops the others, but not the run, which may continue when a table has changed
        var copy = new InitialCopy(led, writer, running, work.part(), preparation::current);
        board.watch(copy::bytesMoved);
        copy.plan(tables);
        copy(copy, tables, preparation);
        if (!work.isStopped()) {
            List<ApplyTable> copied = work.call("reading the keys of the target", preparation::copied);
            new Following(led, writer, running, copied, work, board, milestones).run();
        }
    }

    /**
     * A chunk cannot be copied from a table that was dropped, renamed or altered: that is then the better failure to report.
     */
    private static void copy(InitialCopy copy, List<TablePair> tables, Preparation preparation) {
        try {
            copy.run(tables);
        } catch (ReplicatorException e) {
            if (ANSWERED_BY_A_CHANGE.contains(e.code())) {
                preparation.assertUnchanged();
            }
            throw e;
        }
    }
}
