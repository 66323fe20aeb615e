package io.pgreplicator.phase;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.ServerChanged;
import io.pgreplicator.copy.InitialCopy;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The work of a run for as long as changes go in one direction: installs, copies, follows. It ends at the run's goal, at the stop, or
 * when a cutover has turned the direction. Confined to one thread.
 */
final class OneWay {
    private static final Set<ErrorCode> ANSWERED_BY_A_CHANGE =
            Set.of(ErrorCode.SOURCE_FAILED, ErrorCode.TARGET_FAILED, ErrorCode.SHAPE_CHANGED);

    private static final Duration AFTER_FAILOVER = Duration.ofMillis(500);

    private final Ends ends;
    private final boolean back;
    private final RunningConfig running;
    private final Work work;
    private final StatusBoard board;
    private final Milestones milestones;
    private RunCheck checked = RunCheck.none();

    /** {@code ends}: in the direction of this work; {@code back}: whether that is from the target to the source. */
    OneWay(Ends ends, boolean back, RunningConfig running, Work work, StatusBoard board, Milestones milestones) {
        this.ends = ends;
        this.back = back;
        this.running = running;
        this.work = work;
        this.board = board;
        this.milestones = milestones;
    }

    /** Each step does only what a previous run has not done. Returns whether the direction has turned; otherwise it is over. */
    boolean run(Leadership leadership) {
        work.reached(PausePoint.LEADER_TAKEN);
        check(leadership);
        while (!work.isStopped()) {
            try {
                Ends led = work.call("taking over", () -> leadership.begin(ends));
                work.reached(PausePoint.LEADER_BEGUN);
                return board.during(work, () -> replicateAll(led));
            } catch (ServerChanged e) {
                beginAgain(e);
            }
        }
        return false;
    }

    /** What only stands in the way because a table was dropped is settled first. */
    private void check(Leadership leadership) {
        try {
            checked = pass();
            if (checked.leftOut().isEmpty() || !areDroppedSettled(leadership)) {
                return;
            }
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.PREFLIGHT_FAILED || !areDroppedSettled(leadership)) {
                throw e;
            }
        }
        checked = pass();
    }

    private RunCheck pass() {
        return work.call("the check", () -> RunCheck.pass(ends, running.current(), work));
    }

    /** Whether something was done about them. */
    private boolean areDroppedSettled(Leadership leadership) {
        boolean due = work.call("looking for dropped tables", () -> LettingGo.isDue(ends));
        return due && LettingGo.run(work.call("taking over", () -> leadership.begin(ends)), work);
    }

    /**
     * The target's server was restarted or failed over: the next one may lack what this one had committed, so everything
     * is begun again from what the target has recorded.
     */
    private void beginAgain(ServerChanged change) {
        milestones.beginAgain();
        board.beginAgain();
        work.tell(new Retrying("replicating", String.valueOf(change.getMessage()), 1, AFTER_FAILOVER));
        work.sleep(AFTER_FAILOVER);
    }

    /** Restores on the target what a run left open that ended after a cutover. */
    void restore(Leadership leadership) {
        Ends led = work.call("taking over", () -> leadership.begin(ends));
        TargetWriter writer = work.call("asking for a privilege", () -> TargetWriter.to(led.target()));
        board.enter(Phase.SWITCHED);
        new ObjectsTakenOff(led, writer, running.current(), work).afterSwitch();
    }

    private boolean replicateAll(Ends led) {
        Direction direction = work.call("looking at the gates", () -> Direction.of(led));
        if (direction.reversed()) {
            return true;
        }
        direction.assertNotEnded();
        if (direction.leaving()) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "The replicator is being removed from both sides.",
                    "Run 'replicator complete' or 'replicator uninstall' again, whichever it was: it removes what is left.");
        }
        var preparation = new Preparation(led, running.current(), work);
        board.enter(Phase.INSTALLING);
        List<TablePair> tables = install(preparation);
        TargetWriter writer = work.call("asking for a privilege", () -> TargetWriter.to(led.target()));
        boolean closed = work.call("taking the gate", () -> Cutover.takeGate(led.source()));
        if (direction.hasWayBack()) {
            work.run("excepting what it applies", () -> leaveOwnWrites(led.target()));
        }
        while (!work.isStopped()) {
            try {
                List<TablePair> present = tables;
                if (direction.hasWayBack()) {
                    Reversal.extend(led.target(), present, work);
                }
                milestones.checked(preparation.checked());
                // a failed phase has ended before a changed table is adapted to
                return board.during(work, () -> replicate(led, writer, present, preparation, closed));
            } catch (ReplicatorException e) {
                if (e.code() != ErrorCode.SHAPE_CHANGED) {
                    throw Refusals.explained(led, running.current().tables(), e);
                }
                tables = work.call("adapting to a changed table", () -> preparation.adapt(e));
            }
        }
        return false;
    }

    /** The role that logs in may be another one than when the way back was prepared: credentials rotate. */
    private static void leaveOwnWrites(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            CaptureSchema.skipAppliedBy(session, Migration.present(session).id());
        }
    }

    /** Meanwhile, the session that will read the rounds connects; if it cannot, the first round reports that. */
    private List<TablePair> install(Preparation preparation) {
        Meanwhile<Boolean> drain = Meanwhile.start("drain-connect", () -> {
            ends.source().open(Role.DRAIN).close();
            return true;
        });
        try {
            return work.call("installing", () -> preparation.install(checked));
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.SHAPE_CHANGED) {
                throw e;
            }
            // it has changed since the check, whose findings say what is to be done
            return work.call("adapting to a changed table", () -> preparation.adapt(e));
        } finally {
            drain.await();
        }
    }

    private boolean replicate(
            Ends led, TargetWriter writer, List<TablePair> tables, Preparation preparation, boolean turning) {
        board.enter(Phase.COPYING);
        // a stream that fails stops the others, but not the run, which may continue when a table has changed
        var copy = new InitialCopy(led, writer, running, work.part(), preparation::current);
        board.watch(copy::bytesMoved);
        copy.plan(tables);
        copy(copy, tables, preparation);
        if (work.isStopped()) {
            return false;
        }
        new Restoration(led.target(), running.current().copy(), work).indexesWithoutNames();
        List<ApplyTable> copied = work.call("reading the keys of the target", preparation::copied);
        return new Following(led, back, writer, running, copied, work, board, milestones).run(turning);
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
