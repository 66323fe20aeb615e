package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.ReplicatorProcess;
import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.workload.HeartbeatProbe;
import io.pgreplicator.benchmarks.workload.Pgbench;
import io.pgreplicator.benchmarks.workload.TableSums;
import java.sql.SQLException;
import org.HdrHistogram.Histogram;

/** The lag while the replicator follows pgbench at half of the rate that it reaches alone. Immutable. */
final class LagMeasurement implements Measurement {
    private static final String PART = "lag";
    private static final double MICROS_PER_MILLI = 1000;
    private static final int WARM_UP_SECONDS = 5;

    private final int clients;
    private final int seconds;
    private final int maximumSeconds;

    LagMeasurement(int clients, int seconds, int maximumSeconds) {
        this.clients = clients;
        this.seconds = seconds;
        this.maximumSeconds = maximumSeconds;
    }

    @Override
    public void measure(Bench bench, Figures figures) throws SQLException, InterruptedException {
        bench.ensureCopied();
        double maximum = new Pgbench().tps(bench.source(), clients, maximumSeconds);
        figures.add(PART, "pgbench's maximum, capture on", maximum, "tps");
        bench.catchUp();
        bench.servers().checkpoint();
        ReplicatorProcess replicator = bench.replicator().run();
        try {
            follow(bench, replicator, Math.max(1, (int) (maximum / 2)), figures);
            replicator.stop();
        } finally {
            replicator.kill();
        }
        bench.catchUp();
        TableSums.requireEqual(bench.source(), bench.target());
    }

    private void follow(Bench bench, ReplicatorProcess replicator, int rate, Figures figures)
            throws SQLException, InterruptedException {
        // a beat that arrives shows that it follows
        new HeartbeatProbe(bench.source(), bench.target()).run(0, 1);
        var pgbench = new Pgbench();
        Process load = pgbench.start(bench.source(), clients, WARM_UP_SECONDS + seconds, rate);
        double cpuBefore = replicator.usage().cpuSeconds();
        Histogram lag;
        try {
            lag = new HeartbeatProbe(bench.source(), bench.target()).run(WARM_UP_SECONDS, seconds);
            figures.add(PART, "load while following", pgbench.await(load), "tps", "asked for " + rate);
        } finally {
            load.destroy();
        }
        double cpu = replicator.usage().cpuSeconds() - cpuBefore;
        figures.add(PART, "lag p50", lag.getValueAtPercentile(50) / MICROS_PER_MILLI, "ms");
        figures.add(PART, "lag p99", lag.getValueAtPercentile(99) / MICROS_PER_MILLI, "ms");
        figures.add(PART, "lag max", lag.getMaxValue() / MICROS_PER_MILLI, "ms", lag.getTotalCount() + " beats");
        figures.add(PART, "replicator: JVM CPU", cpu / (WARM_UP_SECONDS + seconds) * 100, "% of a core");
    }
}
