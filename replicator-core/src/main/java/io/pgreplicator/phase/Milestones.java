package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.runtime.FirstFailure;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenTransaction;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The progress of a running replication, for threads that wait for it. Thread-safe. */
final class Milestones {
    private Asked asked = goal(Goal.NONE, CutoverRequest.ofCaller(CutoverOptions.defaults()));
    private boolean copied;
    private boolean reached;
    private boolean caughtUp;
    private boolean ended;
    private int waiting;
    private long syncedNanos = System.nanoTime();
    private boolean synced;
    private long refusedNanos = System.nanoTime();
    private @Nullable ReplicatorException refusal;
    private @Nullable ReplicatorException openObjects;
    /** What it leaves out keeps the goals of rows from counting as reached, though everything that is replicated has arrived. */
    private RunCheck checked = RunCheck.none();

    private List<OpenTransaction> stillWriting = List.of();
    private final FirstFailure failure = new FirstFailure();

    /**
     * What a run was asked to reach. Immutable.
     *
     * @param goal the goal
     * @param nanos time of the request, as {@link System#nanoTime}: what was committed on the source before it counts
     * @param cutover how to switch, where that is the goal
     */
    record Asked(Goal goal, long nanos, CutoverRequest cutover) {
        /** Whether a command has asked for a switch: the run does not end with it. */
        boolean isCommand() {
            return goal == Goal.SWITCHED && cutover.isCommand();
        }
    }

    /** Makes the run end by itself when it has reached the goal; what it has reached before does not count. */
    synchronized void ask(Goal goal) {
        ask(goal, CutoverRequest.ofCaller(CutoverOptions.defaults()));
    }

    /** As the other, with what a switch needs. */
    synchronized void ask(Goal goal, CutoverRequest cutover) {
        asked = goal(goal, cutover);
        reached = false;
    }

    /** As the other, for a command, unless the run has a goal; whether it has none. */
    synchronized boolean askUnlessAsked(CutoverRequest cutover) {
        boolean free = asked.goal() == Goal.NONE;
        if (free) {
            ask(Goal.SWITCHED, cutover);
        }
        return free;
    }

    /** The command was done or refused: the run goes on without a goal. */
    synchronized void answered(Asked command) {
        if (command.equals(asked)) {
            ask(Goal.NONE);
        }
    }

    private static Asked goal(Goal goal, CutoverRequest cutover) {
        return new Asked(goal, System.nanoTime(), cutover);
    }

    /** The goal of the run. */
    synchronized Asked asked() {
        return asked;
    }

    /** Every table is copied and its indexes and constraints are restored. */
    synchronized void copied() {
        copied = true;
        openObjects = null;
        notifyAll();
    }

    /** Every table is copied, but not everything that was removed is restored. */
    synchronized void copied(ReplicatorException failure) {
        copied = false;
        openObjects = failure;
        notifyAll();
    }

    /** Whoever waits for a goal gets the shortfall of the check, if there is one, as soon as everything that is replicated has arrived. */
    synchronized void checked(RunCheck check) {
        checked = check;
    }

    /** The selected tables that are not replicated are these now: what was left out and is gone is missed by nobody. */
    synchronized void notReplicated(Collection<QualifiedName> present) {
        checked = checked.of(present);
    }

    /** What the target had may be lost: nothing has been reached yet. */
    synchronized void beginAgain() {
        copied = false;
        openObjects = null;
        synced = false;
        refusal = null;
    }

    /**
     * The goal is reached, and the run ends by itself; false when another goal was requested meanwhile, and it must not end. Throws
     * the shortfall of {@link #checked}, but not of a switch: guardrails stood before that.
     */
    synchronized boolean reach(Asked goal) {
        if (goal.goal() != Goal.SWITCHED) {
            throwShortfall();
        }
        reached = goal.equals(asked);
        return reached;
    }

    /** Whether it reached its goal. */
    synchronized boolean isGoalReached() {
        return reached;
    }

    /** Transactions of the source that were open when everything committed before was on the target. */
    synchronized void stillWriting(List<OpenTransaction> transactions) {
        caughtUp = true;
        stillWriting = List.copyOf(transactions);
    }

    /** Whether every row was on the target that had to be for the goal, whatever has become of objects and sequences. */
    synchronized boolean isCaughtUp() {
        return caughtUp;
    }

    synchronized List<OpenTransaction> stillWriting() {
        return stillWriting;
    }

    /** Everything that was committed on the source before that {@link System#nanoTime} is on the target. */
    synchronized void synced(long nanos) {
        syncedNanos = nanos;
        synced = true;
        refusal = null;
        notifyAll();
    }

    /**
     * Everything that was committed on the source before that {@link System#nanoTime} was tried, and the target refused
     * rows.
     */
    synchronized void refused(long nanos, ReplicatorException failure) {
        refusedNanos = nanos;
        refusal = failure;
        notifyAll();
    }

    /** Whether a thread waits for {@link #synced}. */
    synchronized boolean isSyncAwaited() {
        return waiting > 0;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** The run has ended, with or without a failure. */
    synchronized void end(@Nullable Throwable cause) {
        if (cause != null) {
            failure.keep(cause);
        }
        ended = true;
        notifyAll();
    }

    /** False when the deadline expires first; throws the failure that ended the run. */
    synchronized boolean awaitEnd(Deadline deadline) throws InterruptedException {
        while (!ended) {
            if (!deadline.await(this)) {
                return false;
            }
        }
        failure.rethrow();
        refuseEarlyEnd(asked.goal() == Goal.NONE || reached);
        return true;
    }

    /** False when the deadline expires first. */
    synchronized boolean awaitCopied(Deadline deadline) throws InterruptedException {
        long begun = System.nanoTime();
        while (!copied && !ended) {
            throwRefusal(begun);
            if (openObjects != null) {
                throw openObjects;
            }
            if (!deadline.await(this)) {
                return false;
            }
        }
        failure.rethrow();
        refuseEarlyEnd(copied);
        throwShortfall();
        return true;
    }

    /** False when the deadline expires first. {@code wake}: ends the pause of the thread that is to get there. */
    synchronized boolean awaitSynced(long nanos, Runnable wake, Deadline deadline) throws InterruptedException {
        waiting++;
        wake.run();
        try {
            while (!isSynced(nanos) && !ended) {
                throwRefusal(nanos);
                if (!deadline.await(this)) {
                    return false;
                }
            }
        } finally {
            waiting--;
        }
        failure.rethrow();
        refuseEarlyEnd(isSynced(nanos));
        throwShortfall();
        return true;
    }

    private boolean isSynced(long nanos) {
        return synced && syncedNanos - nanos >= 0;
    }

    private void throwRefusal(long nanos) {
        if (refusal != null && refusedNanos - nanos >= 0) {
            throw refusal;
        }
    }

    private void throwShortfall() {
        checked.shortfall().ifPresent(failure -> {
            throw failure;
        });
    }

    private static void refuseEarlyEnd(boolean reached) {
        if (!reached) {
            throw new ReplicatorException(
                    ErrorCode.STOPPED,
                    "The replication was stopped before it came this far.",
                    "Start it again: it resumes where it left off.");
        }
    }
}
