package io.pgreplicator;

/**
 * A replication that is running on threads of its own. Thread-safe.
 *
 * @see Replicator#start
 */
public final class Replication implements AutoCloseable {
    Replication() {}

    /** Waits until it has ended by itself or was stopped. Throws the failure that ended it. */
    public void await() throws InterruptedException {}

    /** Waits until every table is copied and its indexes and constraints stand. Throws the failure that ended it. */
    public void awaitCopied() throws InterruptedException {}

    /**
     * Waits until everything that was committed on the source before this call is on the target. Throws the failure that
     * ended it.
     */
    public void awaitCaughtUp() throws InterruptedException {}

    /** Ends it at a safe point and waits for that. Nothing is lost; a later start goes on from there. */
    @Override
    public void close() {}
}
