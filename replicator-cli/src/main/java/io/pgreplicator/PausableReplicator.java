package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationListener;
import org.jspecify.annotations.NullMarked;

/**
 * The door by which tests come to {@link Replicator}'s pause points: those that kill the command line's process, and those
 * that hold a replicator of their own. It is a class of the engine's package in another module, and not a method of the
 * engine, because a hook can break each promise of the engine's API, so whoever embeds the engine must not find it there.
 * Stateless, thread-safe.
 */
@NullMarked
public final class PausableReplicator {
    private PausableReplicator() {}

    /** As {@link Replicator#open}; the hook is called at each {@link PausePoint}. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        return Replicator.open(config, listener, hook);
    }
}
