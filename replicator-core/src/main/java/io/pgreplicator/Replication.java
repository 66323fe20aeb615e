package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.copy.CopyTable;
import io.pgreplicator.copy.InitialCopy;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.ReplicaRole;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.pipeline.ReplicatedTable;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A replication that is running on threads of its own: it takes the leadership, installs the capture, copies what is not copied
 * yet and follows until it is stopped. Thread-safe.
 *
 * @see Replicator#start
 */
public final class Replication implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<ErrorCode> ANSWERED_BY_A_CHANGE =
            Set.of(ErrorCode.SOURCE_FAILED, ErrorCode.TARGET_FAILED, ErrorCode.SHAPE_CHANGED);

    private final ReplicatorConfig config;
    private final Ends ends;
    private final ReplicationListener listener;
    private final Until until;
    private final StopSignal stop = new StopSignal();
    private final Milestones milestones;
    private final Thread thread;
    /** Whether the stop was the caller's; a lost leadership raises the signal as well. */
    private volatile boolean closing;

    private Replication(Ends ends, ReplicatorConfig config, ReplicationListener listener, Until until) {
        this.config = config;
        this.ends = ends.newRun();
        this.listener = listener;
        this.until = until;
        this.milestones = new Milestones(until == Until.STOPPED);
        this.thread = new Thread(this::run, "replicator");
        thread.setDaemon(true);
    }

    static Replication start(Ends ends, ReplicatorConfig config, ReplicationListener listener, Until until) {
        var replication = new Replication(ends, config, listener, until);
        replication.thread.start();
        return replication;
    }

    /**
     * Waits until it has ended by itself; without a goal, until it was stopped. Throws the failure that ended it; {@link
     * ErrorCode#STOPPED} when it was stopped before its goal; {@link ErrorCode#OBJECTS_OPEN} when every row is on the target,
     * but an index, a constraint or a trigger could not be put back.
     */
    public void await() throws InterruptedException {
        milestones.awaitEnd();
    }

    /**
     * Waits until every table is copied and its indexes and constraints are back; where the target's role may not set {@code
     * session_replication_role}, all but foreign keys and triggers, which come back at the goal of {@link Until#COPIED} or
     * {@link Until#CAUGHT_UP}. Throws the failure that ended it; or {@link ErrorCode#ROW_REFUSED} when the target refuses rows
     * again that were tried since this call, {@link ErrorCode#OBJECTS_OPEN} when an object could not be put back: the
     * replication goes on trying, and may be waited for again.
     */
    public void awaitCopied() throws InterruptedException {
        milestones.awaitCopied();
    }

    /**
     * Waits until every row that was committed on the source before this call is on the target. Throws the failure that
     * ended it; or {@link ErrorCode#ROW_REFUSED} as {@link #awaitCopied} does. What is not committed by then is not waited
     * for: {@link Replicator#openTransactions} tells of it.
     */
    public void awaitCaughtUp() throws InterruptedException {
        milestones.awaitSynced(System.nanoTime());
    }

    /** Whether it ended by itself at its goal: all rows and all objects are on the target. Never without a goal. */
    public boolean isGoalReached() {
        return milestones.isGoalReached();
    }

    /**
     * The transactions of the source that may have written and were not committed when {@link Until#CAUGHT_UP} was reached:
     * what they wrote is on the target only if a later round follows. Empty before.
     */
    public List<OpenTransaction> stillWriting() {
        return milestones.stillWriting();
    }

    /** Ends it at a safe point and waits for that. Nothing is lost; a later start goes on from there. */
    @Override
    public void close() {
        closing = true;
        stop.stop();
        try {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                // an index build, say: it is taken back by the server and done again by the next start
                ends.close();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (ends) {
            ends.probe();
            try (Reporter reporter =
                    Reporter.take(ends.target(), config.sessions().retryLimit(), stop, listener)) {
                runAsLeader(reporter);
            }
            milestones.end(null);
        } catch (RuntimeException | Error e) {
            milestones.end(failureOf(e));
        }
    }

    /** A stop may break connections on purpose, and ends what is being retried; that is no failure. */
    private @Nullable Throwable failureOf(Throwable failure) {
        boolean broken = failure instanceof DatabaseException known
                && (known.code() == ErrorCode.SOURCE_UNREACHABLE
                        || known.code() == ErrorCode.TARGET_UNREACHABLE
                        || known.isTransient());
        return closing && broken ? null : failure;
    }

    /** The story: check, install, copy, follow. Each step does only what a former run has not done. */
    private void runAsLeader(Reporter reporter) {
        var retry = new Retry(config.sessions().retryLimit(), stop, reporter);
        try {
            config.pausePoint().reached("leader.taken");
            retry.run("the check", () -> Preparation.check(ends, config));
            Ends led = ends.guardedBy(retry.call("taking over", () -> reporter.begin(ends.source())));
            config.pausePoint().reached("leader.begun");
            var preparation = new Preparation(led, config, retry, listener);
            reporter.enter(Phase.INSTALLING);
            List<CopyTable> tables = retry.call("installing", preparation::install);
            boolean replicaRole = retry.call("asking for a privilege", () -> replicaRole(led.target()));
            while (!stop.isStopped()) {
                try {
                    replicate(led, tables, replicaRole, preparation, retry, reporter);
                    return;
                } catch (ReplicatorException e) {
                    tables = retry.call("adapting to a changed table", () -> preparation.adapt(e));
                }
            }
        } catch (RuntimeException | Error e) {
            if (!(e instanceof ReplicatorException known && known.code() == ErrorCode.PREFLIGHT_FAILED)
                    && failureOf(e) != null) {
                reporter.failed(e);
            }
            throw e;
        }
    }

    private void replicate(
            Ends led,
            List<CopyTable> tables,
            boolean replicaRole,
            Preparation preparation,
            Retry retry,
            Reporter reporter) {
        reporter.enter(Phase.COPYING);
        // a worker that fails stops the others, but not the run, which may go on when a table has changed
        StopSignal copying = stop.part();
        var copy = new InitialCopy(
                led.source(),
                led.target(),
                config.copy(),
                config.rounds().maxRefused(),
                replicaRole,
                new Retry(config.sessions().retryLimit(), copying, reporter),
                reporter,
                config.pausePoint(),
                copying,
                preparation::present);
        reporter.watch(copy::bytesMoved);
        copy.plan(tables);
        copy(copy, tables, preparation);
        if (!stop.isStopped()) {
            List<ReplicatedTable> copied = retry.call("reading the keys of the target", preparation::copied);
            new Following(led.source(), led.target(), config, copied, replicaRole, retry, reporter, stop)
                    .run(until, milestones);
        }
    }

    /** A chunk cannot be copied from a table that was dropped, renamed or altered: then that is the better answer. */
    private static void copy(InitialCopy copy, List<CopyTable> tables, Preparation preparation) {
        try {
            copy.run(tables);
        } catch (ReplicatorException e) {
            if (ANSWERED_BY_A_CHANGE.contains(e.code())) {
                preparation.assertUnchanged();
            }
            throw e;
        }
    }

    private static boolean replicaRole(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return ReplicaRole.isAllowed(session);
        }
    }
}
