package io.pgreplicator.it.cases;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ReplicatorException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A replication in this process, with a gate before its copy. Confined to one thread. */
final class RunningReplicator implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final CopyGate gate;
    private final Replication replication;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private RunningReplicator(Replicator replicator, CopyGate gate) {
        this.gate = gate;
        this.replication = replicator.start();
        var watch = new Thread(this::watch, "case-end");
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts one whose pause point is the gate, if that is open. */
    static RunningReplicator start(Replicator replicator, CopyGate gate) {
        return new RunningReplicator(replicator, gate);
    }

    /** Starts one that stops at the gate before its first chunk, and waits until it stands there. Throws its failure. */
    static RunningReplicator startHeld(Replicator replicator, CopyGate gate) throws InterruptedException {
        var running = new RunningReplicator(replicator, gate);
        try {
            CompletableFuture.anyOf(running.gate.reached(), running.ended).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return running;
        } catch (ExecutionException e) {
            running.close();
            throw failure(e);
        } catch (TimeoutException e) {
            running.close();
            throw new AssertionError("the replicator does not come to its copy", e);
        }
    }

    /** Waits until everything committed so far is on the target; lets it through the gate first. Throws its failure. */
    void awaitCaughtUp() throws InterruptedException {
        gate.let();
        replication.awaitCaughtUp();
    }

    /** Waits until it fails by itself; it is an error when it does not. */
    ReplicatorException awaitFailure() throws InterruptedException {
        gate.let();
        try {
            ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("the replicator ended without a failure");
        } catch (TimeoutException e) {
            throw new AssertionError("the replicator goes on, although it should stop", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ReplicatorException failure) {
                return failure;
            }
            throw failure(e);
        }
    }

    /** Ends it: at once where it is held, at a safe point otherwise. */
    @Override
    public void close() {
        gate.crash();
        replication.close();
    }

    private void watch() {
        try {
            replication.await();
            ended.complete(true);
        } catch (InterruptedException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException exception ? exception : new IllegalStateException(e);
    }
}
