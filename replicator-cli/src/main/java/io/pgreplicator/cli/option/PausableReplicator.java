package io.pgreplicator.cli.option;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;

/**
 * The entry point by which tests reach {@link Replicator}'s pause points: tests that kill the command line's process, and
 * tests that hold a replicator of their own. It is not a method of the engine, because a hook can break every promise of the
 * engine's API: applications that embed the engine must not find it there. Stateless, thread-safe.
 */
public final class PausableReplicator {
    private PausableReplicator() {}

    /** As {@link Replicator#open(ReplicatorConfig, ReplicationListener)}; the hook is called at each {@link PausePoint}. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        return Replicator.open(config, new PausingListener(listener, hook));
    }

    /** The engine asks its listener whether it is a hook as well. */
    private record PausingListener(ReplicationListener listener, PausePoint.Hook hook)
            implements ReplicationListener, PausePoint.Hook {
        @Override
        public void on(ReplicationEvent event) {
            listener.on(event);
        }

        @Override
        public void reached(PausePoint place) {
            hook.reached(place);
        }
    }
}
