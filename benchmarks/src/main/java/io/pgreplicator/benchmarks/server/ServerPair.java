package io.pgreplicator.benchmarks.server;

import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two servers of our own with one database each, owned by the stand-ins for the platforms' roles; gone on close.
 * Thread-safe.
 */
public final class ServerPair implements AutoCloseable {
    /** Durable like a production server; the rest is what the published figures were measured with. */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "1GB",
            "max_wal_size", "8GB",
            "checkpoint_timeout", "15min",
            "maintenance_work_mem", "256MB");

    private static final String DATABASE = "app";

    private final PostgresServer source;
    private final PostgresServer target;
    private final SortedMap<String, String> settings;

    private ServerPair(PostgresServer source, PostgresServer target, SortedMap<String, String> settings) {
        this.source = source;
        this.target = target;
        this.settings = settings;
    }

    /**
     * Starts both servers and creates the databases and roles; blocks.
     *
     * @param provider where the binaries come from, by the test kit's name
     * @param settings of both servers, beside {@link #SETTINGS}
     */
    public static ServerPair start(int sourceMajor, int targetMajor, String provider, Map<String, String> settings) {
        System.setProperty("it.postgres.provider", provider);
        var all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        PostgresServer source = PostgresServers.start(sourceMajor, all);
        try {
            PostgresServer target = PostgresServers.start(targetMajor, all);
            source.createSourceDatabase(DATABASE);
            target.createTargetDatabase(DATABASE);
            return new ServerPair(source, target, all);
        } catch (IllegalStateException e) {
            source.close();
            throw e;
        }
    }

    /** The source as the owner of the application's tables. */
    public Login source() {
        return new Login(source.host(), source.port(), DATABASE, "heroku_app", "app");
    }

    /** The source as a second role that writes, too. */
    public Login reporter() {
        return source().as("heroku_reporter", "rep");
    }

    /** The target as its master user. */
    public Login target() {
        return new Login(target.host(), target.port(), DATABASE, "rds_master", "rds");
    }

    /** The source's database as the superuser; the caller closes the connection. */
    public Connection superuserOfSource() throws SQLException {
        return source.superuser(DATABASE);
    }

    /** The target's database as the superuser; the caller closes the connection. */
    public Connection superuserOfTarget() throws SQLException {
        return target.superuser(DATABASE);
    }

    /** Writes everything out on both sides, so that the next measurement does not pay for the former one. */
    public void checkpoint() throws SQLException {
        for (PostgresServer server : new PostgresServer[] {source, target}) {
            try (var connection = server.superuser(DATABASE);
                    var statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            }
        }
    }

    /** Versions and settings, for the report. */
    public Map<String, String> description() {
        var description = new TreeMap<String, String>();
        description.put("source", "PostgreSQL " + source.version());
        description.put("target", "PostgreSQL " + target.version());
        description.put("settings", settings.toString());
        return description;
    }

    @Override
    public void close() {
        try {
            source.close();
        } finally {
            target.close();
        }
    }
}
