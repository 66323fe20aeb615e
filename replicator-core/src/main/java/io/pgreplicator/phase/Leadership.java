package io.pgreplicator.phase;

import io.pgreplicator.control.Leader;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds the leader lock while the work continues; every second it writes the status and executes commands on the leader's
 * connection. When that connection is lost, it acquires the lock again; when another replicator holds it or has held it
 * meanwhile, it stops the work. Thread-safe.
 */
final class Leadership implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LOST_SESSION = Duration.ofSeconds(90);

    private final Leader leader;
    private final StopSignal stop;
    private final StopSignal ended = new StopSignal();
    private final StatusBoard board;
    private final Inbox inbox;
    private final Retry retry;
    private final Thread thread = new Thread(this::run, "leader");
    private volatile @Nullable RuntimeException lost;
    private volatile @Nullable Ends begun;
    /** How often the lock had been regained when it was last known that nobody goes the other way, who may begin while it is lost. */
    private volatile int askedAt;

    private Leadership(Leader leader, Duration retryLimit, StopSignal stop, StatusBoard board, Inbox inbox) {
        this.leader = leader;
        this.stop = stop;
        this.board = board;
        this.inbox = inbox;
        this.retry = new Retry(retryLimit, ended, board);
        thread.setDaemon(true);
    }

    /** Acquires the leader lock at once or throws {@link io.pgreplicator.error.ErrorCode#LEADER_RUNNING}. */
    static Leadership take(Database target, Duration retryLimit, StopSignal stop, StatusBoard board, Inbox inbox) {
        var leadership = new Leadership(Leader.takeToReplicate(target), retryLimit, stop, board, inbox);
        board.arrive();
        leadership.thread.start();
        return leadership;
    }

    /** Begins to lead, as {@link Leader#begin}; the target of the returned databases can be written to. */
    Ends begin(Ends ends) {
        LeaderEpoch epoch = leader.begin(ends.source());
        begun = ends;
        if (leader.regains() != askedAt) {
            assertAlone(ends);
        }
        return ends.guardedBy(epoch);
    }

    /** Reports a last time and releases the leader lock; throws when the leadership was lost to another replicator. */
    @Override
    public void close() {
        ended.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException loss = lost;
        if (loss != null) {
            board.failed(loss);
        }
        board.leave();
        inbox.close();
        try {
            serveLast();
        } catch (ReplicatorException e) {
            // the last report is optional; the work itself has succeeded or reports its failure
            board.on(new ReplicationEvent.LastReportFailed(e.code(), String.valueOf(e.getMessage())));
        } finally {
            leader.close();
        }
        if (loss != null) {
            throw loss;
        }
    }

    /** Throws what has ended the leadership, if it has ended. */
    void assertHeld() {
        RuntimeException loss = lost;
        if (loss != null) {
            throw loss;
        }
    }

    /** The cause that ended the work may have broken the leader's connection as well. */
    private void serveLast() {
        try {
            serve();
        } catch (DatabaseException e) {
            if (lost != null || !leader.regain()) {
                throw e;
            }
            serve();
        }
    }

    private void serve() {
        leader.serve(inbox::execute, () -> board.report(leader));
    }

    private void run() {
        while (!ended.sleep(PERIOD)) {
            try {
                serve();
            } catch (RuntimeException e) {
                regain();
            }
            Ends both = begun;
            if (both != null && leader.regains() != askedAt && !ended.isStopped()) {
                askForOpposite(both);
            }
        }
    }

    private void regain() {
        try {
            retry.run("taking the leadership again", this::regainUnlessHeld);
        } catch (DatabaseException e) {
            if (!ended.isStopped()) {
                lose(e);
            }
        } catch (RuntimeException e) {
            lose(e);
        }
    }

    private void lose(RuntimeException cause) {
        lost = cause;
        ended.stop();
        stop.stop();
    }

    /** The lock may still be held by our own lost session, until the server notices. An end meanwhile is no loss. */
    private void regainUnlessHeld() {
        long deadline = System.nanoTime() + LOST_SESSION.toNanos();
        while (!leader.regain()) {
            if (System.nanoTime() > deadline) {
                throw leader.held();
            }
            if (ended.sleep(PERIOD)) {
                return;
            }
        }
    }

    /** Asked again while a database does not answer: nothing is carried meanwhile either, and the lock is not given up for it. */
    private void askForOpposite(Ends both) {
        try {
            assertAlone(both);
        } catch (DatabaseException e) {
            // not known yet
        } catch (RuntimeException e) {
            lose(e);
        }
    }

    private void assertAlone(Ends both) {
        int regains = leader.regains();
        try (Session from = both.source().open(Role.CONTROL);
                Session to = both.target().open(Role.CONTROL)) {
            Preflight.assertOppositeRests(from, to);
        }
        askedAt = regains;
    }
}
