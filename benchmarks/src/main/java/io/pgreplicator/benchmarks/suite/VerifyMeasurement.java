package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.ReplicatorProcess;
import io.pgreplicator.benchmarks.peer.ServerUsage;
import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.benchmarks.workload.MixedDataSet;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What it costs to compare every row of both sides, which are equal and idle: as fast as it goes, and at the load that {@code verify}
 * has by default. Immutable.
 */
final class VerifyMeasurement implements Measurement {
    private static final String PART = "verify";
    private static final double GIGABYTE = 1e9;
    private static final double MICROS = 1e6;

    @Override
    public void measure(Bench bench, Figures figures) throws SQLException, InterruptedException {
        bench.catchUp();
        long rows = 0;
        long bytes = 0;
        try (Session source = Session.open(bench.source())) {
            for (String table : MixedDataSet.TABLES) {
                rows += source.number("SELECT count(*) FROM " + table);
                bytes += source.number("SELECT pg_table_size('" + table + "')");
            }
        }
        figures.add(PART, "tables of the source", bytes / GIGABYTE, "GB", rows + " rows");
        verify(bench, figures, rows, "full load", "--load", "1", "--streams", Integer.toString(bench.streams()));
        verify(bench, figures, rows, "default load");
    }

    private static void verify(Bench bench, Figures figures, long rows, String name, String... flags)
            throws SQLException, InterruptedException {
        bench.servers().checkpoint();
        try (Connection source = bench.servers().superuserOfSource();
                Connection target = bench.servers().superuserOfTarget()) {
            double sourceBefore = ServerUsage.cpuSeconds(source);
            double targetBefore = ServerUsage.cpuSeconds(target);
            ReplicatorProcess process = bench.replicator().verifyRows(flags);
            double seconds = process.awaitSuccess();
            double sourceCpu = ServerUsage.cpuSeconds(source) - sourceBefore;
            double targetCpu = ServerUsage.cpuSeconds(target) - targetBefore;
            figures.add(PART, name + ": wall", seconds, "s");
            figures.add(PART, name + ": speed", rows / seconds, "rows/s");
            figures.add(PART, name + ": source CPU", sourceCpu, "s", perRow(sourceCpu, rows));
            figures.add(PART, name + ": target CPU", targetCpu, "s", perRow(targetCpu, rows));
            figures.add(PART, name + ": JVM CPU", process.usage().cpuSeconds(), "s");
            figures.add(PART, name + ": source CPU of the time", 100 * sourceCpu / seconds, "% of a core");
        }
    }

    private static String perRow(double seconds, long rows) {
        return String.format("%.1f us a row", seconds * MICROS / Math.max(1, rows));
    }
}
