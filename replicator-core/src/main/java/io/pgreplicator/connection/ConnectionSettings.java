package io.pgreplicator.connection;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The location of a database and the role that connects, as read from a URI, a conninfo string, a service or the
 * environment. Immutable.
 *
 * @param host first host name or address, IPv6 without brackets
 * @param port first port
 * @param database database name
 * @param user role name
 * @param jdbcUrl URL for the JDBC driver with every host and the database; never holds the password
 * @param properties driver properties, the user and the password among them
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
    private static final Set<ConnectionParameter> IN_FRONT = EnumSet.of(
            ConnectionParameter.HOST,
            ConnectionParameter.PORT,
            ConnectionParameter.DBNAME,
            ConnectionParameter.USER,
            ConnectionParameter.PASSWORD);

    public ConnectionSettings {
        properties = Map.copyOf(properties);
        libpqEnvironment = Map.copyOf(libpqEnvironment);
    }

    /**
     * Makes {@code environment}, that of a child process, connect to this database and nowhere else. Variables such as
     * PGSERVICE and PGHOSTADDR that the child would inherit are removed, because in libpq they override PGHOST.
     */
    public void applyTo(Map<String, String> environment) {
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            parameter.variable().ifPresent(environment::remove);
        }
        environment.putAll(libpqEnvironment);
    }

    /** The connection as libpq's URI, for a child process that takes one: with the password, so it must never be shown. */
    public String uri() {
        String parameters = Arrays.stream(ConnectionParameter.values())
                .filter(parameter -> !IN_FRONT.contains(parameter))
                .flatMap(parameter -> value(parameter).stream().map(value -> parameter.label() + "=" + value))
                .collect(Collectors.joining("&"));
        return "postgresql://" + value(ConnectionParameter.USER).orElse("")
                + value(ConnectionParameter.PASSWORD)
                        .map(password -> ":" + password)
                        .orElse("")
                + "@"
                + (host.indexOf(':') < 0 ? PercentCode.encode(host) : "[" + host + "]") + ":" + port + "/"
                + PercentCode.encode(database)
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private Optional<String> value(ConnectionParameter parameter) {
        return parameter.variable().map(libpqEnvironment::get).map(PercentCode::encode);
    }

    /** The values that must never be shown, unencoded: the password and that of the client's key. */
    public Set<String> secrets() {
        return Arrays.stream(ConnectionParameter.values())
                .filter(ConnectionParameter::secret)
                .flatMap(parameter -> parameter.jdbcName().stream())
                .flatMap(name -> Stream.ofNullable(properties.get(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What may be shown: everything except the password. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }
}
