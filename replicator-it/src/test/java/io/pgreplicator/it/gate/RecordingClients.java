package io.pgreplicator.it.gate;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Unchecked;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * Clients that note each commit that was acknowledged: in one transaction each inserts a row into {@code noted} and {@code
 * noted_too}, and updates one of a few rows that all fight for. A third of them reads a snapshot first, a third uses savepoints;
 * all have a lock timeout of 5 s. Thread-safe.
 */
final class RecordingClients implements AutoCloseable {
    private static final String TABLES = """
            CREATE TABLE noted (id bigint PRIMARY KEY, client int NOT NULL);
            CREATE TABLE noted_too (id bigint PRIMARY KEY, note text NOT NULL);
            CREATE TABLE hot (id int PRIMARY KEY, n bigint NOT NULL);
            """;
    private static final String ROWS = "INSERT INTO hot SELECT g, 0 FROM generate_series(1, 5) AS g";

    private static final String REFUSED = "25006";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final int HOT = 5;
    private static final int PAUSE_MILLIS = 10;
    private static final long PER_CLIENT = 1_000_000;

    private final DatabasePair pair;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final boolean moving;
    private volatile boolean over;

    /** Two databases with the tables of the clients, and the rows that they fight for. */
    static DatabasePair databases(int from, int to) throws SQLException {
        DatabasePair pair = DatabasePair.create(from, to);
        execute(pair.connectSource(), TABLES + ROWS);
        execute(pair.connectTarget(), TABLES);
        return pair;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Clients of the source. */
    RecordingClients(DatabasePair pair, int count) {
        this(pair, count, false);
    }

    /** Clients that go to the other side whenever the gate refuses them, as applications do that know both. */
    static RecordingClients moving(DatabasePair pair, int count) {
        return new RecordingClients(pair, count, true);
    }

    private RecordingClients(DatabasePair pair, int count, boolean moving) {
        this.pair = pair;
        this.moving = moving;
        for (int i = 0; i < count; i++) {
            int client = i;
            var thread = new Thread(() -> work(client), "recording-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** The ids of rows whose commit was acknowledged. */
    Set<Long> acknowledged() {
        return new TreeSet<>(acknowledged);
    }

    /** The ids of the rows that a table of the target has. */
    Set<Long> arrived(String table) throws SQLException {
        return ids(pair.connectTarget(), table);
    }

    /** The ids of the rows that a table of the source has. */
    Set<Long> present(String table) throws SQLException {
        return ids(pair.connectSource(), table);
    }

    private static Set<Long> ids(Connection database, String table) throws SQLException {
        var ids = new TreeSet<Long>();
        try (database;
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + table)) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** What went wrong for a client other than being refused by the gate, as SQLSTATE and message. */
    List<String> failures() {
        return failures;
    }

    /** How many clients the gate has refused, each of which ended with it. */
    long refused() {
        return refused.get();
    }

    /** The longest transaction that was acknowledged, in milliseconds. */
    long longestMillis() {
        return longestNanos.get() / 1_000_000;
    }

    /** Blocks until so many more commits were acknowledged. */
    void awaitMore(int count) {
        int wanted = acknowledged.size() + count;
        Awaitility.await().until(() -> acknowledged.size() >= wanted || !failures.isEmpty());
    }

    private void work(int client) {
        var random = new SplittableRandom(client);
        boolean source = true;
        long n = 1;
        try {
            while (n > 0 && !over) {
                n = workOn(source, client, n, random);
                source = !source;
            }
        } catch (SQLException e) {
            failures.add(e.getSQLState() + " " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the number with which to go on at the other side; 0 when there is no other one. */
    private long workOn(boolean source, int client, long first, SplittableRandom random)
            throws SQLException, InterruptedException {
        long n = first;
        try (Connection connection = source ? pair.connectSource() : pair.connectTarget();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '5s'");
            connection.setAutoCommit(false);
            while (!over) {
                Thread.sleep(PAUSE_MILLIS);
                n++;
                commit(connection, statement, client, client * PER_CLIENT + n, random);
            }
        } catch (SQLException e) {
            if (!REFUSED.equals(e.getSQLState())) {
                throw e;
            }
            refused.incrementAndGet();
        }
        return moving ? n : 0;
    }

    private void commit(Connection connection, Statement statement, int client, long id, SplittableRandom random)
            throws SQLException {
        long begunNanos = System.nanoTime();
        try {
            if (client % 3 == 0) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM hot");
            }
            statement.execute("INSERT INTO noted VALUES (" + id + ", " + client + ")");
            if (client % 3 == 1) {
                statement.execute("SAVEPOINT a; INSERT INTO noted_too VALUES (" + id + ", 'a'); SAVEPOINT b");
            } else {
                statement.execute("INSERT INTO noted_too VALUES (" + id + ", 'b')");
            }
            String hot = " WHERE id = " + (1 + random.nextInt(HOT));
            if (client % 2 == 0) {
                statement.execute("SELECT n FROM hot" + hot + " FOR UPDATE");
            }
            statement.execute("UPDATE hot SET n = n + 1" + hot);
            connection.commit();
            acknowledged.add(id);
            longestNanos.accumulateAndGet(System.nanoTime() - begunNanos, Math::max);
        } catch (SQLException e) {
            if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
        }
    }

    /** Ends them after their current transaction; waits for that. */
    void stop() {
        over = true;
        threads.forEach(thread -> Unchecked.run(thread::join));
    }

    @Override
    public void close() {
        stop();
    }
}
