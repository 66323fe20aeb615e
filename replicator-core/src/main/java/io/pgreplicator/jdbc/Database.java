package io.pgreplicator.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.sql.SqlFile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One of the two databases: provides sessions from one pool per role, each with every setting pinned. Pools grow on demand
 * and shrink when idle. A run has pools of its own, whose sessions carry its name, so that nobody terminates the sessions of
 * another run. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int LARGEST_POOL = 256;

    private final Side side;
    /** The same on the way back too. */
    private final Side given;

    private final ConnectionSettings settings;
    private final SessionOptions options;
    private final String run;
    private final Supplier<String> firstPath;
    private final Session.@Nullable Guard guard;
    private final Shared shared;

    /** A database whose sessions belong to no run. */
    public Database(Side side, ConnectionSettings settings, SessionOptions options) {
        this(side, side, settings, options, "", () -> "", new AtomicReference<>());
    }

    private Database(
            Side side,
            Side given,
            ConnectionSettings settings,
            SessionOptions options,
            String run,
            Supplier<String> firstPath,
            AtomicReference<@Nullable Contact> contact) {
        this.side = side;
        this.given = given;
        this.settings = settings;
        this.options = options;
        this.run = run;
        this.firstPath = firstPath;
        this.guard = null;
        this.shared = new Shared(new SilenceWatch(side, options, this::working), contact);
    }

    private Database(
            Side side,
            Side given,
            ConnectionSettings settings,
            SessionOptions options,
            String run,
            Supplier<String> firstPath,
            Session.@Nullable Guard guard,
            Shared shared) {
        this.side = side;
        this.given = given;
        this.settings = settings;
        this.options = options;
        this.run = run;
        this.firstPath = firstPath;
        this.guard = guard;
        this.shared = shared;
    }

    /** The shared state of a database and its guarded views. */
    private static final class Shared {
        private final Map<Role, HikariDataSource> pools = new EnumMap<>(Role.class);
        private final SilenceWatch silence;
        /** The connection of the first contact, until the first session takes it. */
        private final AtomicReference<@Nullable Connection> open = new AtomicReference<>();

        private volatile boolean closed;
        private volatile @Nullable String applicationPath;
        /** What was found between this program and the server, once that is sound. */
        private final AtomicReference<@Nullable Contact> contact;

        Shared(SilenceWatch silence, AtomicReference<@Nullable Contact> contact) {
            this.silence = silence;
            this.contact = contact;
        }

        void keep(Connection connection) {
            open.set(connection);
            if (closed) {
                closeOpen();
            }
        }

        void closeOpen() {
            Connection connection = open.getAndSet(null);
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (SQLException e) {
                // it is of no use any more
            }
        }
    }

    /**
     * The same database with the same pools, whose sessions can write only in transactions that hold the guard: they begin
     * with it, and a write outside of a transaction throws {@link IllegalStateException}.
     */
    public Database guardedBy(Session.Guard wanted) {
        return new Database(side, given, settings, options, run, firstPath, wanted, shared);
    }

    /**
     * A target whose sessions that write user tables look for names first where applications of the source do, and belong to no run:
     * functions of CHECK constraints and indexes may need it.
     */
    static Database target(Database source, ConnectionSettings settings, SessionOptions options) {
        return new Database(
                Side.TARGET, Side.TARGET, settings, options, "", source::applicationPath, new AtomicReference<>());
    }

    /** The same source with pools of its own, whose sessions carry the name of the run. */
    Database newRun(String name) {
        return new Database(side, given, settings, options, name, firstPath, shared.contact);
    }

    /** The same target, of that source, with pools of its own, whose sessions carry the name of the run. */
    Database newRun(String name, Database source) {
        return new Database(side, given, settings, options, name, source::applicationPath, shared.contact);
    }

    /** The same database as the source of a migration, with pools of its own, whose sessions belong to no run. */
    Database asSource() {
        return new Database(Side.SOURCE, given, settings, options, "", () -> "", shared.contact);
    }

    /** The same database as the target of that source, with pools of its own, whose sessions belong to no run. */
    Database asTarget(Database source) {
        return new Database(Side.TARGET, given, settings, options, "", source::applicationPath, shared.contact);
    }

    /**
     * The same database with the same pools, whose sessions that write user tables look for names there first; before any of them was
     * opened.
     */
    public Database lookingIn(String path) {
        return new Database(side, given, settings, options, run, () -> path, guard, shared);
    }

    /** The {@code search_path} that applications of this database begin with; asked for once. Throws as {@link #open} does. */
    public String applicationPath() {
        String known = shared.applicationPath;
        if (known == null) {
            try (Session session = open(Role.CONTROL)) {
                known = session.queryText(
                        "SELECT reset_val FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'search_path'");
            }
            shared.applicationPath = known;
        }
        return known;
    }

    /** What the sessions' names end with; empty when they belong to no run. */
    public String run() {
        return run;
    }

    public Side side() {
        return side;
    }

    /** Which one the user has given it as: another one than {@link #side} on the way back. */
    public Side given() {
        return given;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /**
     * Checks that the database answers, outside of any pool: the quickest way to a clear result. Throws {@link
     * io.pgreplicator.error.DatabaseException} when the database cannot be used, and as {@link #assertPrimary} does.
     */
    public void probe() {
        if (shared.contact.get() == null) {
            prepare();
            return;
        }
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), properties(Role.CONTROL))) {
            connection.createStatement().execute("SELECT 1");
        } catch (SQLException e) {
            throw SqlFailure.connecting(side, settings, e);
        }
    }

    /**
     * Has a session ready for whoever works with the database next; throws as {@link #open} and {@link #assertPrimary} do. Costs no
     * new connection where there is one.
     */
    public void prepare() {
        assertPrimary();
        open(Role.CONTROL).close();
    }

    /**
     * Throws {@link io.pgreplicator.error.ErrorCode#PREFLIGHT_FAILED} when the address leads elsewhere than to one primary
     * server; {@link io.pgreplicator.error.DatabaseException} when it leads nowhere. Blocks the first time.
     */
    public void assertPrimary() {
        contact().assertPrimary(side, settings);
    }

    /**
     * What is between this program and the server; determined by the first call, before anything is set in a session.
     * Blocks.
     */
    public Contact contact() {
        Contact known = shared.contact.get();
        return known == null ? makeContact() : known;
    }

    /** One thread at a time: concurrent callers get its result. */
    private Contact makeContact() {
        synchronized (shared.contact) {
            Contact known = shared.contact.get();
            if (known != null) {
                return known;
            }
            try {
                Contact made = FirstContact.make(
                        settings.jdbcUrl(), properties(Role.CONTROL), options.connectTimeout(), shared::keep);
                shared.contact.set(made.isSound() && !made.standby() ? made : null);
                return made;
            } catch (SQLException e) {
                throw SqlFailure.connecting(side, settings, e);
            }
        }
    }

    /**
     * A session of the role; close it to return it to the pool. Blocks for at most the connect timeout once there was
     * contact.
     */
    public Session open(Role role) {
        contact().assertSound(side, settings);
        try {
            var connection = new WatchedConnection(Label.of(side, settings), role, pool(role), shared.silence::remove);
            shared.silence.add(connection);
            return new Session(connection, guard);
        } catch (SQLException e) {
            throw SqlFailure.connecting(side, settings, e);
        } catch (HikariPool.PoolInitializationException e) {
            throw SqlFailure.connecting(side, settings, new SQLException(e.getMessage(), SqlStates.CANNOT_CONNECT, e));
        }
    }

    /** The work that reads this database has completed: the next work may again hold its locks no longer than usual. */
    public void resetPatience() {
        shared.silence.resetPatience();
    }

    /**
     * The server's backends that are working for their client, queried on a separate connection; empty when the server does
     * not answer within the connect timeout. If a server answers, but not that query, its backends are assumed to be
     * working.
     */
    Optional<Set<Integer>> working(List<Integer> processes) {
        Properties properties = properties(Role.CONTROL);
        properties.setProperty("socketTimeout", seconds(options.connectTimeout()));
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), properties);
                PreparedStatement statement = connection.prepareStatement(
                        SqlFile.of(Database.class, "working_sessions.sql").text())) {
            statement.setArray(1, connection.createArrayOf("text", processes.toArray()));
            statement.setInt(2, connection.unwrap(PGConnection.class).getBackendPID());
            Contact known = shared.contact.get();
            if (known == null || known.path() != Contact.Path.DIRECT) {
                // a pooler reports process ids of its own: it has to be enough that the server answers
                return Optional.of(Set.copyOf(processes));
            }
            var working = new HashSet<Integer>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    working.add(rows.getInt(1));
                }
            }
            return Optional.of(working);
        } catch (SQLException e) {
            return SqlFailure.isSilence(e) ? Optional.empty() : Optional.of(Set.copyOf(processes));
        }
    }

    @Override
    public void close() {
        shared.silence.close();
        shared.closed = true;
        shared.closeOpen();
        synchronized (shared.pools) {
            shared.pools.values().forEach(HikariDataSource::close);
            shared.pools.clear();
        }
    }

    private HikariDataSource pool(Role role) {
        String path = keepsPath(role) ? firstPath.get() : "";
        synchronized (shared.pools) {
            return shared.pools.computeIfAbsent(role, it -> newPool(role, path));
        }
    }

    private HikariDataSource newPool(Role role, String path) {
        var config = new HikariConfig();
        config.setPoolName(side + "-" + role);
        config.setDataSource(new PoolSource(
                settings.jdbcUrl(), properties(role), role == Role.CONTROL ? shared.open : new AtomicReference<>()));
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(LARGEST_POOL);
        config.setIdleTimeout(30_000);
        config.setMaxLifetime(0);
        config.setConnectionTimeout(options.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(pinned(role, path));
        config.setAutoCommit(true);
        // not left to the pool to detect: if its first connection is lost just then, it never makes another one
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setExceptionOverride(new UnsupportedFeature());
        return new HikariDataSource(config);
    }

    private Properties properties(Role role) {
        var properties = new Properties();
        properties.putAll(settings.properties());
        properties.setProperty("ApplicationName", role.sessionName(run));
        properties.putIfAbsent("connectTimeout", seconds(options.connectTimeout()));
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.putIfAbsent("maxSendBufferSize", "262144");
        properties.putIfAbsent("socketFactory", BufferedSocketFactory.class.getName());
        // DETAIL and CONTEXT of an error hold values of rows, and messages end up in logs
        properties.setProperty("logServerErrorDetail", "false");
        // otherwise the driver sets by separate statements what it can also send at startup
        properties.setProperty("assumeMinServerVersion", "10");
        if (role == Role.CONTROL) {
            // a plan cached while our tables were small reads all of them for each of 10 000 tables
            properties.putIfAbsent("prepareThreshold", "0");
        }
        return properties;
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, time.toSeconds()));
    }

    private boolean keepsPath(Role role) {
        return side == Side.TARGET && role.writesUserTables();
    }

    private String pinned(Role role, String path) {
        return SqlFile.of(Database.class, "pin_session.sql")
                .with("search_path", keepsPath(role) ? "" : "pg_catalog")
                .with("first_path", path)
                .with("trusted", role.readsUserTables() ? Session.trustedPath() : "NULL")
                .with("lock_timeout", Long.toString(options.lockTimeout().toMillis()))
                .text();
    }
}
