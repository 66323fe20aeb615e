package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.CommandQueue;
import io.pgreplicator.control.CutoverRecord;
import io.pgreplicator.control.Leader;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverAsked;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * A cutover that the running replicator does, on whatever machine: asks for it through the target, then reads its outcome there, and
 * reports and fails as if it had been done here. Confined to one thread, but for {@link #cancel}.
 */
public final class RemoteCutover {
    private static final Duration POLL = Duration.ofMillis(100);

    /** The leader may lose its connection for a while and take the lock again. */
    private static final Duration LOST_LEADER = Duration.ofSeconds(15);

    private final Database target;
    private final ReplicationListener listener;
    private final UUID id = UUID.randomUUID();
    private long seenNanos = System.nanoTime();
    private final BooleanSupplier urgent;
    private boolean sent;
    private volatile boolean cancelled;

    /**
     * @param target where changes go at this moment
     * @param urgent whether nobody can write until it is done: a replicator that does not lead at that moment is not waited for then
     */
    public RemoteCutover(Database target, BooleanSupplier urgent, ReplicationListener listener) {
        this.target = target;
        this.urgent = urgent;
        this.listener = listener;
    }

    /**
     * Does it, and waits until what comes back after a switch is restored. Throws {@link ErrorCode#NO_LEADER} when no replicator is
     * running, or it ended meanwhile; {@link ErrorCode#COMMAND_REFUSED}; otherwise as the cutover itself.
     *
     * @param patience for the answer of the running replicator, before anything is done
     */
    public void run(CutoverOptions options, Duration patience) throws InterruptedException {
        Command command = CutoverRequest.command(id, options);
        long endNanos = System.nanoTime() + patience.toNanos();
        while (!isAskedFor(command, patience, endNanos)) {
            Thread.sleep(POLL.toMillis());
        }
        listener.on(new CutoverAsked());
        await(options);
    }

    /** It is not to be sent any more; the command that cancels it if it was. May be called from another thread. */
    public Command cancel() {
        cancelled = true;
        return CutoverRequest.cancellation(id);
    }

    /** False when nobody could be asked at this moment, and somebody is expected before the end. */
    private boolean isAskedFor(Command command, Duration patience, long endNanos) throws InterruptedException {
        assertWanted();
        sent = false;
        try {
            CommandQueue.send(target, command, patience, () -> sent = true);
            return true;
        } catch (ReplicatorException e) {
            return isAskedForInSpiteOf(e, endNanos);
        }
    }

    private void assertWanted() {
        if (cancelled) {
            throw new ReplicatorException(
                    ErrorCode.STOPPED, "The cutover was stopped before it was asked for.", "Nothing was changed.");
        }
    }

    /** Throws that failure when nothing was asked for, and nobody is expected who could be asked. */
    private boolean isAskedForInSpiteOf(ReplicatorException failure, long endNanos) {
        boolean lost = failure instanceof DatabaseException known && known.isTransient();
        if (sent && lost) {
            return true;
        }
        if (failure.code() != ErrorCode.NO_LEADER) {
            throw failure;
        }
        try (Session session = target.open(Role.CONTROL)) {
            if (sent && isKnown(session)) {
                return true;
            }
            if (System.nanoTime() - endNanos < 0 && isExpected(session)) {
                return false;
            }
        } catch (DatabaseException e) {
            if (sent && e.isTransient()) {
                return true;
            }
            throw e;
        }
        assertWanted();
        throw failure;
    }

    /** Whether the command is still there, or what became of it; a run that begins forgets the commands for the one before. */
    private boolean isKnown(Session session) {
        return CommandQueue.isKept(session, CutoverRequest.named(id))
                || CutoverRecord.find(session, id).isPresent();
    }

    /** Whether a replicator is beginning to lead, or has lost its connection and may take the lock again. */
    private boolean isExpected(Session session) {
        return Leader.isReplicating(session) || (!urgent.getAsBoolean() && Leader.wasSeenLately(session));
    }

    private void await(CutoverOptions options) throws InterruptedException {
        seenNanos = System.nanoTime();
        CutoverRecord outcome = look(false);
        tell(outcome, options);
        ReplicatorException failure = outcome.failure();
        if (failure != null) {
            throw failure;
        }
        if (outcome.switched()) {
            ReplicatorException leftOpen = look(true).leftOpen();
            if (leftOpen != null) {
                throw new ReplicatorException(
                        leftOpen.code(),
                        String.valueOf(leftOpen.getMessage()),
                        leftOpen.cure().replace(OpenObjects.TRIED_AGAIN, ""));
            }
        }
    }

    private void tell(CutoverRecord outcome, CutoverOptions options) {
        if (!outcome.guardrails().isEmpty()) {
            listener.on(new GuardrailsChecked(outcome.guardrails(), outcome.proof()));
        }
        var start = new CutoverStarted();
        Duration took = Duration.ofNanos(System.nanoTime() - seenNanos);
        ReplicatorException failure = outcome.failure();
        Ending ending = failure == null ? Ending.done(took) : Ending.failed(failure.code(), took);
        listener.on(start);
        listener.on(new CutoverEnded(
                start,
                options.back(),
                outcome.switched(),
                outcome.attempts(),
                outcome.pauses(),
                outcome.steps(),
                outcome.compared(),
                ending));
    }

    /** Waits for the outcome, or until what comes back after it is restored. */
    private CutoverRecord look(boolean restored) throws InterruptedException {
        long heldNanos = System.nanoTime();
        while (true) {
            try (Session session = target.open(Role.CONTROL)) {
                boolean held = CommandQueue.isInHand(session, CutoverRequest.named(id));
                Optional<CutoverRecord> found = CutoverRecord.find(session, id);
                if (found.isPresent() && (!restored || found.get().restored())) {
                    return found.get();
                }
                heldNanos = held ? System.nanoTime() : heldNanos;
            } catch (DatabaseException e) {
                if (!e.isTransient()) {
                    throw e;
                }
            }
            if (System.nanoTime() - heldNanos > LOST_LEADER.toNanos()) {
                throw ended(restored);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static ReplicatorException ended(boolean switched) {
        return switched
                ? new ReplicatorException(
                        ErrorCode.NO_LEADER,
                        "The switch is done, and applications write to the other side; but the replicator ended before everything was"
                                + " put back there that its work had removed.",
                        "Run the same command again: it puts back what is left.")
                : new ReplicatorException(
                        ErrorCode.NO_LEADER,
                        "The replicator that was at the cutover has ended, or cannot reach the target: its outcome is not known here.",
                        "Run the same command again: it tells the outcome, or ends what was begun.");
    }
}
