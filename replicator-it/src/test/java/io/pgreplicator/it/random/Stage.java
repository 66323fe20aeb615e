package io.pgreplicator.it.random;

import io.pgreplicator.it.DatabasePair;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A pair of databases for one history after the other; a failure leaves it behind for a fresh one, and is printed, for the
 * shrinking that follows may end with another. Thread-safe: a shrinking that takes too long is left to itself.
 */
final class Stage implements AutoCloseable {
    private final int major;
    private final Tally tally;
    private @Nullable DatabasePair pair;

    Stage(int major, Tally tally) {
        this.major = major;
        this.tally = tally;
    }

    synchronized void play(Script script) throws SQLException, InterruptedException {
        DatabasePair present = pair == null ? DatabasePair.create(major, major) : pair;
        pair = present;
        try {
            HistoryRun.play(script, present, tally);
        } catch (SQLException | RuntimeException | AssertionError e) {
            System.out.println("A history failed: " + e.getMessage());
            close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (pair != null) {
            pair.close();
            pair = null;
        }
    }
}
