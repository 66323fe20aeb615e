package io.pgreplicator.jdbc;

import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.sql.SqlFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Finds out whether connections are sessions of one server before anything is set in one. Holds several connections at once
 * and queries the backend of each, in plain queries that leave nothing behind: no setting, no prepared statement, no
 * transaction. One connection is enough if the first one has reached exactly the address that was dialled.
 *
 * <p>A server reports to each client the backend that will serve it; a pooler reports a number of its own. Behind a pooler
 * each connection must keep its backend, and share it with no other; and a session-level advisory lock of a closed
 * connection must be released, because a session that is reused with its locks is reused with its settings. Confined to one
 * thread.
 */
final class FirstContact implements AutoCloseable {
    private static final int CONNECTIONS = 3;

    /**
     * The order in which the connections are queried again: in any other, sessions that are assigned in turn would repeat.
     */
    private static final int[] AGAIN = {2, 1, 0, 0, 1, 2, 2};

    /** "repl" as a number: the first half of an advisory lock's key. */
    private static final String LOCKS = Integer.toString(0x7265_706c);

    private static final String UNKNOWN_PARAMETER = "unsupported startup parameter";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Connection> connections = new ArrayList<>();
    private final List<Greeting> greetings = new ArrayList<>();
    private final String url;
    private final Properties properties;
    private final Duration patience;

    private FirstContact(String url, Properties properties, Duration patience) {
        this.url = url;
        this.properties = properties;
        this.patience = patience;
    }

    /** What the server behind a connection reports about itself. */
    private record Greeting(int process, String started, boolean standby, String address) {
        static Greeting of(ResultSet row) throws SQLException {
            return new Greeting(row.getInt(1), row.getString(2), row.getBoolean(3), row.getString(4));
        }
    }

    /** An attempt to connect: one of the two is null. */
    private record Attempt(
            @Nullable Connection connection, @Nullable SQLException failure) {}

