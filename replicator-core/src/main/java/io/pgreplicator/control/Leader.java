package io.pgreplicator.control;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a target: an advisory lock held by a connection of its own, so that it is released when the process
 * that holds it ends. Only that connection raises the {@link LeaderEpoch}: whatever raises it holds the lock at that moment.
 * Thread-safe.
 */
public final class Leader implements AutoCloseable {
    private final Database target;
    private final boolean replicates;
    private Session session;
    private @Nullable LeaderEpoch epoch;
    private @Nullable DatabaseException lost;
    private volatile int regains;

    private Leader(Database target, Session session, boolean replicates) {
        this.target = target;
        this.session = session;
        this.replicates = replicates;
    }

    /**
     * Acquires the leader lock at once, to install or remove something, or throws {@link ErrorCode#LEADER_RUNNING}. The target must
     * not be guarded.
     */
    public static Leader take(Database target) {
        return take(target, false);
    }

    /** As {@link #take}, to replicate: {@link #isReplicating} is true from then on. */
    public static Leader takeToReplicate(Database target) {
        return take(target, true);
    }

    private static Leader take(Database target, boolean replicates) {
        Session session = target.open(Role.LEADER);
        if (!lock(session, replicates)) {
            throw held(target);
        }
        return new Leader(target, session, replicates);
    }

    /** Whether a replicator currently runs a migration into the session's database; false while one only installs or removes. */
    public static boolean isReplicating(Session target) {
        return LeaderLock.isReplicating(target);
    }

    /** Whether a leader currently replicates, and is not paused: what is pending is then going to be applied. */
    public static boolean isCarrying(Session target) {
        return isReplicating(target)
                && target.queryLong("SELECT count(*) FROM replicator.leader WHERE phase <> 'paused'") > 0;
    }

    /**
     * Whether a replicator that has not ended by itself reported within the last ten seconds, whether it has the lock at this moment or
     * not: it may have lost its connection, and take the lock again.
     */
    public static boolean wasSeenLately(Session target) {
        return Migration.read(target).isPresent()
                && target.queryLong("SELECT count(*) FROM replicator.leader"
                                + " WHERE name IS NOT NULL AND seen_at > clock_timestamp() - interval '10 seconds'")
                        > 0;
    }

    /** How far the target is behind, as the running replicator says; empty when none carries anything, or it does not know. */
    public static Optional<Duration> lag(Session target) {
        return isCarrying(target)
                ? target.queryFirst(
                        "SELECT (1000 * extract(epoch FROM clock_timestamp() - synced_at))::bigint FROM replicator.leader"
                                + " WHERE synced_at IS NOT NULL",
                        row -> Duration.ofMillis(row.getLong(1)))
                : Optional.empty();
    }

    /**
     * Begins to lead: terminates the sessions that the previous leader left on both sides, and raises the epoch, without
     * which nothing can be written to the target; creates the control schema if there is none. Waits for transactions of the
     * previous leader for at most the lock timeout, then fails in a way that may be retried.
     */
    public LeaderEpoch begin(Database source) {
        return beginWith(source);
    }

    /** As {@link #begin}, when the source is gone. */
    public LeaderEpoch beginAlone() {
        return beginWith(null);
    }

    private synchronized LeaderEpoch beginWith(@Nullable Database source) {
        try {
            DatabaseException before = lost;
            if (before != null && !regain()) {
                throw before;
            }
            lost = null;
            return raise(source);
        } catch (DatabaseException e) {
            lost = e.code() == ErrorCode.TARGET_UNREACHABLE ? e : null;
            throw e;
        }
    }

    private LeaderEpoch raise(@Nullable Database source) {
        Migration.readOrCreate(session);
        String former = session.doing("reading the former leader").queryText("SELECT run FROM replicator.leader_epoch");
        if (!former.isEmpty() && !former.equals(target.run())) {
            endSessions(session, former);
            if (source != null) {
                try (Session from = source.open(Role.CONTROL)) {
                    endSessions(from, former);
                }
            }
        }
        CommandQueue.forgetOthers(session, target.run());
        CutoverRecord.endUnended(session);
        LeaderEpoch raised = LeaderEpoch.raise(session, target.run(), source == null ? null : source.applicationPath());
        epoch = raised;
        return raised;
    }

