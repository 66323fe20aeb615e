package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.CommandQueue;
import io.pgreplicator.control.CutoverRecord;
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

/**
 * A cutover that the running replicator does, on whatever machine: asks for it through the target, then reads its outcome there, and
 * reports and fails as if it had been done here. Confined to one thread.
 */
public final class RemoteCutover {
    private static final Duration POLL = Duration.ofMillis(100);

    /** The leader may lose its connection for a while and take the lock again. */
    private static final Duration LOST_LEADER = Duration.ofSeconds(15);

    private final Database target;
    private final ReplicationListener listener;
    private final UUID id = UUID.randomUUID();
    private long seenNanos = System.nanoTime();

    private RemoteCutover(Database target, ReplicationListener listener) {
        this.target = target;
        this.listener = listener;
    }

    /**
     * Does it, and waits until what comes back after a switch is restored. Throws {@link ErrorCode#NO_LEADER} when no replicator is
     * running, or it ended meanwhile; {@link ErrorCode#COMMAND_REFUSED}; otherwise as the cutover itself.
     *
     * @param target where changes go at this moment
     * @param patience for the answer of the running replicator, before anything is done
     */
    public static void run(Database target, CutoverOptions options, ReplicationListener listener, Duration patience)
            throws InterruptedException {
        var cutover = new RemoteCutover(target, listener);
        Command command = CutoverRequest.command(cutover.id, options);
        try {
            CommandQueue.send(target, command, patience);
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.NO_LEADER || !cutover.isInHand()) {
                throw e;
            }
        }
        listener.on(new CutoverAsked());
        cutover.await();
    }

    /** A replicator that is slow to answer may have taken the command. */
    private boolean isInHand() {
        try (Session session = target.open(Role.CONTROL)) {
            return CommandQueue.isInHand(session, CutoverRequest.named(id));
        }
    }

    private void await() throws InterruptedException {
        seenNanos = System.nanoTime();
        CutoverRecord outcome = look(false);
        tell(outcome);
        ReplicatorException failure = outcome.failure();
        if (failure != null) {
            throw failure;
        }
        if (outcome.switched()) {
            String leftOpen = look(true).leftOpen();
            if (leftOpen != null) {
                throw new ReplicatorException(
                        ErrorCode.OBJECTS_OPEN,
                        leftOpen,
                        "Fix what is in the way on that side, which is the primary now: what you change there is carried back.");
            }
        }
    }

    private void tell(CutoverRecord outcome) {
        if (!outcome.guardrails().isEmpty()) {
            listener.on(new GuardrailsChecked(outcome.guardrails(), outcome.proof()));
        }
        var start = new CutoverStarted();
        Duration took = Duration.ofNanos(System.nanoTime() - seenNanos);
        ReplicatorException failure = outcome.failure();
        Ending ending = failure == null ? Ending.done(took) : Ending.failed(failure.code(), took);
        listener.on(start);
        listener.on(new CutoverEnded(
                start, outcome.switched(), outcome.attempts(), outcome.pauses(), outcome.steps(), ending));
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
