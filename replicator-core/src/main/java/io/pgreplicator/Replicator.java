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
        throw new IllegalStateException(config + "" + listener);
    }

    /** Creates the target's schema from the source's. What differs afterwards, a line each; empty when nothing. */
    public List<String> createSchema() {
        throw new IllegalStateException();
    }

    /** Starts the replication on threads of its own, or goes on where a former one was, and returns at once. */
    public Replication start(Until until) {
        throw new IllegalStateException("" + until);
    }

    /** Reads the present state from the databases; works from any machine. */
    public Progress status() {
        throw new IllegalStateException();
    }

    /** Compares every row of every table on both sides; meant for databases at rest. A line per difference. */
    public List<TableComparison> compare() {
        throw new IllegalStateException();
    }

    /** Removes every object of ours from both sides. Throws when something is left. */
    public void uninstall() {
        throw new IllegalStateException();
    }

    /** Closes every connection. */
    @Override
    public void close() {}
}
