package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.report.Figures;
import java.io.IOException;
import java.sql.SQLException;

/** One part of the end-to-end run; needs no other part to have run before. Confined to one thread. */
interface Measurement {
    /** Measures and adds what it has found. Blocks for as long as that takes. */
    void measure(Bench bench, Figures figures) throws SQLException, IOException, InterruptedException;
}
