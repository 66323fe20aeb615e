package io.pgreplicator.it.journey;

import io.pgreplicator.it.DatabasePair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes small transactions to {@code t} and {@code u} of a source until it is closed. Thread-safe. */
final class StandbyWriter implements AutoCloseable {
    private static final String TRANSACTION = """
            DO $$DECLARE n int := 1 + random() * 1200;
            BEGIN
                UPDATE u SET v = 'written ' || n WHERE id = n;
                DELETE FROM u WHERE id = n + 1;
                INSERT INTO u VALUES (n + 2, 'back') ON CONFLICT (id) DO UPDATE SET v = u.v || 'x';
                UPDATE t SET v = v + 1 WHERE id = n / 10;
            END$$
            """;

    private final Thread thread;
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final AtomicLong transactions = new AtomicLong();
    private volatile boolean closed;

    StandbyWriter(DatabasePair pair) {
        thread = new Thread(
                () -> {
                    try (Connection connection = pair.connectSource()) {
                        while (!closed) {
                            Journey.execute(connection, TRANSACTION);
                            transactions.incrementAndGet();
                            Thread.sleep(20);
                        }
                    } catch (SQLException e) {
                        failure.set(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Those committed so far. */
    long transactions() {
        return transactions.get();
    }

    /** Ends after the present transaction; throws what went wrong. */
    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SQLException found = failure.get();
        if (found != null) {
            throw found;
        }
    }
}
