package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.report.Samples;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.benchmarks.workload.MixedDataSet;
import io.pgreplicator.benchmarks.workload.TableSums;
import java.sql.SQLException;

/** How fast a backlog of changed keys that gathered while no replicator ran is brought over. Immutable. */
final class DrainMeasurement implements Measurement {
    private static final String PART = "drain";

    private final int rounds;

    DrainMeasurement(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public void measure(Bench bench, Figures figures) throws SQLException, InterruptedException {
        bench.catchUp();
        double idle = bench.catchUp();
        figures.add(PART, "start to caught up without backlog", idle, "s");
        var wall = new Samples();
        long keys = 0;
        for (int round = 0; round < rounds; round++) {
            keys = makeBacklog(bench);
            bench.servers().checkpoint();
            wall.add(bench.catchUp());
        }
        TableSums.requireEqual(bench.source(), bench.target());
        figures.add(PART, "changed keys", (double) keys, "keys");
        figures.add(PART, "start to caught up", wall.median(), "s", wall.toString());
        figures.add(PART, "drain", keys / wall.median(), "keys/s");
        figures.add(PART, "drain without the start", keys / Math.max(0.001, wall.median() - idle), "keys/s");
    }

    /** At scale 50 and factor 1: 300 000 accounts, 150 000 events, 100 000 memberships. */
    private static long makeBacklog(Bench bench) throws SQLException {
        MixedDataSet data = bench.data();
        try (Session session = Session.open(bench.source())) {
            return session.update("UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid <= "
                            + data.accounts() * 6 / 100)
                    + session.update("UPDATE events SET amount = coalesce(amount, 0) + 1,"
                            + " payload = payload || '{\"changed\": true}' WHERE id <= " + data.events() * 75 / 1000)
                    + session.update("UPDATE membership SET weight = coalesce(weight, 0) + 0.001 WHERE group_id < 500");
        }
    }
}
