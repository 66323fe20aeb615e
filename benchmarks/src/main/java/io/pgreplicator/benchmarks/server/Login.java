package io.pgreplicator.benchmarks.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * How one role reaches one database, for JDBC and for PostgreSQL's own programs. Immutable.
 *
 * @param host a host name or address
 * @param port the server's TCP port
 * @param database the database's name
 * @param user the role's name
 * @param password the role's password
 */
public record Login(String host, int port, String database, String user, String password) {
    /** The same database as another role. */
    public Login as(String otherUser, String otherPassword) {
        return new Login(host, port, database, otherUser, otherPassword);
    }

    /** A connection in autocommit mode; the caller closes it. */
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "benchmarks");
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
    }

    /** The connection string that the replicator's command line takes. */
    public String uri() {
        return "postgresql://" + user + ":" + password + "@" + host + ":" + port + "/" + database + "?sslmode=disable";
    }

    /** What libpq's programs (psql, pgbench) read from their environment instead of flags. */
    public Map<String, String> environment() {
        return Map.of(
                "PGHOST", host,
                "PGPORT", Integer.toString(port),
                "PGDATABASE", database,
                "PGUSER", user,
                "PGPASSWORD", password,
                "PGCONNECT_TIMEOUT", "10",
                "PGSSLMODE", "disable");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
