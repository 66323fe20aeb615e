package io.pgreplicator.telemetry;

/**
 * Told of each event as it happens, on the thread that does the work, so an implementation must be thread-safe and
 * quick. A listener that throws is logged once and never called again.
 */
@FunctionalInterface
public interface ReplicationListener {
    /** Hears nothing. */
    ReplicationListener NONE = event -> {};

    /** One event. Must not block. */
    void on(ReplicationEvent event);
}
