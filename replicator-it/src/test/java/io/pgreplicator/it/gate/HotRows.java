package io.pgreplicator.it.gate;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.jdbc.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Clients that fight for five rows of table t: half of the transactions take a hot row and then one of their own, half the other
 * way round, with a short pause between. Thread-safe.
 */
final class HotRows implements AutoCloseable {
    private static final int HOT = 5;
    private static final int FIRST_OWN_ROW = 50;

    private final List<Thread> clients = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong transactions = new AtomicLong();
    private final boolean lockFirst;
    private volatile boolean over;

    HotRows(DatabasePair pair, int count, boolean lockFirst) {
        this.lockFirst = lockFirst;
        for (int i = 0; i < count; i++) {
            int client = i;
            var thread = new Thread(() -> work(pair, client), "hot-rows-" + i);
            clients.add(thread);
            thread.start();
        }
    }

    /** What went wrong for a client, as SQLSTATE and message. */
    List<String> failures() {
        return failures;
    }

    /** Transactions that hold the gate. */
    long inFlight(Session session) {
        return session.queryLong(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
                        + " AND mode = 'ShareLock' AND classid = replicator_capture.gate_key()::oid AND objid IN (1, 2)");
    }

    /** Blocks until so many more transactions were committed. */
    void awaitMore(long count) {
        long wanted = transactions.get() + count;
        Awaitility.await().until(() -> transactions.get() >= wanted || !failures.isEmpty());
    }

    private void work(DatabasePair pair, int client) {
        var random = new SplittableRandom(client);
        try (Connection connection = pair.connectSource();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!over) {
                int hot = 1 + random.nextInt(HOT);
                int own = FIRST_OWN_ROW + client;
                boolean hotFirst = random.nextBoolean();
                touch(statement, hotFirst ? hot : own);
                Thread.sleep(random.nextInt(3));
                touch(statement, hotFirst ? own : hot);
                connection.commit();
                transactions.incrementAndGet();
            }
        } catch (SQLException e) {
            failures.add(e.getSQLState() + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void touch(Statement statement, int id) throws SQLException {
        if (lockFirst) {
            statement.execute("SELECT v FROM t WHERE id = " + id + " FOR UPDATE");
        }
        statement.execute("UPDATE t SET v = v + 1 WHERE id = " + id);
    }

    @Override
    public void close() {
        over = true;
        clients.forEach(client -> Unchecked.run(client::join));
    }
}
