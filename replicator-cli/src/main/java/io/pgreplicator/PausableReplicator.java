package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationListener;
import org.jspecify.annotations.NullMarked;

/**
 * The entry point by which tests reach {@link Replicator}'s pause points: tests that kill the command line's process, and
 * tests that hold a replicator of their own. It is a class in the engine's package but in another module, not a method of
 * the engine, because a hook can break every promise of the engine's API: applications that embed the engine must not find
 * it there. Stateless, thread-safe.
 */
@NullMarked
public final class PausableReplicator {
    private PausableReplicator() {}

    /** As {@link Replicator#open}; the hook is called at each {@link PausePoint}. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        return Replicator.open(config, listener, hook);
    }
}
