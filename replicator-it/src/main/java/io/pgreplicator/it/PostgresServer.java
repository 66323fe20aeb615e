package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL server, and the stand-ins for the restricted roles of the platforms on it. Thread-safe.
 *
 * <p>Tests work as {@code heroku_app} and {@code heroku_reporter} on a source and as {@code rds_master} on a target;
 * the superuser is for setting things up and for looking from outside.
 */
public final class PostgresServer implements AutoCloseable {

    private static final int FIRST_WITH_STRATEGY = 15;
    private static final String MAINTENANCE_DATABASE = "postgres";

    /** What a source database is made from: what Heroku hands out, except for its owner. */
    private static final String SOURCE_TEMPLATE = "as_handed_out";

    private final int major;
    private final ServerInstance instance;
    /** Kept, because to connect costs more than most of what is done with it. */
    private @Nullable Connection maintenance;

    private boolean hasSources;
    private boolean hasTargets;

    PostgresServer(int major, ServerInstance instance) {
        this.major = major;
        this.instance = instance;
    }

    /** The major version, for example 15. */
    public int major() {
        return major;
    }

    /** The full version as the server tells it, for example {@code 15.19}. Connects. */
    public String version() {
        try (Connection connection = superuser(MAINTENANCE_DATABASE);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW server_version")) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask the server for its version", e);
        }
    }

    /** The address to connect to, always on this machine. */
    public String host() {
        return instance.host();
    }

    /** The TCP port to connect to; it survives {@link #startAgain}. */
    public int port() {
        return instance.port();
    }

    /** The superuser's URI of the database {@code postgres}. */
    public String superuserUri() {
        return superuserUri(MAINTENANCE_DATABASE);
    }

    /** The superuser's URI of a database. */
    public String superuserUri(String database) {
        return uri(ServerInstance.SUPERUSER, ServerInstance.SUPERUSER_PASSWORD, database);
    }

    /** The URI of any role, {@code postgresql://user:password@host:port/database}. */
    public String uri(String user, String password, String database) {
        return new PostgresUri(user, password, host(), port(), database).toString();
    }

    /** The URI of {@code heroku_app}, the owner of a source database. */
    public String sourceUri(String database) {
        return uri("heroku_app", "app", database);
    }

    /** The URI of {@code heroku_reporter}, a second credential that writes to the source's tables. */
    public String reporterUri(String database) {
        return uri("heroku_reporter", "rep", database);
    }

    /** The URI of {@code rds_master}, the owner of a target database. */
    public String targetUri(String database) {
        return uri("rds_master", "rds", database);
    }

    /** Connects as the superuser. The caller closes the connection. */
    public Connection superuser(String database) throws SQLException {
        return connect(ServerInstance.SUPERUSER, ServerInstance.SUPERUSER_PASSWORD, database);
    }

    /** Connects as any role. The caller closes the connection. */
    public Connection connect(String user, String password, String database) throws SQLException {
        return new PostgresUri(user, password, host(), port(), database).connect();
    }

    /**
     * Creates an empty database as Heroku would hand it out, owned by {@code heroku_app}. In its schema {@code public},
     * {@code heroku_reporter} may write to every table that {@code heroku_app} creates; nowhere else, so that a capture
     * that forgets the other writers is found out.
     */
    public synchronized void createSourceDatabase(String name) {
        if (!hasSources) {
            maintain(StandIns.source());
            maintain("DROP DATABASE IF EXISTS " + SOURCE_TEMPLATE);
            maintain("CREATE DATABASE " + SOURCE_TEMPLATE);
            execute(SOURCE_TEMPLATE, StandIns.reporterMayWrite("public"));
            hasSources = true;
        }
        createDatabase(name, "heroku_app", SOURCE_TEMPLATE);
    }

    /** Creates an empty database as RDS would hand it out, owned by {@code rds_master}. */
    public synchronized void createTargetDatabase(String name) {
        if (!hasTargets) {
            maintain(StandIns.target(major));
            hasTargets = true;
        }
        createDatabase(name, "rds_master", "template1");
    }

    /** Drops a database together with the sessions in it. */
    public void dropDatabase(String name) {
        maintain("DROP DATABASE IF EXISTS " + StandIns.identifier(name) + " WITH (FORCE)");
    }

    /** Ends the server without a checkpoint, as a crash would; blocks until it is gone. Not with Docker. */
    public void stopImmediately() {
        instance.stopImmediately();
    }

    /** Starts a stopped server on the same port and data; blocks until it accepts connections. Not with Docker. */
    public void startAgain() {
        instance.startAgain();
    }

    /** Turns a standby into a primary; blocks until it accepts writes. */
    public void promote() {
        maintain("SELECT pg_promote()");
    }

    /** A standby that streams through the proxy. Restarts this server as by a crash; not with Docker. */
    public PostgresServer standby(TcpProxy link) {
        instance.stopImmediately();
        try {
            return new PostgresServer(major, instance.standby(link.host(), link.port()));
        } finally {
            instance.startAgain();
        }
    }

    /** Stops the server and removes its data. Calling it again does nothing. */
    @Override
    public void close() {
        instance.close();
    }

    @Override
    public String toString() {
        return "PostgreSQL " + major + " at " + host() + ":" + port();
    }

    private void createDatabase(String name, String owner, String template) {
        // copying files takes half of the work of writing each page to the log, where there is a choice
        maintain("CREATE DATABASE " + StandIns.identifier(name) + " OWNER " + StandIns.identifier(owner) + " TEMPLATE "
                + template + (major < FIRST_WITH_STRATEGY ? "" : " STRATEGY FILE_COPY"));
    }

    private synchronized void maintain(String sql) {
        try {
            run(maintenance(), sql);
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** A connection that works; the last one is closed when it does not, because its server was stopped, say. */
    private synchronized Connection maintenance() throws SQLException {
        if (maintenance != null && !maintenance.isValid(10)) {
            maintenance.close();
            maintenance = null;
        }
        if (maintenance == null) {
            maintenance = superuser(MAINTENANCE_DATABASE);
        }
        return maintenance;
    }

    private void execute(String database, String sql) {
        try (Connection connection = superuser(database)) {
            run(connection, sql);
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private IllegalStateException failure(String sql, SQLException cause) {
        return new IllegalStateException(this + ": " + cause.getMessage() + "\n" + sql, cause);
    }
}
