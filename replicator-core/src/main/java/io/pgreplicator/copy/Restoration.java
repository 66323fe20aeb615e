package io.pgreplicator.copy;

import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.copy.DeferredObjects.Deferred;
import io.pgreplicator.copy.DeferredObjects.Kind;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.List;

/**
 * Puts back everything that is still taken off the target, whatever state the copy is in, before its journal goes. What
 * cannot be put back (a foreign key whose rows were not all copied) is told with its definition. Stateless, thread-safe.
 */
public final class Restoration {
    private Restoration() {}

    /** Indexes first, then foreign keys, then triggers. */
    public static void run(Database target, CopyOptions options, Retry retry, ReplicationListener listener) {
        for (Kind kind : Kind.values()) {
            for (Deferred object : pending(target, kind)) {
                try {
                    retry.run("restoring " + object.name(), () -> restore(target, options, object));
                } catch (DatabaseException e) {
                    listener.on(new ReplicationEvent.Notice(object.name() + " of " + object.table()
                            + " could not be put back: " + e.getMessage() + " Its definition: " + object.build()
                            + String.join("; ", object.finish())));
                }
            }
        }
    }

    private static List<Deferred> pending(Database target, Kind kind) {
        try (Session session = target.open(Role.CONTROL)) {
            return DeferredObjects.pending(session, kind);
        }
    }

    private static void restore(Database target, CopyOptions options, Deferred object) {
        try (Session session = target.open(Role.INDEX)) {
            session.set("maintenance_work_mem", options.maintenanceMemory().bytes() / 1024 + "kB");
            DeferredObjects.build(session, object);
            DeferredObjects.finish(session, object);
        }
    }
}
