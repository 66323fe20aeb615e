package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Everything that writes on the source during an acceptance run: pgbench and the writers. Confined to one thread. */
public final class LiveLoad implements AutoCloseable {
    private static final int ONE_WEEK_SECONDS = 604_800;
    private static final int END_SECONDS = 30;

    private final Login source;
    private final Process pgbench;
    private final MixedWriters writers;
    private boolean closed;

    private LiveLoad(Login source, Process pgbench, MixedWriters writers) {
        this.source = source;
        this.pgbench = pgbench;
        this.writers = writers;
    }

    /**
     * Starts to write and returns.
     *
     * @param ratePerSecond transactions per second of pgbench, or 0 for as many as possible
     */
    public static LiveLoad start(ServerPair servers, MixedDataSet data, int clients, int ratePerSecond, int writers) {
        Process pgbench = new Pgbench().start(servers.source(), clients, ONE_WEEK_SECONDS, ratePerSecond);
        var mixed = MixedWriters.start(data, servers.source(), servers.reporter(), writers, data.seed());
        return new LiveLoad(servers.source(), pgbench, mixed);
    }

    /** What has stopped writing although nobody told it to; empty while all is well. */
    public List<String> failures() {
        var failures = new ArrayList<>(writers.failures());
        if (!closed && !pgbench.isAlive()) {
            failures.add("pgbench has ended with exit code " + pgbench.exitValue());
        }
        return failures;
    }

    /** What was written, in words. */
    public String volume() throws SQLException {
        try (Session session = Session.open(source)) {
            return session.number("SELECT count(*) FROM pgbench_history") + " transactions of pgbench and "
                    + writers.commits() + " of the writers";
        }
    }

    /** Ends everything without waiting; does nothing after {@link #stop}. */
    @Override
    public void close() {
        closed = true;
        pgbench.destroy();
        writers.askToStop();
    }

    /** Ends everything; no transaction of theirs is open when it returns. */
    public void stop() throws SQLException, InterruptedException {
        close();
        writers.stop();
        pgbench.waitFor();
        try (Session session = Session.open(source)) {
            for (int i = 0; i < END_SECONDS * 10; i++) {
                if (session.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgbench'") == 0) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new HarnessException("sessions of pgbench are still on the source " + END_SECONDS + " s after its end");
    }
}
