package io.pgreplicator.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The application: threads that write to the source without a pause until they are stopped. Two that write the same row may
 * get a deadlock or a duplicate, as in any application; such a transaction is abandoned. Any other error is kept, because
 * the replicator would have caused it. Thread-safe.
 */
final class LiveWriters implements AutoCloseable {
    static final int COUNT = 4;

    private static final List<String> ORDINARY_CONFLICTS = List.of("23503", "23505", "40001", "40P01");
    private static final long THINK_MILLIS = 5;

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private LiveWriters() {}

    /** Starts them; each has a connection and a seeded sequence of random numbers of its own. */
    static LiveWriters start(DemoServers servers) throws SQLException {
        var writers = new LiveWriters();
        for (int number = 1; number <= COUNT; number++) {
            Connection connection = servers.source();
            var application = new ShopApplication(connection, number);
            var thread = new Thread(() -> writers.write(application, connection), "writer-" + number);
            thread.setDaemon(true);
            thread.start();
            writers.threads.add(thread);
        }
        return writers;
    }

    /** Transactions committed so far. */
    long transactions() {
        return transactions.get();
    }

    /** Rows these transactions inserted, updated or deleted. */
    long rows() {
        return rows.get();
    }

    /** Stops them and waits for their last commits. Throws the failure of any of them. */
    void stop() throws Exception {
        close();
        Exception first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(ShopApplication application, Connection connection) {
        try (connection) {
            while (!stopped) {
                writeOnce(application, connection);
                Thread.sleep(THINK_MILLIS);
            }
        } catch (SQLException | InterruptedException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void writeOnce(ShopApplication application, Connection connection) throws SQLException {
        try {
            int changed = application.transaction();
            connection.commit();
            transactions.incrementAndGet();
            rows.addAndGet(changed);
        } catch (SQLException e) {
            if (!ORDINARY_CONFLICTS.contains(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
        }
    }
}
