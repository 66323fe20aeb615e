package io.pgreplicator.cli.demo;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Two PostgreSQL servers of this program's own, each with one database and a role with no more privileges than the role one
 * gets on Heroku (source) and RDS (target). Thread-safe.
 */
final class DemoServers implements AutoCloseable {
    private static final Duration START_WAIT = Duration.ofSeconds(60);
    private static final int SHOWN_LOG_LINES = 8;

    private final Path home;
    private final List<EmbeddedPostgres> servers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private DemoServers(Path home) {
        this.home = home;
    }

    /** Creates the directory that the servers run in. */
    static DemoServers prepare() {
        try {
            return new DemoServers(Files.createTempDirectory("replicator-demo-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made", e);
        }
    }

    /** Starts both. Throws {@link ReplicatorException} with the reason when one does not start. */
    void start() {
        startSource();
        startTarget();
    }

    String sourceUri() {
        return uri("heroku_app", "app", port(0));
    }

    String targetUri() {
        return uri("rds_master", "rds", port(1));
    }

    int sourcePort() {
        return port(0);
    }

    int targetPort() {
        return port(1);
    }

    /** A connection as the application. */
    Connection source() throws SQLException {
        return connect(0, "heroku_app", "app");
    }

    /** A connection as the target's master user. */
    Connection target() throws SQLException {
        return connect(1, "rds_master", "rds");
    }

    private void startSource() {
        start(
                "source",
                "CREATE ROLE heroku_app LOGIN PASSWORD 'app' NOSUPERUSER NOCREATEDB NOCREATEROLE",
                "GRANT pg_monitor, pg_read_all_settings, pg_read_all_stats, pg_signal_backend TO heroku_app",
                "CREATE DATABASE app OWNER heroku_app");
    }

    private void startTarget() {
        start(
                "target",
                "CREATE ROLE rds_superuser NOLOGIN",
                "CREATE ROLE rds_master LOGIN PASSWORD 'rds' CREATEDB CREATEROLE"
                        + " IN ROLE rds_superuser, pg_monitor, pg_signal_backend",
                "CREATE DATABASE app OWNER rds_master",
                "GRANT SET ON PARAMETER session_replication_role TO rds_superuser");
    }

    private synchronized void start(String name, String... preparation) {
        Path log = home.resolve(name + ".log");
        if (closed.get()) {
            throw new IllegalStateException("the demo was stopped");
        }
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(home.resolve(name))
                    .setPGStartupWait(START_WAIT)
                    .setRegisterShutdownHook(false)
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("wal_level", "replica")
                    .start();
            servers.add(server);
            try (Connection admin = server.getPostgresDatabase().getConnection();
                    Statement statement = admin.createStatement()) {
                for (String sql : preparation) {
                    statement.execute(sql);
                }
            }
        } catch (IOException | SQLException | IllegalStateException e) {
            throw cannotStart(name, log, e);
        }
    }

    private static ReplicatorException cannotStart(String name, Path log, Exception cause) {
        return new ReplicatorException(
                ErrorCode.TOOL_MISSING,
                "the demo's " + name + " server does not start: " + cause.getMessage() + end(log),
                "The servers need some 500 MB in the temporary folder, free ports, and a user other than root or the"
                        + " program 'unshare' (package util-linux). Your own databases do not need any of this.",
                cause);
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
            return last.isEmpty() ? "" : "\nIts log ends with:\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "";
        }
    }

    private synchronized int port(int server) {
        return servers.get(server).getPort();
    }

    private Connection connect(int server, String user, String password) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port(server) + "/app?ApplicationName=demo&connectTimeout=10";
        return DriverManager.getConnection(url, user, password);
    }

    private static String uri(String user, String password, int port) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/app";
    }

    /** Stops both and removes their files; waits for one that is still starting. */
    @Override
    public synchronized void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (EmbeddedPostgres server : servers) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                // the other one must still be stopped, and the files removed
                System.getLogger(DemoServers.class.getName()).log(System.Logger.Level.WARNING, "server stop", e);
            }
        }
        remove(home);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(DemoServers.class.getName())
                    .log(System.Logger.Level.WARNING, "the folder " + folder + " could not be removed", e);
        }
    }
}
