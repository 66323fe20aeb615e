package io.pgreplicator.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.pgreplicator.config.ConnectionSettings;
import io.pgreplicator.config.SessionOptions;
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
import org.postgresql.PGConnection;

/**
 * One of the two databases: hands out sessions from one pool per role, each with every setting pinned. Pools grow on
 * demand and shrink when idle. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int LARGEST_POOL = 256;

    private final Side side;
    private final ConnectionSettings settings;
    private final SessionOptions options;
    private final Map<Role, HikariDataSource> pools = new EnumMap<>(Role.class);
    private final SilenceWatch silence;

    public Database(Side side, ConnectionSettings settings, SessionOptions options) {
        this.side = side;
        this.settings = settings;
        this.options = options;
        this.silence = new SilenceWatch(this, options);
    }

    public Side side() {
        return side;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /**
     * Opens one connection outside of any pool and closes it: the quickest way to a clear answer. Throws {@link
     * io.pgreplicator.error.DatabaseException} when the database cannot be used.
     */
    public void probe() {
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), properties(Role.CONTROL))) {
            connection.createStatement().execute("SELECT 1");
        } catch (SQLException e) {
            throw SqlFailure.connecting(this, e);
        }
    }

    /** A session of the role; close it to give it back. Blocks for at most the connect timeout. */
    public Session open(Role role) {
        try {
            HikariDataSource pool = pool(role);
            var session = new Session(this, role, pool, pool.getConnection());
            silence.add(session);
            return session;
        } catch (SQLException e) {
            throw SqlFailure.connecting(this, e);
        } catch (HikariPool.PoolInitializationException e) {
            throw SqlFailure.connecting(this, new SQLException(e.getMessage(), "08001", e));
        }
    }

    /** The work that reads this database got to its end: the next may again hold its locks for no longer than usual. */
    public void resetPatience() {
        silence.resetPatience();
    }

    void unwatch(Session session) {
        silence.remove(session);
    }

    /**
     * Which of the server's processes work for their client, asked on a connection of its own; empty when the server does not
     * answer within the connect timeout. A server that answers, but not to that question, is believed to work.
     */
    Optional<Set<Integer>> working(List<Integer> processes) {
        Properties properties = properties(Role.CONTROL);
        properties.setProperty("socketTimeout", seconds(options.connectTimeout()));
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), properties);
                PreparedStatement statement = connection.prepareStatement(
                        SqlFile.of(Database.class, "working_sessions.sql").text())) {
            statement.setArray(1, connection.createArrayOf("text", processes.toArray()));
            statement.setInt(2, connection.unwrap(PGConnection.class).getBackendPID());
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
        silence.close();
        synchronized (pools) {
            pools.values().forEach(HikariDataSource::close);
            pools.clear();
        }
    }

    private HikariDataSource pool(Role role) {
        synchronized (pools) {
            return pools.computeIfAbsent(role, this::newPool);
        }
    }

    private HikariDataSource newPool(Role role) {
        var config = new HikariConfig();
        config.setPoolName(side + "-" + role);
        config.setJdbcUrl(settings.jdbcUrl());
        config.setDataSourceProperties(properties(role));
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(LARGEST_POOL);
        config.setIdleTimeout(30_000);
        config.setMaxLifetime(0);
        config.setConnectionTimeout(options.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(pinned(role));
        config.setAutoCommit(true);
        config.setExceptionOverride(new UnsupportedFeature());
        return new HikariDataSource(config);
    }

    private Properties properties(Role role) {
        var properties = new Properties();
        properties.putAll(settings.properties());
        properties.setProperty("ApplicationName", "replicator " + role);
        properties.putIfAbsent("connectTimeout", seconds(options.connectTimeout()));
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.putIfAbsent("maxSendBufferSize", "262144");
        properties.putIfAbsent("socketFactory", BufferedSocketFactory.class.getName());
        if (role == Role.CONTROL) {
            // a plan that was made and kept while our tables were small reads all of them for each of 10 000 tables
            properties.putIfAbsent("prepareThreshold", "0");
        }
        return properties;
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, time.toSeconds()));
    }

    private String pinned(Role role) {
        boolean keepsPath = side == Side.TARGET && role.writesUserTables();
        return SqlFile.of(Database.class, "pin_session.sql")
                .with("search_path", keepsPath ? "" : "pg_catalog")
                .with("lock_timeout", Long.toString(options.lockTimeout().toMillis()))
                .text();
    }
}
