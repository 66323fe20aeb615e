package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.Command;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.GoesBack;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RunStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One leader's run, from acquiring the leader lock to releasing it. {@link #run} is confined to one thread; the other
 * methods may be called by any thread.
 */
public final class Run {
    private final Ends ends;
    /** The databases of the direction that it is working in, whose sessions its end or {@link #breakOff} closes. */
    private volatile @Nullable Ends present;

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
        this.inbox = new Inbox(board, pause, running, milestones);
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
        milestones.ask(Goal.SWITCHED, CutoverRequest.ofCaller(options));
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

    /** Whether it had caught up when it ended, even where an object or a sequence made it fail. */
    boolean isCaughtUp() {
        return milestones.isCaughtUp();
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
        Ends way = present;
        if (way != null) {
            way.close();
        }
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
            boolean over = false;
            while (!over && !work.isStopped()) {
                Direction direction = work.call("looking at the gates", () -> Direction.of(ends));
                Milestones.Asked wanted = milestones.asked();
                boolean done =
                        isOfCaller(wanted) && direction.isOn(wanted.cutover().options());
                over = direction.<Boolean>with(
                        ends, way -> done ? restore(direction, way, work, wanted) : goOneWay(direction, way, work));
                Milestones.Asked asked = milestones.asked();
                if (!over
                        && isOfCaller(asked)
                        && direction.isTurningAgainst(asked.cutover().options())) {
                    throw direction.endedTheOther();
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            failed = failed != null || isFailure(e) ? e : null;
            return failed;
        } finally {
            inbox.close();
        }
    }

    private static boolean isOfCaller(Milestones.Asked asked) {
        return asked.goal() == Goal.SWITCHED && !asked.isCommand();
    }

    /** Whether the run is over; false when a cutover has turned the direction. */
    private boolean goOneWay(Direction direction, Ends given, Work work) {
        if (direction.reversed()) {
            work.tell(new GoesBack());
        }
        return !lead(given, work, (leadership, oneWay) -> oneWay.run(leadership));
    }

    /** A former run may have ended before everything was restored. */
    private boolean restore(Direction direction, Ends given, Work work, Milestones.Asked asked) {
        try (Ends back = given.reversed()) {
            Ends former = direction.isEnded() ? given : back;
            if (work.call("reading the open objects", () -> isLeftOpen(former.target()))) {
                lead(former, work, (leadership, oneWay) -> {
                    oneWay.restore(leadership);
                    return true;
                });
            }
        }
        return milestones.reach(asked);
    }

    private static boolean isLeftOpen(Database formerTarget) {
        try (Session session = formerTarget.open(Role.CONTROL)) {
            return OpenObjects.countOff(session) > 0;
        }
    }

    /** What is done in one direction by who leads it. */
    private interface Task {
        boolean run(Leadership leadership, OneWay oneWay);
    }

    private boolean lead(Ends given, Work work, Task task) {
        if (given.equals(ends)) {
            return leadOn(ends, work, task);
        }
        try (Ends way = given.newRun()) {
            present = way;
            way.probe();
            return leadOn(way, work, task);
        }
    }

    private boolean leadOn(Ends way, Work work, Task task) {
        try (Leadership leadership =
                Leadership.take(way.target(), config.sessions().retryLimit(), stop, board, inbox)) {
            boolean back = way.source().given() == Side.TARGET;
            board.turn(back);
            inbox.open(back);
            var oneWay = new OneWay(way, back, running, work, board, milestones);
            return board.during(work, () -> keepFailure(() -> task.run(leadership, oneWay)));
        }
    }

    private <T> T keepFailure(Supplier<T> task) {
        try {
            return task.get();
        } catch (RuntimeException | Error e) {
            if (isFailure(e)) {
                failed = e;
                board.failed(e);
            }
            throw e;
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
}
