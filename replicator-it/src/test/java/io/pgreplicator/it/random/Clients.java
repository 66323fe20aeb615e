package io.pgreplicator.it.random;

import io.pgreplicator.it.DatabasePair;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The application's connections to the source, one for each client. A statement that fails, or would wait for another
 * client's lock, takes its whole transaction back. Confined to one thread.
 */
final class Clients implements AutoCloseable {
    private static final String FAILED = "25P02";

    private final DatabasePair pair;
    private final Tally tally;
    private final Map<Integer, Connection> connections = new TreeMap<>();
    /** The open transactions, and whether each holds a table so that nobody can read it. */
    private final Map<Integer, Boolean> open = new TreeMap<>();
    /** The prepared transactions, likewise. */
    private final Map<String, Boolean> prepared = new TreeMap<>();

    Clients(DatabasePair pair, Tally tally) {
        this.pair = pair;
        this.tally = tally;
    }

    /** Runs the statement. Returns why it failed; empty when it did not. */
    String execute(int client, String sql) throws SQLException {
        Connection connection = connection(client);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            tally.add("rows changed", changed(statement));
            note(client, sql);
            return "";
        } catch (SQLException e) {
            try (Statement undo = connection.createStatement()) {
                undo.execute("ROLLBACK");
            }
            open.remove(client);
            tally.add("statements refused", 1);
            return FAILED.equals(e.getSQLState()) ? "rolled back" : String.valueOf(e.getMessage());
        }
    }

    /** Commits every transaction that is open or prepared. */
    void commitAll() throws SQLException {
        for (int client : new TreeSet<>(open.keySet())) {
            execute(client, "COMMIT");
        }
        for (String name : new TreeSet<>(prepared.keySet())) {
            commitPrepared(name);
        }
    }

    /** Commits the transactions that hold a table against readers, for nothing can be compared meanwhile. */
    void commitTruncating() throws SQLException {
        for (int client : new TreeSet<>(open.keySet())) {
            if (Boolean.TRUE.equals(open.get(client))) {
                execute(client, "COMMIT");
            }
        }
        for (String name : new TreeSet<>(prepared.keySet())) {
            if (Boolean.TRUE.equals(prepared.get(name))) {
                commitPrepared(name);
            }
        }
    }

    private void commitPrepared(String name) throws SQLException {
        String failure = execute(0, "COMMIT PREPARED " + name);
        if (!failure.isEmpty() && !failure.contains("does not exist")) {
            throw new SQLException("the prepared transaction " + name + " is left: " + failure);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }

    private void note(int client, String sql) {
        boolean truncating = Boolean.TRUE.equals(open.get(client));
        String[] words = sql.toUpperCase(Locale.ROOT).split(" ", -1);
        switch (words[0]) {
            case "BEGIN" -> open.putIfAbsent(client, false);
            case "COMMIT", "ROLLBACK" -> {
                if (words.length == 1) {
                    tally.add("transactions", open.remove(client) == null ? 0 : 1);
                } else if (words[1].equals("PREPARED")) {
                    tally.add("transactions", 1);
                    prepared.remove(words[2].toLowerCase(Locale.ROOT));
                }
            }
            case "PREPARE" -> {
                if (open.remove(client) != null) {
                    prepared.put(words[2].toLowerCase(Locale.ROOT), truncating);
                }
            }
            case "TRUNCATE" -> open.computeIfPresent(client, (key, former) -> true);
            default -> tally.add("transactions", open.containsKey(client) ? 0 : 1);
        }
    }

    private static long changed(Statement statement) throws SQLException {
        long rows = 0;
        for (long count = statement.getLargeUpdateCount(); count >= 0; count = statement.getLargeUpdateCount()) {
            rows += count;
            statement.getMoreResults();
        }
        return rows;
    }

    private Connection connection(int client) throws SQLException {
        Connection present = connections.get(client);
        if (present != null) {
            return present;
        }
        Connection connection = pair.connectSource();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '100ms'");
        }
        connections.put(client, connection);
        return connection;
    }
}