    /**
     * Acquires the lock again after its connection was lost. Returns false while another session holds it, which may be the
     * lost one until the server notices. Throws {@link ErrorCode#LEADER_RUNNING} when somebody else has led meanwhile.
     */
    public synchronized boolean regain() {
        session.discard();
        session = target.open(Role.LEADER);
        if (!lock(session, replicates)) {
            return false;
        }
        LeaderEpoch mine = epoch;
        if (mine != null) {
            assertNobodyElseLed(mine);
        }
        regains++;
        return true;
    }

    private void assertNobodyElseLed(LeaderEpoch mine) {
        try {
            session.runInTransaction(() -> mine.onAnyServer().hold(session));
        } catch (ServerChanged e) {
            // the target lost the beginning of this leadership: whatever writes next finds that out, and leads anew
        }
    }

    /** How often the lock was lost for a while and acquired again. */
    public int regains() {
        return regains;
    }

    /**
     * Writes the state of the work, for {@code status} on any machine. Before it has begun to lead it only checks whether the
     * connection is alive: until then the report of the previous leader holds. Never overwrites the report of a later leader. Throws
     * when the connection is lost.
     *
     * @param name who leads; null when no replicator runs any more
     */
    public synchronized void report(
            @Nullable String name,
            Phase phase,
            @Nullable Duration behind,
            long bytesPerSecond,
            @Nullable String lastError) {
        if (epoch == null) {
            session.doing("looking whether the leader's connection is alive").queryLong("SELECT 1");
            return;
        }
        session.doing("reporting to the control schema")
                .update(
                        "UPDATE replicator.leader SET name = ?, phase = ?, seen_at = clock_timestamp(),"
                                + " synced_at = clock_timestamp() - ?::text::interval, bytes_per_second = ?, last_error = ?"
                                + " FROM replicator.leader_epoch AS e WHERE e.run = ?",
                        name,
                        phase.toString(),
                        behind == null ? null : behind.toMillis() + " milliseconds",
                        bytesPerSecond,
                        lastError,
                        target.run());
    }

    /**
     * Executes the commands that other sessions send to this run, reports, and then answers them, so that a sender that has
     * its answer finds the effect in the status. Throws when the connection is lost; commands that were taken then remain
     * without an answer.
     *
     * @param executor executes one command and returns the answer, or throws {@link ReplicatorException} to refuse it
     * @param report calls {@link #report}
     */
    public synchronized void serve(Function<Command, String> executor, Runnable report) {
        List<CommandQueue.Taken> taken = epoch == null ? List.of() : CommandQueue.take(session, target.run());
        List<CommandQueue.Answer> answers =
                taken.stream().map(one -> answer(one.command(), executor)).toList();
        report.run();
        for (int i = 0; i < taken.size(); i++) {
            CommandQueue.answer(session, taken.get(i), answers.get(i));
        }
    }

    private static CommandQueue.Answer answer(Command command, Function<Command, String> executor) {
        try {
            return new CommandQueue.Answer(true, executor.apply(command));
        } catch (ReplicatorException e) {
            return new CommandQueue.Answer(false, (e.getMessage() + " " + e.cure()).strip());
        }
    }

    /** The failure to lead a target that another session leads. */
    public ReplicatorException held() {
        return held(target);
    }

    /** Releases the leader lock; another replicator may acquire it at once. */
    @Override
    public synchronized void close() {
        try {
            LeaderLock.release(session);
        } catch (DatabaseException e) {
            // the lock is then released with the connection
        }
        session.discard();
    }

    private static boolean lock(Session session, boolean replicates) {
        boolean taken = false;
        try {
            taken = LeaderLock.take(session, replicates);
            return taken;
        } finally {
            if (!taken) {
                session.close();
            }
        }
    }

    /**
     * A replicator that died leaves statements running, for example an index build, which hold locks that the next one
     * needs.
     */
    private static void endSessions(Session session, String run) {
        session.doing("ending sessions of the former leader")
                .query(
                        SqlFile.of(Leader.class, "end_sessions.sql").text(),
                        row -> row.getBoolean(1),
                        Role.sessionsOf(run));
    }

    private static ReplicatorException held(Database target) {
        return new ReplicatorException(
                ErrorCode.LEADER_RUNNING,
                "Another replicator is running for the target " + target.settings() + ".",
                "Check it with 'replicator status'; stop it before you start another one.");
    }
}
