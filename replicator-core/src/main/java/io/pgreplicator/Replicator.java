package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Preflight;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.verify.TableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A configured pair of databases and all that can be done with it. Thread-safe; every method blocks unless it says
 * otherwise, and throws {@link io.pgreplicator.error.ReplicatorException}.
 */
public final class Replicator implements AutoCloseable {
    private final ReplicatorConfig config;
    private final ReplicationListener listener;
    private final Database source;
    private final Database target;

    private Replicator(ReplicatorConfig config, ReplicationListener listener) {
        this.config = config;
        this.listener = new GuardedListener(listener);
        this.source = new Database(Side.SOURCE, config.source(), config.sessions());
        this.target = new Database(Side.TARGET, config.target(), config.sessions());
    }

    /** Makes a replicator; connects to nothing yet. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener) {
        return new Replicator(config, listener);
    }

    /** Looks at both databases without changing anything. Every finding in order; the caller decides by level. */
    public List<Finding> check() {
        probe();
        return Preflight.run(source, target, config);
    }

    /** Creates the target's schema from the source's. What differs afterwards, a line each; empty when nothing. */
    public List<String> createSchema() {
        probe();
        return SchemaCopy.run(source, target, config, listener);
    }

    /** Starts the replication on threads of its own, or goes on where a former one was, and returns at once. */
    public Replication start(Until until) {
        return Replication.start(source, target, config, listener, until);
    }

    /** Reads the present state from the databases; works from any machine. A source that does not answer leaves gaps. */
    public Progress status() {
        target.probe();
        return StatusReader.read(source, target);
    }

    /**
     * Brings the target back to its source, when the source lost transactions ({@link
     * io.pgreplicator.error.ErrorCode#SOURCE_WENT_BACK}) or somebody else wrote to the target: compares every row of both
     * sides, while writers go on, and marks what differs as changed. The rows come with the first round of the next {@link
     * #start}. Harmless where nothing differs; after a failure it may be called again.
     */
    public void repair() {
        probe();
        Repair.run(source, target, config, listener);
    }

    /** Compares every row of every captured table on both sides by a hash; meant for databases at rest. */
    public List<TableComparison> compare() {
        probe();
        try (Session from = source.open(Role.VERIFY);
                Session to = target.open(Role.VERIFY)) {
            List<QualifiedName> names = CaptureSchema.tables(from).stream()
                    .map(captured -> captured.name())
                    .toList();
            Map<QualifiedName, Table> targets = CatalogReader.tables(to, names::contains).stream()
                    .collect(Collectors.toMap(Table::name, Function.identity()));
            var comparisons = new ArrayList<TableComparison>();
            for (Table table : CatalogReader.tables(from, names::contains)) {
                List<String> columns =
                        table.carried().stream().map(Column::name).toList();
                TableHash there = TableHash.of(from, table, columns);
                Table twin = targets.get(table.name());
                TableHash here = twin == null ? new TableHash(0, "absent") : TableHash.of(to, twin, columns);
                comparisons.add(new TableComparison(table.name(), there.rows(), here.rows(), there.equals(here)));
            }
            return comparisons;
        }
    }

    /** The transactions of the source that may have written to captured tables and are not committed at this moment. */
    public List<OpenTransaction> openTransactions() {
        try (Session from = source.open(Role.CONTROL)) {
            return CaptureSchema.migration(from).isEmpty() ? List.of() : CaptureSchema.openTransactions(from);
        }
    }

    /**
     * Removes every object of ours from both sides and puts back what was taken off the target. Throws when a replicator is
     * running or something is left; {@link io.pgreplicator.error.ErrorCode#CHANGES_NOT_CARRIED}, before anything is removed,
     * when the source holds changes that are not on the target; {@link io.pgreplicator.error.ErrorCode#OBJECTS_OPEN} when an
     * object could not be put back, whose definition stays recorded on the target then: calling it again tries again.
     */
    public void uninstall() {
        probe();
        Uninstall.run(source, target, config, false, listener);
    }

    /**
     * As {@link #uninstall}, though changes of the source were never carried; and drops the record of what could not be put
     * back, once the failure that names it with its SQL was told to the listener. It throws that failure all the same.
     */
    public void uninstallForced() {
        probe();
        Uninstall.run(source, target, config, true, listener);
    }

    /** Closes every connection. */
    @Override
    public void close() {
        source.close();
        target.close();
    }

    private void probe() {
        source.probe();
        target.probe();
    }
}
