package io.pgreplicator.connection;

import static io.pgreplicator.connection.ConnectionParameter.APPLICATION_NAME;
import static io.pgreplicator.connection.ConnectionParameter.CONNECT_TIMEOUT;
import static io.pgreplicator.connection.ConnectionParameter.DBNAME;
import static io.pgreplicator.connection.ConnectionParameter.FALLBACK_APPLICATION_NAME;
import static io.pgreplicator.connection.ConnectionParameter.HOSTADDR;
import static io.pgreplicator.connection.ConnectionParameter.KEEPALIVES;
import static io.pgreplicator.connection.ConnectionParameter.PASSFILE;
import static io.pgreplicator.connection.ConnectionParameter.PASSWORD;
import static io.pgreplicator.connection.ConnectionParameter.SSLMODE;
import static io.pgreplicator.connection.ConnectionParameter.USER;

import io.pgreplicator.error.ConfigException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns collected connection parameters into the input of the JDBC driver and the PostgreSQL programs. Confined to one
 * thread.
 */
final class SettingsAssembly {
    /** What the URL contains, or what is resolved before the driver sees it. */
    private static final Set<ConnectionParameter> RESOLVED = EnumSet.of(
            ConnectionParameter.HOST,
            HOSTADDR,
            ConnectionParameter.PORT,
            DBNAME,
            USER,
            PASSWORD,
            PASSFILE,
            ConnectionParameter.SERVICE,
            ConnectionParameter.SERVICEFILE,
            CONNECT_TIMEOUT);

    private final ConnectionValues values;
    private final Surroundings surroundings;

    SettingsAssembly(ConnectionValues values, Surroundings surroundings) {
        this.values = values;
        this.surroundings = surroundings;
    }

    ConnectionSettings settings() {
        Hosts hosts = Hosts.of(values);
        String user = values.text(USER).orElseGet(surroundings::userName);
        String database = values.text(DBNAME).orElse(user);
        Optional<String> password = values.text(PASSWORD).or(() -> passwordFromFile(hosts, database, user));

        Map<String, String> properties = properties();
        String mode = Tls.complete(values, surroundings, properties);
        refuseUnverifiableName(mode);
        Map<String, String> environment = libpqEnvironment(hosts, mode);
        properties.put("user", user);
        environment.put("PGUSER", user);
        environment.put("PGDATABASE", database);
        password.ifPresent(secret -> {
            properties.put("password", secret);
            environment.put("PGPASSWORD", secret);
        });
        return new ConnectionSettings(
                hosts.names().get(0),
                hosts.ports().get(0),
                database,
                user,
                "jdbc:postgresql://" + hosts.inUrl() + "/" + PercentCode.encode(database),
                properties,
                environment);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(values.jdbcOnly());
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            String property = parameter.jdbcName().orElse("");
            if (!property.isEmpty() && !RESOLVED.contains(parameter)) {
                values.text(parameter)
                        .ifPresent(text -> properties.put(property, JdbcParameters.toJdbc(parameter, text)));
            }
        }
        values.text(CONNECT_TIMEOUT).ifPresent(text -> properties.put("connectTimeout", seconds(text)));
        values.text(FALLBACK_APPLICATION_NAME).ifPresent(text -> properties.putIfAbsent("ApplicationName", text));
        properties.putIfAbsent("tcpKeepAlive", JdbcParameters.toJdbc(KEEPALIVES, "1"));
        return properties;
    }

    private Map<String, String> libpqEnvironment(Hosts hosts, String mode) {
        Map<String, String> environment = new HashMap<>();
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            String variable = parameter.variable().orElse("");
            if (!variable.isEmpty() && !RESOLVED.contains(parameter)) {
                values.text(parameter).ifPresent(text -> environment.put(variable, text));
            }
        }
        values.text(CONNECT_TIMEOUT).ifPresent(text -> environment.put("PGCONNECT_TIMEOUT", seconds(text)));
        values.text(APPLICATION_NAME)
                .or(() -> values.text(FALLBACK_APPLICATION_NAME))
                .ifPresent(text -> environment.put("PGAPPNAME", text));
        environment.put("PGHOST", String.join(",", hosts.names()));
        environment.put("PGPORT", hosts.portList());
        environment.put("PGSSLMODE", mode);
        return environment;
    }

    /** As in libpq, a negative number of seconds means no limit; the driver writes that as 0. */
    private String seconds(String text) {
        String digits = text.strip();
        if (!digits.matches("-?[0-9]{1,9}")) {
            throw new ConfigException(
                    "connect_timeout " + values.origin(CONNECT_TIMEOUT) + " is not a whole number of seconds",
                    "Write for example connect_timeout=10.");
        }
        return String.valueOf(Math.max(0, Integer.parseInt(digits)));
    }

    /** The driver can only verify the name that it connects to. */
    private void refuseUnverifiableName(String mode) {
        if (mode.equals("verify-full")
                && values.text(HOSTADDR).isPresent()
                && values.text(ConnectionParameter.HOST).isPresent()) {
            throw new ConfigException(
                    "sslmode=verify-full " + values.origin(SSLMODE) + " cannot verify host when hostaddr is given too",
                    "Leave hostaddr out, or use sslmode=verify-ca.");
        }
    }

    private Optional<String> passwordFromFile(Hosts hosts, String database, String user) {
        Path file = values.text(PASSFILE)
                .map(text -> Surroundings.path(text, "in passfile " + values.origin(PASSFILE)))
                .orElseGet(() -> surroundings.inHome(".pgpass"));
        for (int i = 0; i < hosts.names().size(); i++) {
            Optional<String> found = PasswordFile.lookup(
                    file, hosts.names().get(i), hosts.ports().get(i), database, user);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
