package io.pgreplicator.it;

import java.sql.SQLException;

/** Work inside of a lambda that may throw nothing that is checked. Stateless, thread-safe. */
public final class Unchecked {
    private Unchecked() {}

    /** What a test does at a place, or waits for. */
    public interface Work {
        void run() throws SQLException, InterruptedException;
    }

    /** Does the work; an interruption ends it and stays noted. */
    public static void run(Work work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
