package io.pgreplicator.copy;

import io.pgreplicator.copy.DeferredObjects.Deferred;
import io.pgreplicator.copy.DeferredObjects.Kind;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.List;

/**
 * Puts the foreign keys and triggers of the target back. Only possible while the target equals a snapshot of the source,
 * that is between two rounds: during the copy a row may refer to one that a round has yet to bring. Stateless,
 * thread-safe.
 */
public final class ForeignKeys {
    private ForeignKeys() {}

    /** Adds and validates every foreign key that was taken off; returns how many. */
    public static int restore(Database target, Retry retry, ReplicationListener listener) {
        return restore(target, Kind.FOREIGN_KEY, retry, listener);
    }

    private static int restore(Database target, Kind kind, Retry retry, ReplicationListener listener) {
        try (Session session = target.open(Role.INDEX)) {
            List<Deferred> pending = DeferredObjects.pending(session, kind);
            for (Deferred object : pending) {
                listener.on(new ReplicationEvent.IndexStarted(object.table(), object.name()));
                long begin = System.nanoTime();
                retry.run("restoring " + object.name(), () -> {
                    try (Session own = target.open(Role.INDEX)) {
                        DeferredObjects.build(own, object);
                        DeferredObjects.finish(own, object);
                    }
                });
                listener.on(new ReplicationEvent.IndexFinished(
                        object.table(), object.name(), Duration.ofNanos(System.nanoTime() - begin)));
            }
            return pending.size();
        }
    }
}
