package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.PsqlPipe;
import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.report.Samples;
import java.io.IOException;
import java.sql.SQLException;

/** The initial copy with all indexes, against psql's COPY pipe with the indexes built after it. Immutable. */
final class CopyMeasurement implements Measurement {
    private static final String PART = "copy";
    private static final double MEGABYTE = 1e6;
    private static final int PIPES = 2;

    private final int rounds;

    CopyMeasurement(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public void measure(Bench bench, Figures figures) throws SQLException, IOException, InterruptedException {
        var pipe = new PsqlPipe(bench.source(), bench.target());
        double megabytes = pipe.textBytes() / MEGABYTE;
        figures.add(PART, "data as COPY text", megabytes, "MB");
        var pipes = new Samples();
        for (int round = 0; round < rounds; round++) {
            pipes.add(pipeSeconds(bench, pipe));
        }
        figures.add(PART, "psql pipe, then indexes: wall", pipes.median(), "s", pipes.toString());
        figures.add(PART, "psql pipe, then indexes: speed", megabytes / pipes.median(), "MB/s");
        var ours = new Samples();
        var cpu = new Samples();
        long peak = 0;
        for (int round = 0; round < rounds; round++) {
            Bench.Copied copied = bench.copy();
            ours.add(copied.seconds());
            cpu.add(copied.usage().cpuSeconds());
            peak = Math.max(peak, copied.usage().peakRssBytes());
        }
        figures.add(PART, "replicator: wall", ours.median(), "s", ours.toString());
        figures.add(PART, "replicator: speed", megabytes / ours.median(), "MB/s");
        figures.add(PART, "wall against psql pipe", ours.median() / pipes.median(), "x");
        figures.add(PART, "replicator: JVM CPU", cpu.median() / megabytes * 1000, "s/GB", cpu + " s");
        figures.add(PART, "replicator: peak RSS", peak / MEGABYTE, "MB");
    }

    private static double pipeSeconds(Bench bench, PsqlPipe pipe) throws SQLException, InterruptedException {
        bench.freshTarget();
        bench.data().createTables(bench.target());
        bench.servers().checkpoint();
        long start = System.nanoTime();
        pipe.copy(PIPES);
        long copied = System.nanoTime();
        bench.data().createIndexes(bench.target(), PIPES);
        long end = System.nanoTime();
        System.err.printf("psql pipe: rows %.1f s, indexes %.1f s%n", (copied - start) / 1e9, (end - copied) / 1e9);
        return (end - start) / 1e9;
    }
}
