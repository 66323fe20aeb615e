package io.pgreplicator.it.journey;

import io.pgreplicator.it.Unchecked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
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
 * An application that places orders and knows one address, the one in a file, as a dyno knows DATABASE_URL. When a write is refused it
 * closes its connection and reads the file again. It notes each order whose commit was acknowledged. Thread-safe.
 */
final class ShopApplication implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int PAUSE_MILLIS = 10;
    private static final int CUSTOMERS = 500;
    private static final String REFUSED = "25006";

    private final Path databaseUrl;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean over;

    ShopApplication(Path databaseUrl) {
        this.databaseUrl = databaseUrl;
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            var thread = new Thread(() -> work(client), "shop-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Whatever failed except for refused writes; empty when all is well. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many writes were refused because the side was closed. */
    long refused() {
        return refused.get();
    }

    /** The ids of orders whose commit was acknowledged. */
    Set<Long> acknowledged() {
        return new TreeSet<>(acknowledged);
    }

    /** Of the acknowledged orders, those that a database does not have. */
    Set<Long> lostIn(Connection database) throws SQLException {
        Set<Long> lost = acknowledged();
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM orders")) {
            while (row.next()) {
                lost.remove(row.getLong(1));
            }
        }
        return lost;
    }

    void awaitMore(int orders) {
        int enough = acknowledged.size() + orders;
        Awaitility.await().until(() -> !failures.isEmpty() || acknowledged.size() >= enough);
    }

    private void work(int client) {
        var random = new SplittableRandom(client);
        while (!over) {
            try (Connection connection = connect()) {
                connection.setAutoCommit(false);
                while (!over) {
                    placeOrder(connection, random.nextInt(CUSTOMERS) + 1);
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (SQLException e) {
                if (REFUSED.equals(e.getSQLState())) {
                    refused.incrementAndGet();
                    Unchecked.run(() -> Thread.sleep(PAUSE_MILLIS));
                } else {
                    failures.add(e.getSQLState() + " " + e.getMessage());
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Connection connect() throws SQLException {
        try {
            URI uri = URI.create(Files.readString(databaseUrl));
            String[] login = uri.getRawUserInfo().split(":", 2);
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), login[0], login[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void placeOrder(Connection connection, int customer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO orders (customer_id, total) VALUES (?, 9.95) RETURNING id");
                PreparedStatement update =
                        connection.prepareStatement("UPDATE customer SET orders = orders + 1 WHERE id = ?");
                Statement view = connection.createStatement()) {
            insert.setLong(1, customer);
            long id;
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                id = row.getLong(1);
            }
            update.setLong(1, customer);
            update.executeUpdate();
            view.executeUpdate("INSERT INTO page_view (path) VALUES ('/thanks')");
            connection.commit();
            acknowledged.add(id);
        }
    }

    /** Ends the clients after their current order; waits for that. */
    void stop() {
        over = true;
        threads.forEach(thread -> Unchecked.run(thread::join));
    }

    @Override
    public void close() {
        stop();
    }
}
