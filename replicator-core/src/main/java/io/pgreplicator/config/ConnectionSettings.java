package io.pgreplicator.config;

import java.util.Map;

/**
 * Where a database is and who connects: what was read from a URI, a conninfo string, a service or the environment.
 * Immutable.
 *
 * @param host first host name or address
 * @param port first port
 * @param database database name
 * @param user role name
 * @param jdbcUrl URL for the JDBC driver; never holds the password
 * @param properties driver properties, the password among them
 * @param libpqEnvironment the same as PG* variables, for psql and pg_dump; the password among them
 */
public record ConnectionSettings(
        String host,
        int port,
        String database,
        String user,
        String jdbcUrl,
        Map<String, String> properties,
        Map<String, String> libpqEnvironment) {

    public ConnectionSettings {
        properties = Map.copyOf(properties);
        libpqEnvironment = Map.copyOf(libpqEnvironment);
    }

    /** What may be shown: everything but the password. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }
}
