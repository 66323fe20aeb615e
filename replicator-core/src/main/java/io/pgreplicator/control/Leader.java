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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a target: an advisory lock held by a connection of its own, so that it ends with the process that
 * holds it. That connection alone raises the {@link LeaderEpoch}: whoever raises it has the lock at that moment. Thread-safe.
 */
public final class Leader implements AutoCloseable {
    private final Database target;
    private final boolean replicates;
    private Session session;
    private @Nullable LeaderEpoch epoch;
    private @Nullable DatabaseException lost;

    private Leader(Database target, Session session, boolean replicates) {
        this.target = target;
        this.session = session;
        this.replicates = replicates;
    }

    /**
     * Takes the leadership at once or throws {@link ErrorCode#LEADER_RUNNING}: to install or remove something. The target must not
     * be guarded.
     */
    public static Leader take(Database target) {
        return take(target, false);
    }

    /** As {@link #take}, to replicate: {@link #isReplicating} says so meanwhile. */
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

    /** Whether a replicator runs a migration into the session's database at this moment. */
    public static boolean isReplicating(Session target) {
        return LeaderLock.isReplicating(target);
    }

    /**
     * Begins to lead: ends what sessions the former leader has left on both sides, and raises the epoch, without which
     * nothing can be written to the target; creates the control schema if there is none. Waits for transactions of the
     * former leader for at most the lock timeout, then fails in a way that may be retried.
     */
    public synchronized LeaderEpoch begin(Database source) {
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

    private LeaderEpoch raise(Database source) {
        Migration.readOrCreate(session);
        String former = session.doing("reading the former leader").queryText("SELECT run FROM replicator.leader_epoch");
        if (!former.isEmpty() && !former.equals(target.run())) {
            endSessions(session, former);
            try (Session from = source.open(Role.CONTROL)) {
                endSessions(from, former);
            }
        }
        CommandQueue.forgetOthers(session, target.run());
        var raised = new LeaderEpoch(session.doing("taking over from the former leader")
                .query(
                        "UPDATE replicator.leader_epoch SET epoch = epoch + 1, run = ? RETURNING epoch",
                        row -> row.getLong(1),
                        target.run())
                .get(0));
        epoch = raised;
        return raised;
    }

    /**
     * Takes the lock again after its connection was lost. False while another session has it, which may be the lost one
     * until the server notices. Throws {@link ErrorCode#LEADER_RUNNING} when somebody else has led meanwhile.
     */
    public synchronized boolean regain() {
        session.discard();
        session = target.open(Role.LEADER);
        if (!lock(session, replicates)) {
            return false;
        }
        LeaderEpoch mine = epoch;
        if (mine != null) {
            session.runInTransaction(() -> mine.hold(session));
        }
        return true;
    }

    /**
     * Writes where the work stands, for {@code status} on any machine; before it has begun to lead it only finds out whether the
     * connection is alive, for what the former leader has reported still holds; and so does what a later one has. Throws when the
     * connection is lost.
     *
     * @param name who leads; null when nobody works any more
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
     * Does what other sessions ask of this run, reports, and then answers them, so that whoever has an answer finds it in the
     * status. Throws when the connection is lost, after which what was taken stays without an answer.
     *
     * @param executor does one command and returns the answer, or throws {@link ReplicatorException} to refuse it
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

    /** Gives up the leadership; the next one may be taken at once. */
    @Override
    public synchronized void close() {
        try {
            LeaderLock.release(session);
        } catch (DatabaseException e) {
            // it ends with the connection then
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

    /** A replicator that died leaves statements running, an index build for example, which hold what the next one needs. */
    private static void endSessions(Session session, String run) {
        session.doing("ending sessions of the former leader")
                .query(SqlFile.of(Leader.class, "end_sessions.sql").text(), row -> row.getBoolean(1), run);
    }

    private static ReplicatorException held(Database target) {
        return new ReplicatorException(
                ErrorCode.LEADER_RUNNING,
                "Another replicator is running for the target " + target.settings() + ".",
                "Check it with 'replicator status'; stop it before you start another one.");
    }
}
