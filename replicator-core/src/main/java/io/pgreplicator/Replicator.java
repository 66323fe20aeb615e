package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.Command.Verb;
import io.pgreplicator.control.CommandQueue;
import io.pgreplicator.control.Leader;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.phase.Comparison;
import io.pgreplicator.phase.Repair;
import io.pgreplicator.phase.Run;
import io.pgreplicator.phase.StatusReader;
import io.pgreplicator.phase.Uninstall;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.RepairReport;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.UninstallReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configured pair of databases and all that can be done with it. Thread-safe; every method blocks unless it says
 * otherwise, and throws {@link io.pgreplicator.error.ReplicatorException}.
 */
public final class Replicator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);

    /** The leader looks each second, unless it waits for a server. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ReplicatorConfig config;
    private final ReplicationListener listener;
    private final PausePoint.Hook hook;
    private final Ends ends;

    private Replicator(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        this.config = config;
        ReplicationListener log = event -> LOG.debug("{}", event);
        this.listener = log.andThen(listener);
        this.hook = hook;
        this.ends = Ends.of(config);
    }

    /** Makes a replicator that tells nobody; connects to nothing yet. */
    public static Replicator open(ReplicatorConfig config) {
        return open(config, ReplicationListener.NONE);
    }

    /** Makes a replicator that tells the listener of all that it does; connects to nothing yet. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener) {
        return open(config, listener, PausePoint.Hook.NONE);
    }

    /**
     * As {@link #open(ReplicatorConfig, ReplicationListener)}, for a test that holds the work at its {@link PausePoint}s. Not
     * public, for a caller could break with it every promise of this class; a test gets here by a class of its own in this
     * package.
     */
    static Replicator open(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        return new Replicator(config, listener, hook);
    }

    /** Looks at both databases without changing anything. What stands in the way is in the report, and is no failure. */
    public CheckReport check() {
        return CheckReport.ofBoth(Preflight.run(ends.source(), ends.target(), config));
    }

    /** Looks at a source that has no target yet, without changing anything. Blocks; any thread may call it. */
    public static CheckReport checkSource(SourceConfig config) {
        try (var source = new Database(Side.SOURCE, config.source(), config.sessions())) {
            return CheckReport.ofSource(Preflight.runOnSource(source, config));
        }
    }

    /**
     * Creates the target's schema from the source's, unless it is there; the report names what differs afterwards. Throws {@link
     * io.pgreplicator.error.ErrorCode#LEADER_RUNNING} while a replicator works on the target; {@link
     * io.pgreplicator.error.ErrorCode#PREFLIGHT_FAILED} when only some of its tables are there.
     */
    public SchemaReport createSchema() {
        ends.probe();
        Leader leader = Leader.take(ends.target());
        try {
            return SchemaCopy.run(ends.source(), ends.target(), config, listener);
        } finally {
            leader.close();
        }
    }

    /**
     * Starts the replication on daemon threads of its own, or resumes where a former one left off, and returns at once. It checks
     * both databases first: what fails the check, and any other failure, is thrown by the methods that wait. The target must have
     * its tables, see {@link #createSchema}; one replication at a time leads a target, and another one fails with {@link
     * io.pgreplicator.error.ErrorCode#LEADER_RUNNING}. It follows until it is closed; {@link Replication#endWhenCopied} and {@link Replication#endWhenCaughtUp} have it end by itself.
     */
    public Replication start() {
        return Replication.start(new Run(ends, config, listener, hook));
    }

    /**
     * As {@link Replication#pause}, for the replicator that is running for this target, on whatever machine: the command takes the
     * way through the target, and is answered within seconds. Returns the answer in a sentence. Throws {@link
     * io.pgreplicator.error.ErrorCode#NO_LEADER} when none is running or the one that is does not answer within 15 s; {@link
     * io.pgreplicator.error.ErrorCode#COMMAND_REFUSED} with the reason.
     */
    public String pause() throws InterruptedException {
        return send(Command.of(Verb.PAUSE));
    }

    /** As {@link Replication#resume}, otherwise as {@link #pause}. */
    public String resume() throws InterruptedException {
        return send(Command.of(Verb.RESUME));
    }

    /** As {@link Replication#kick}, otherwise as {@link #pause}. */
    public String kick() throws InterruptedException {
        return send(Command.of(Verb.KICK));
    }

    /** As {@link Replication#set}, otherwise as {@link #pause}. */
    public String set(Map<String, String> settings) throws InterruptedException {
        RunningConfig.assertChangeable(settings);
        return send(Command.set(settings));
    }

    private String send(Command command) throws InterruptedException {
        ends.target().probe();
        return CommandQueue.send(ends.target(), command, PATIENCE);
    }

    /** Reads the present state from the databases; works from any machine. A source that does not answer leaves gaps. */
    public Progress status() {
        return StatusReader.read(ends.source(), ends.target());
    }

    /**
     * Brings the target back to its source, when the source lost transactions ({@link
     * io.pgreplicator.error.ErrorCode#SOURCE_WENT_BACK}) or somebody else wrote to the target: compares every row of both
     * sides, while writers go on, and marks what differs as changed. The rows come with the first round of the next {@link
     * #start}. Harmless where nothing differs; after a failure it may be called again.
     */
    public RepairReport repair() {
        ends.probe();
        return Repair.run(ends, config, listener, hook);
    }

    /**
     * Compares every row of every captured table on both sides by a hash, and what the types of its columns are made of; meant
     * for databases at rest.
     */
    public ComparisonReport compare() {
        ends.probe();
        return Comparison.run(ends);
    }

    /** The transactions of the source that may have written to captured tables and are not committed at this moment. */
    public List<OpenTransaction> openTransactions() {
        try (Session from = ends.source().open(Role.CONTROL)) {
            return CaptureSchema.migration(from).isEmpty() ? List.of() : CaptureSchema.openTransactions(from);
        }
    }

    /**
     * Removes every object of ours from both sides and puts back what was taken off the target. Throws when a replicator is
     * running or something is left; {@link io.pgreplicator.error.ErrorCode#CHANGES_NOT_CARRIED}, before anything is removed,
     * when the source holds changes that are not on the target; {@link io.pgreplicator.error.ErrorCode#OBJECTS_OPEN} when an
     * object could not be put back, whose definition stays recorded on the target then: calling it again tries again.
     */
    public UninstallReport uninstall() {
        ends.probe();
        return Uninstall.run(ends, config, false, listener, hook);
    }

    /**
     * As {@link #uninstall}, though changes of the source were never carried; and drops the record of what could not be put
     * back, once the failure that names it with its SQL was told to the listener. It throws that failure nevertheless.
     */
    public UninstallReport uninstallForced() {
        ends.probe();
        return Uninstall.run(ends, config, true, listener, hook);
    }

    /** Closes its connections; those of a {@link Replication} are its own. */
    @Override
    public void close() {
        ends.close();
    }
}
