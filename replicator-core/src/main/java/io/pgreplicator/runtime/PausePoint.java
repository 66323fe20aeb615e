package io.pgreplicator.runtime;

/**
 * Named places at which a test may hold or kill the replicator, one before and one after each commit that matters.
 * Implementations are called on the thread that does the work and may block it.
 */
@FunctionalInterface
public interface PausePoint {
    /** Goes on at once: what production runs with. */
    PausePoint NONE = name -> {};

    /** Called when the work reaches the place. */
    void reached(String name);
}
