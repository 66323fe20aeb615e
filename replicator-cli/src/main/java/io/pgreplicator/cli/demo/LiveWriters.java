package io.pgreplicator.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The application: threads that write without a pause until they are stopped, first to the source, and to the other side from the
 * moment on in which a side refuses them. Two that write the same row may get a deadlock or a duplicate, as in any application;
 * such a transaction is abandoned. Any other error is kept, because the replicator would have caused it. Thread-safe.
 */
final class LiveWriters implements AutoCloseable {
    static final int COUNT = 4;

    private static final List<String> ORDINARY_CONFLICTS = List.of("23503", "23505", "40001", "40P01");
    private static final String REFUSED = "25006";
    private static final long THINK_MILLIS = 5;

    private final DemoServers servers;
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong onTarget = new AtomicLong();

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private LiveWriters(DemoServers servers) {
        this.servers = servers;
    }

    /** Starts them; each has a connection and a seeded sequence of random numbers of its own. */
    static LiveWriters start(DemoServers servers) throws SQLException {
        var writers = new LiveWriters(servers);
        for (int number = 1; number <= COUNT; number++) {
            Connection connection = servers.source();
            var application = new ShopApplication(connection, number);
            var thread = new Thread(() -> writers.writeOn(application, connection), "writer-" + number);
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

    /** Of these, on the target. */
    long onTarget() {
        return onTarget.get();
    }

    /** How long the longest of them took since this was last asked, with the time in which both sides refused it, in milliseconds. */
    long longestMillis() {
        return longestNanos.getAndSet(0) / 1_000_000;
    }

    /** Rows these transactions inserted, updated or deleted. */
    long rows() {
        return rows.get();
    }

    /** Whether one of them has failed: {@link #stop} throws that. */
    boolean hasFailed() {
        return failure.get() != null;
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

    private void writeOn(ShopApplication application, Connection source) {
        Connection connection = source;
        boolean target = false;
        long begunNanos = System.nanoTime();
        try {
            while (!stopped) {
                if (write(application, connection)) {
                    longestNanos.accumulateAndGet(System.nanoTime() - begunNanos, Math::max);
                    onTarget.addAndGet(target ? 1 : 0);
                    Thread.sleep(THINK_MILLIS);
                    begunNanos = System.nanoTime();
                } else {
                    connection.close();
                    target = !target;
                    connection = target ? servers.target() : servers.source();
                    application.moveTo(connection);
                }
            }
            connection.close();
        } catch (SQLException | InterruptedException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** False when this side refuses it: the other one takes it, or is about to. */
    private boolean write(ShopApplication application, Connection connection) throws SQLException {
        try {
            int changed = application.transaction();
            connection.commit();
            transactions.incrementAndGet();
            rows.addAndGet(changed);
        } catch (SQLException e) {
            if (!ORDINARY_CONFLICTS.contains(e.getSQLState()) && !REFUSED.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            return !REFUSED.equals(e.getSQLState());
        }
        return true;
    }
}
