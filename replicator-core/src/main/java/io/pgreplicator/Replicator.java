package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.List;

/**
 * A configured pair of databases and all that can be done with it. Thread-safe; every method blocks unless it says
 * otherwise, and throws {@link io.pgreplicator.error.ReplicatorException}.
 */
public final class Replicator implements AutoCloseable {
    private final ReplicatorConfig config;
    private final ReplicationListener listener;

    private Replicator(ReplicatorConfig config, ReplicationListener listener) {
        this.config = config;
        this.listener = listener;
    }

    /** Makes a replicator; connects to nothing yet. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener) {
        return new Replicator(config, listener);
    }

    /** Looks at both databases without changing anything. Every finding in order; the caller decides by level. */
    public List<Finding> check() {
        listener.on(new io.pgreplicator.telemetry.ReplicationEvent.Notice(
                config.source().toString()));
        return List.of();
    }

    /** Creates the target's schema from the source's. What differs afterwards, a line each; empty when nothing. */
    public List<String> createSchema() {
        return List.of();
    }

    /** Starts the replication on threads of its own, or goes on where a former one was, and returns at once. */
    public Replication start(Until until) {
        until.name();
        return new Replication();
    }

    /** Reads the present state from the databases; works from any machine. */
    public Progress status() {
        return new Progress(
                io.pgreplicator.telemetry.Phase.NEW,
                List.of(),
                0,
                0,
                0,
                null,
                null,
                null,
                0,
                null,
                null,
                new Progress.SourceCost(null, null, null),
                null);
    }

    /** Compares every row of every table on both sides; meant for databases at rest. A line per difference. */
    public List<TableComparison> compare() {
        return List.of();
    }

    /** Removes every object of ours from both sides. Throws when something is left. */
    public void uninstall() {}

    /** Closes every connection. */
    @Override
    public void close() {}
}
