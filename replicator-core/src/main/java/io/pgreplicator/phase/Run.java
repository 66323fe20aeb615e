package io.pgreplicator.phase;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.config.Until;
import io.pgreplicator.copy.InitialCopy;
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
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RunStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One leader's run, from taking the leadership to giving it up. {@link #run} is confined to one thread; the other methods may
 * be called by any.
 */
public final class Run {
    private static final Set<ErrorCode> ANSWERED_BY_A_CHANGE =
            Set.of(ErrorCode.SOURCE_FAILED, ErrorCode.TARGET_FAILED, ErrorCode.SHAPE_CHANGED);

    private final Ends ends;
    private final ReplicatorConfig config;
    private final PausePoint.Hook hook;
    private final Until until;
    private final StopSignal stop = new StopSignal();
    private final PauseSwitch pause = new PauseSwitch();
    private final RunningConfig running;
    private final StatusBoard board;
    private final Inbox inbox;
    private final Milestones milestones;
    /** Whether the stop was the caller's; a lost leadership raises the signal as well. */
    private volatile boolean closing;

    /** A run on connections of its own, which it closes at its end. Connects to nothing yet. */
    public Run(Ends ends, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook, Until until) {
        this.ends = ends.newRun();
        this.config = config;
        this.hook = hook;
        this.running = new RunningConfig(config);
        this.board = new StatusBoard(listener, pause);
        this.inbox = new Inbox(board, pause, running);
        this.until = until;
        this.milestones = new Milestones(until == Until.STOPPED);
    }

    /** How far it has come. */
    public Milestones milestones() {
        return milestones;
    }

    /** Takes commands for it; before the run has begun they count from its beginning. */
    public Inbox inbox() {
        return inbox;
    }

    /** Asks it to end at the next safe point; returns at once. */
    public void stop() {
        closing = true;
        stop.stop();
    }

    /** Breaks what it waits for: a stop that takes too long. Nothing is lost. */
    public void breakOff() {
        ends.close();
    }

    /** Runs to its end, which {@link #milestones} tells, after the listener has heard of it. */
    public void run() {
        var work = new Work(config.sessions().retryLimit(), stop, pause, hook, board);
        var start = new RunStarted();
        milestones.end(work.<@Nullable Throwable>act(
                start, () -> runToEnd(work), (failure, ending) -> new RunEnded(start, endingOf(failure, ending))));
    }

    /** What it failed with; null when it did not. */
    private @Nullable Throwable runToEnd(Work work) {
        try (ends) {
            ends.probe();
            try (Leadership leadership =
                    Leadership.take(ends.target(), config.sessions().retryLimit(), stop, board, inbox)) {
                board.during(work, () -> lead(leadership, work));
            }
            return null;
        } catch (RuntimeException | Error e) {
            return isFailure(e) ? e : null;
        } finally {
            inbox.close();
        }
    }

    private Ending endingOf(@Nullable Throwable failure, Ending ending) {
        if (failure != null) {
            ErrorCode code = failure instanceof ReplicatorException known ? known.code() : ErrorCode.INTERNAL;
            return Ending.failed(code, ending.elapsed());
        }
        return stop.isStopped() && !milestones.isGoalReached() ? Ending.stopped(ending.elapsed()) : ending;
    }

    /** A stop may break connections on purpose, and ends what is being retried; that is no failure. */
    private boolean isFailure(Throwable failure) {
        boolean broken = failure instanceof DatabaseException known
                && (known.code() == ErrorCode.SOURCE_UNREACHABLE
                        || known.code() == ErrorCode.TARGET_UNREACHABLE
                        || known.isTransient());
        return !closing || !broken;
    }

    /** The story: check, install, copy, follow. Each step does only what a former run has not done. */
    private void lead(Leadership leadership, Work work) {
        try {
            work.reached(PausePoint.LEADER_TAKEN);
            work.run("the check", () -> Preparation.check(ends, config));
            Ends led = work.call("taking over", () -> leadership.begin(ends));
            work.reached(PausePoint.LEADER_BEGUN);
            var preparation = new Preparation(led, config, work);
            board.enter(Phase.INSTALLING);
            List<TablePair> tables = install(preparation, work);
            TargetWriter writer = work.call("asking for a privilege", () -> TargetWriter.to(led.target()));
            while (!work.isStopped()) {
                try {
                    List<TablePair> present = tables;
                    // a phase that fails has ended before a changed table is adapted to
                    board.during(work, () -> replicate(led, writer, present, preparation, work));
                    return;
                } catch (ReplicatorException e) {
                    tables = work.call("adapting to a changed table", () -> preparation.adapt(e));
                }
            }
        } catch (RuntimeException | Error e) {
            if (!(e instanceof ReplicatorException known && known.code() == ErrorCode.PREFLIGHT_FAILED)
                    && isFailure(e)) {
                board.failed(e);
            }
            throw e;
        }
    }

    /** Meanwhile the session connects that will read the rounds; where it cannot, the first round says so. */
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
        // a stream that fails stops the others, but not the run, which may go on when a table has changed
        var copy = new InitialCopy(led, writer, running, work.part(), preparation::present);
        board.watch(copy::bytesMoved);
        copy.plan(tables);
        copy(copy, tables, preparation);
        if (!work.isStopped()) {
            List<ApplyTable> copied = work.call("reading the keys of the target", preparation::copied);
            new Following(led, writer, running, copied, work, board).run(until, milestones);
        }
    }

    /** A chunk cannot be copied from a table that was dropped, renamed or altered: then that is the better answer. */
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
