package io.pgreplicator.it.random;

import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One pair of servers under the kit's workload for as long as it takes, with a fault every few seconds. Confined to one
 * thread.
 */
final class LongLivedPair implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final List<String> BREAKS = List.of("cut", "kill", "stall", "black hole");

    private final PostgresServer source;
    private final PostgresServer target;
    private final DatabasePair pair;
    private final FaultyReplicator replicator;
    private final SplittableRandom random;
    private final Tally tally;

    LongLivedPair(int sourceMajor, int targetMajor, long seed, Tally tally) throws SQLException {
        this.source = PostgresServers.start(sourceMajor);
        this.target = PostgresServers.start(targetMajor);
        source.createSourceDatabase("soak");
        target.createTargetDatabase("soak");
        this.pair = new DatabasePair(source, "soak", target, "soak");
        this.random = new SplittableRandom(seed);
        this.tally = tally;
        try (Connection from = pair.connectSource();
                Connection to = pair.connectTarget()) {
            Workload.createSchema(from);
            Workload.createSchema(to);
            Workload.insertRows(from);
        }
        this.replicator = new FaultyReplicator(pair, tally);
    }

    /** Writes and breaks things for that long, lets everything arrive, and compares. */
    void live(Duration period) throws SQLException, InterruptedException {
        long end = System.nanoTime() + period.toNanos();
        var options = WorkloadOptions.of(random.nextLong(), CLIENTS).pausing(Duration.ofMillis(10));
        try (Workload workload = Workload.start(pair.writerUris(), options)) {
            while (System.nanoTime() < end) {
                replicator.revive();
                Thread.sleep(1000 + random.nextInt(3000));
                fault(random.nextInt(40));
            }
            stop(workload);
            tally.add("workload transactions", workload.transactions());
            tally.add("workload rows changed", workload.rowsChanged());
        }
        replicator.catchUp();
        compare();
    }

    @Override
    public void close() {
        replicator.close();
        source.close();
        target.close();
    }

    private void fault(int dice) throws SQLException, InterruptedException {
        if (dice < 24) {
            replicator.fault(random.nextBoolean(), BREAKS.get(random.nextInt(BREAKS.size())));
        } else if (dice < 30) {
            replicator.dieAt(Histories.PLACES.get(random.nextInt(Histories.PLACES.size())));
        } else if (dice < 34) {
            tally.add("fault: restart", 1);
            replicator.stop();
            replicator.start();
        } else if (dice >= 36) {
            replicator.sleepAt(Histories.ROUND_PLACES.get(random.nextInt(Histories.ROUND_PLACES.size())));
        } else if (dice == 34) {
            crash(source);
        } else if (dice == 35) {
            crash(target);
        }
    }

    /** A writer that does not end may wait for the replicator: the failure says who waits for whom on the source. */
    private void stop(Workload workload) throws SQLException {
        try {
            workload.stop();
        } catch (AssertionError e) {
            try (Connection superuser = pair.sourceSuperuser();
                    Statement statement = superuser.createStatement();
                    ResultSet sessions = statement.executeQuery(
                            "SELECT string_agg(format('%s waits for %s: %s', pid, pg_blocking_pids(pid), activity), E'\\n')"
                                    + " FROM pg_stat_activity activity WHERE datname = current_database()")) {
                sessions.next();
                e.addSuppressed(new IllegalStateException("sessions of the source\n" + sessions.getString(1)));
            }
            throw e;
        }
    }

    private void crash(PostgresServer server) {
        tally.add("fault: server crash", 1);
        server.stopImmediately();
        server.startAgain();
    }

    private void compare() throws SQLException {
        try (Connection from = pair.sourceSuperuser();
                Connection to = pair.targetSuperuser()) {
            DatabaseDiff diff = DatabaseDiff.compare(from, to, DiffOptions.replicated());
            tally.add("comparisons", 1);
            tally.add("rows compared", diff.rows());
            diff.assertIdentical();
        }
    }
}
