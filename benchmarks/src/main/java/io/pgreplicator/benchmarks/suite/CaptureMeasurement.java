package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.report.Samples;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.benchmarks.workload.Pgbench;
import java.sql.SQLException;

/**
 * What the capture triggers cost the application: tps of pgbench and the time and WAL of one large UPDATE, each with
 * and without them in turn; and what the disarmed gate costs of that. No replicator runs meanwhile, so that nothing but the
 * triggers differs. Immutable.
 */
final class CaptureMeasurement implements Measurement {
    private static final String PART = "capture";
    private static final long UPDATE_ROWS = 500_000;
    private static final int WARM_UPS = 2;

    private final int clients;
    private final int seconds;
    private final int rounds;

    CaptureMeasurement(int clients, int seconds, int rounds) {
        this.clients = clients;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    @Override
    public void measure(Bench bench, Figures figures) throws SQLException, InterruptedException {
        bench.ensureCopied();
        CaptureTriggers triggers = CaptureTriggers.all(bench.source());
        bench.spoil();
        measureTps(bench, triggers, "capture", figures);
        triggers.set(true);
        CaptureTriggers gate = CaptureTriggers.ofGate(bench.source());
        measureTps(bench, gate, "the gate", figures);
        gate.set(true);
        // its own vacuum runs between the measurements; the server's would run into some of them
        Session.execute(bench.source(), "ALTER TABLE pgbench_accounts SET (autovacuum_enabled = off)");
        measureUpdate(bench, triggers, figures);
        Session.execute(bench.source(), "ALTER TABLE pgbench_accounts RESET (autovacuum_enabled)");
    }

    private void measureTps(Bench bench, CaptureTriggers triggers, String name, Figures figures)
            throws SQLException, InterruptedException {
        var with = new Samples();
        var without = new Samples();
        for (int round = 0; round < rounds; round++) {
            // the first place changes hands each round, against drift
            boolean first = round % 2 == 0;
            for (boolean present : new boolean[] {first, !first}) {
                triggers.set(present);
                bench.servers().checkpoint();
                vacuum(bench, "pgbench_branches, pgbench_tellers");
                (present ? with : without).add(new Pgbench().tps(bench.source(), clients, seconds));
            }
        }
        figures.add(PART, "pgbench without " + name, without.median(), "tps", without.toString());
        figures.add(PART, "pgbench with " + name, with.median(), "tps", with.toString());
        Samples ratios = with.over(without);
        figures.add(PART, "tps with / without " + name, ratios.median(), "x", ratios.toString());
    }

    private void measureUpdate(Bench bench, CaptureTriggers triggers, Figures figures)
            throws SQLException, InterruptedException {
        long rows = Math.min(UPDATE_ROWS, bench.data().accounts());
        var with = new UpdateSamples();
        var without = new UpdateSamples();
        // from here to the last sample no checkpoint: full-page images would drown what capture writes
        bench.servers().checkpoint();
        for (int i = 0; i < WARM_UPS; i++) {
            new UpdateSamples().add(bench, rows);
        }
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            for (boolean captured : new boolean[] {first, !first}) {
                triggers.set(captured);
                (captured ? with : without).add(bench, rows);
            }
        }
        figures.add(PART, "rows of one UPDATE", (double) rows, "rows");
        figures.add(PART, "UPDATE without capture", without.time.median(), "s", without.time.toString());
        figures.add(PART, "UPDATE with capture", with.time.median(), "s", with.time.toString());
        Samples ratios = with.time.over(without.time);
        figures.add(PART, "UPDATE with / without", ratios.median(), "x", ratios.toString());
        figures.add(PART, "WAL of UPDATE without capture", without.wal.median(), "bytes/row", without.wal.toString());
        Samples extra = with.wal.minus(without.wal);
        figures.add(PART, "WAL of capture", extra.median(), "bytes/row", extra.toString());
    }

    private static void vacuum(Bench bench, String tables) throws SQLException {
        Session.execute(bench.source(), "VACUUM " + tables);
    }

    /** Seconds and WAL bytes per row of one UPDATE; confined to one thread. */
    private static final class UpdateSamples {
        private final Samples time = new Samples();
        private final Samples wal = new Samples();

        void add(Bench bench, long rows) throws SQLException {
            vacuum(bench, "pgbench_accounts");
            try (Session session = Session.open(bench.source())) {
                String before = session.text("SELECT pg_current_wal_insert_lsn()");
                long start = System.nanoTime();
                long updated =
                        session.update("UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid <= " + rows);
                time.add((System.nanoTime() - start) / 1e9);
                long bytes = session.number("SELECT pg_current_wal_insert_lsn() - '" + before + "'::pg_lsn");
                wal.add((double) bytes / updated);
            }
        }
    }
}
