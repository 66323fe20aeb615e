package io.pgreplicator.it.journey;

import static org.awaitility.Awaitility.await;

import io.pgreplicator.it.PgBouncer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An application behind {@link PgBouncer}, whose clients share sessions of the server. Confined to the test thread.
 */
final class PooledApplication implements AutoCloseable {
    /** What {@link #sessions} says of a session in which nobody set anything, prepared a statement or left a lock. */
    static final String UNTOUCHED = "prepared: 0, temporary: 0, locks: 0, set: ";

    private static final int CLIENTS = 3;

    /** Leaves out settings that PgBouncer itself keeps apart for each client. */
    private static final String STATE = """
            WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(4711))
            SELECT pg_backend_pid(), format('prepared: %s, temporary: %s, locks: %s, set: %s',
                (SELECT count(*) FROM pg_prepared_statements),
                (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
                (SELECT count(*) FROM pg_locks
                    WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid <> 4711),
                (SELECT string_agg(name || '=' || setting, ', ' ORDER BY name) FROM pg_settings
                    WHERE source = 'session' AND name NOT IN
                        ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings')))
            FROM held""";

    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"
            + " AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final String uri;
    private final Connection direct;

    /** {@code direct}: a session of its own on the same database. */
    PooledApplication(String uri, Connection direct) {
        this.uri = uri;
        this.direct = direct;
    }

    /** The state of the pool's sessions by their process: of as many as there are clients, each held by one of them. */
    Map<Integer, String> sessions() throws SQLException, ExecutionException, InterruptedException {
        var states = new TreeMap<Integer, String>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (Statement holder = direct.createStatement()) {
            holder.execute("SELECT pg_advisory_lock(4711)");
            var asked = new ArrayList<Future<Map.Entry<Integer, String>>>();
            for (int i = 0; i < CLIENTS; i++) {
                Callable<Map.Entry<Integer, String>> client = this::ask;
                asked.add(clients.submit(client));
            }
            await().until(() -> count(holder) == CLIENTS);
            holder.execute("SELECT pg_advisory_unlock(4711)");
            for (Future<Map.Entry<Integer, String>> one : asked) {
                states.put(one.get().getKey(), one.get().getValue());
            }
            return states;
        } finally {
            clients.shutdownNow();
        }
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(WAITING)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Map.Entry<Integer, String> ask() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            return Map.entry(row.getInt(1), row.getString(2));
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(uri.replaceFirst(
                "postgresql://([^:]*):([^@]*)@(.*)",
                "jdbc:postgresql://$3?user=$1&password=$2&preferQueryMode=simple&assumeMinServerVersion=10"));
    }

    @Override
    public void close() throws SQLException {
        direct.close();
    }
}
