package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Unchecked;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that make rows hard to compare: they delete rows and insert them again under the same key, in one transaction or in two,
 * change keys and change them back, move rows between partitions, update the same few rows in savepoints, write rows of a hundred
 * kilobytes, TRUNCATE, and write large transactions. Thread-safe.
 */
final class SoakClients implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int ROWS = 2000;
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "23505", "55P03");

    private static final String TABLES = """
            CREATE TABLE reborn (id int PRIMARY KEY, v text);
            CREATE TABLE renamed (k text, n int, v int, PRIMARY KEY (k, n));
            CREATE TABLE moved (id int, part int, v int, PRIMARY KEY (part, id)) PARTITION BY LIST (part);
            CREATE TABLE moved_0 PARTITION OF moved FOR VALUES IN (0);
            CREATE TABLE moved_1 PARTITION OF moved FOR VALUES IN (1) PARTITION BY RANGE (id);
            CREATE TABLE moved_1a PARTITION OF moved_1 FOR VALUES FROM (MINVALUE) TO (1000);
            CREATE TABLE moved_1b PARTITION OF moved_1 DEFAULT;
            CREATE TABLE hot (id int PRIMARY KEY, v bigint NOT NULL);
            CREATE TABLE large (id int PRIMARY KEY, v text);
            CREATE TABLE cleared (id bigserial PRIMARY KEY, v int);
            """;
    private static final String FIRST_ROWS = """
            INSERT INTO reborn SELECT g, 'first' FROM generate_series(0, 2000) AS g;
            INSERT INTO renamed SELECT 'k' || g, g, 0 FROM generate_series(0, 2000) AS g;
            INSERT INTO moved SELECT g, g % 2, 0 FROM generate_series(0, 2000) AS g;
            INSERT INTO hot SELECT g, 0 FROM generate_series(0, 4) AS g;
            INSERT INTO large SELECT g, repeat(md5(g::text), 3000) FROM generate_series(0, 50) AS g;
            """;

    /** Statements of one transaction; {@code :a} and {@code :b} are numbers of rows. */
    private static final List<String> TRANSACTIONS = List.of(
            "DELETE FROM reborn WHERE id = :a; INSERT INTO reborn VALUES (:a, 'again')",
            "DELETE FROM reborn WHERE id = :a; INSERT INTO reborn VALUES (:a, 'first')",
            "DELETE FROM reborn WHERE id = :a AND id <> 1",
            "INSERT INTO reborn VALUES (:a, 'late') ON CONFLICT (id) DO UPDATE SET v = reborn.v || '.'",
            "SAVEPOINT one; UPDATE reborn SET v = 'undone' WHERE id BETWEEN :a AND :a + 20; ROLLBACK TO one;"
                    + " UPDATE reborn SET v = 'kept' WHERE id = :b; RELEASE one",
            "UPDATE renamed SET k = k || '.', n = n + 10000 WHERE n = :a",
            "UPDATE renamed SET k = rtrim(k, '.'), n = n % 10000 WHERE n = :a + 10000",
            "UPDATE moved SET part = 1 - part WHERE id = :a",
            "UPDATE moved SET part = 1 - part, v = v + 1 WHERE id BETWEEN :a AND :a + 5",
            "UPDATE hot SET v = v + 1 WHERE id = :a % 5; SAVEPOINT two; UPDATE hot SET v = v - 1 WHERE id = :a % 5; RELEASE two",
            "UPDATE hot SET v = v + 1 WHERE id = :a % 5",
            "UPDATE large SET v = v || md5(:a::text) WHERE id = :a % 50",
            "DELETE FROM large WHERE id = :a % 50; INSERT INTO large VALUES (:a % 50, repeat(md5(:b::text), 3000))",
            "INSERT INTO cleared (v) SELECT :a FROM generate_series(1, 20)");

    private static final String TRUNCATE = "TRUNCATE cleared; INSERT INTO cleared (v) VALUES (:a)";
    private static final String MANY = "UPDATE reborn SET v = 'many' || :a WHERE id <> 1; UPDATE moved SET v = :a";

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong transactions = new AtomicLong();
    private volatile boolean stopped;

    static void createTables(Journey journey) throws SQLException {
        journey.onBoth(TABLES);
        journey.onSource(FIRST_ROWS);
    }

    static SoakClients start(Journey journey) {
        var clients = new SoakClients();
        for (int i = 0; i < CLIENTS; i++) {
            var random = new SplittableRandom(i);
            var thread = new Thread(() -> clients.work(journey, random), "soak-client-" + i);
            clients.threads.add(thread);
            thread.start();
        }
        return clients;
    }

    private void work(Journey journey, SplittableRandom random) {
        try (Connection connection = journey.pair.connectSource()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                transact(connection, random);
                Thread.sleep(random.nextInt(40));
            }
        } catch (SQLException e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void transact(Connection connection, SplittableRandom random) throws SQLException {
        int choice = random.nextInt(400);
        String sql = choice == 0 ? MANY : choice < 4 ? TRUNCATE : TRANSACTIONS.get(random.nextInt(TRANSACTIONS.size()));
        try {
            Journey.execute(
                    connection,
                    sql.replace(":a", Integer.toString(random.nextInt(ROWS)))
                            .replace(":b", Integer.toString(random.nextInt(ROWS))));
            connection.commit();
            transactions.incrementAndGet();
        } catch (SQLException e) {
            connection.rollback();
            if (!EXPECTED.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
        }
    }

    /** Transactions that were committed. */
    long transactions() {
        return transactions.get();
    }

    /** Ends the clients, each after its transaction. */
    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            Unchecked.run(thread::join);
        }
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() {
        stop();
    }
}