    /**
     * Opens the connections and closes them, except for the first one if nothing is between it and a primary server: that
     * one is kept, in the state of a new connection. Blocks for at most a few times the patience, which bounds each answer.
     * Throws what the driver throws when the database cannot be reached.
     */
    static Contact make(String url, Properties properties, Duration patience, Consumer<Connection> keeper)
            throws SQLException {
        var own = new Properties();
        own.putAll(properties);
        // sends statements without parameters as plain queries
        own.setProperty("preferQueryMode", "extendedForPrepared");
        boolean bounded = own.putIfAbsent("socketTimeout", Long.toString(Math.max(1, patience.toSeconds()))) == null;
        try (var contact = new FirstContact(url, own, patience)) {
            contact.connect();
            Contact made = contact.judge();
            if (made.path() == Contact.Path.DIRECT && !made.standby()) {
                contact.keep(bounded, keeper);
            }
            return made;
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains(UNKNOWN_PARAMETER)) {
                return new Contact(Contact.Path.STRICT_POOLER, false, message.strip());
            }
            throw e;
        }
    }

    @Override
    public void close() {
        connections.forEach(FirstContact::close);
    }

    private void connect() throws SQLException {
        open();
        greetings.add(ask(0));
        if (!isServerItself()) {
            openOthers();
            for (int i = 1; i < CONNECTIONS; i++) {
                greetings.add(ask(i));
            }
        }
    }

    /**
     * Concurrently, because each takes several round trips. Those that were opened are closed in the end, even when one
     * fails.
     */
    private void openOthers() throws SQLException {
        var others = new ArrayList<Meanwhile<Attempt>>();
        for (int i = 1; i < CONNECTIONS; i++) {
            others.add(Meanwhile.start("contact-" + i, this::attempt));
        }
        others.forEach(Meanwhile::await);
        SQLException failure = null;
        for (Meanwhile<Attempt> other : others) {
            Attempt attempt = other.result();
            if (attempt.connection != null) {
                connections.add(attempt.connection);
            } else if (failure == null) {
                failure = attempt.failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Attempt attempt() {
        try {
            return new Attempt(DriverManager.getConnection(url, properties), null);
        } catch (SQLException e) {
            return new Attempt(null, e);
        }
    }

    /** Hands the first connection over, and removes the time limit that was only ours. */
    private void keep(boolean bounded, Consumer<Connection> keeper) throws SQLException {
        Connection first = connections.get(0);
        if (bounded) {
            first.setNetworkTimeout(Runnable::run, 0);
        }
        connections.remove(0);
        keeper.accept(first);
    }

    /**
     * Whether nothing can be in between, so that one connection is conclusive: the address that was dialled is the only one
     * of its name and is the server's own, and so is the port.
     */
    private boolean isServerItself() throws SQLException {
        if (connections.size() > 1 || !isDirect()) {
            return false;
        }
        HostSpec dialled =
                connections.get(0).unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
        try {
            InetAddress[] addresses = InetAddress.getAllByName(dialled.getHost());
            return addresses.length == 1
                    && greetings.get(0).address.equals(addresses[0].getHostAddress() + ":" + dialled.getPort());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Contact judge() throws SQLException {
        if (servers().size() > 1) {
            // a server that was restarted meanwhile does not answer on the older connections
            for (int i = 0; i < CONNECTIONS; i++) {
                ask(i);
            }
            return found(Contact.Path.SEVERAL_SERVERS);
        }
        if (isDirect()) {
            return found(Contact.Path.DIRECT);
        }
        if (!keepsSessions()) {
            return found(Contact.Path.SHARED_SESSIONS);
        }
        return found(resetsSessions() ? Contact.Path.SESSION_POOLER : Contact.Path.UNRESET_SESSIONS);
    }

    private Contact found(Contact.Path path) {
        return new Contact(
                path,
                greetings.stream().anyMatch(Greeting::standby),
                greetings.stream()
                        .map(one -> one.address + " started at " + one.started + " UTC")
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    private Set<String> servers() {
        return greetings.stream().map(Greeting::started).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean isDirect() throws SQLException {
        for (int i = 0; i < connections.size(); i++) {
            int told = connections.get(i).unwrap(PGConnection.class).getBackendPID();
            if (told != greetings.get(i).process) {
                return false;
            }
        }
        return true;
    }

    private boolean keepsSessions() throws SQLException {
        if (greetings.stream().map(Greeting::process).distinct().count() < CONNECTIONS) {
            return false;
        }
        for (int i : AGAIN) {
            if (!ask(i).equals(greetings.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean resetsSessions() throws SQLException {
        String key = Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
        query(0, "SELECT pg_catalog.pg_try_advisory_lock(" + LOCKS + ", " + key + ")");
        close(connections.get(0));
        String held = SqlFile.of(FirstContact.class, "held_lock.sql")
                .with("class", LOCKS)
                .with("key", key)
                .text();
        long deadline = System.nanoTime() + patience.toNanos();
        while (query(1, held)) {
            if (System.nanoTime() > deadline) {
                takeBack("SELECT pg_catalog.pg_advisory_unlock(" + LOCKS + ", " + key + ")");
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /**
     * The session that was reused without a reset is the likeliest to be assigned next; otherwise one lock is left in it.
     */
    private void takeBack(String unlocking) throws SQLException {
        open();
        query(connections.size() - 1, unlocking);
    }

    private void open() throws SQLException {
        connections.add(DriverManager.getConnection(url, properties));
    }

    private Greeting ask(int connection) throws SQLException {
        try (Statement statement = connections.get(connection).createStatement();
                ResultSet row = statement.executeQuery(
                        SqlFile.of(FirstContact.class, "first_contact.sql").text())) {
            row.next();
            return Greeting.of(row);
        }
    }

    private boolean query(int connection, String sql) throws SQLException {
        try (Statement statement = connections.get(connection).createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is of no use any more
        }
    }
}
