package io.pgreplicator.connection;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.NearestName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects connection parameters by their libpq names, each with its origin, so that a message can name that without
 * repeating the value. An empty value counts as not given. Confined to one thread.
 */
final class ConnectionValues {
    /** What libpq supports and Java cannot do; ignoring these would weaken what the operator asked for. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "gssdelegation",
            "max_protocol_version",
            "min_protocol_version",
            "oauth_client_id",
            "oauth_client_secret",
            "oauth_issuer",
            "oauth_scope",
            "replication",
            "requirepeer",
            "requiressl",
            "scram_client_key",
            "scram_server_key",
            "ssl_max_protocol_version",
            "ssl_min_protocol_version",
            "sslcertmode",
            "sslcrl",
            "sslcrldir",
            "sslkeylogfile");

    /**
     * One value as it was read.
     *
     * @param text the value, which may be a password
     * @param origin where it was read, for messages
     */
    record Given(String text, String origin) {
        @Override
        public String toString() {
            return "a value " + origin;
        }
    }

    private final Map<ConnectionParameter, Given> given = new EnumMap<>(ConnectionParameter.class);
    private final Map<String, String> jdbcOnly = new HashMap<>();

    /** The text of a parameter, if given. */
    Optional<String> text(ConnectionParameter parameter) {
        return Optional.ofNullable(given.get(parameter)).map(Given::text);
    }

    /** Where a parameter was read. */
    String origin(ConnectionParameter parameter) {
        Given value = given.get(parameter);
        return value == null ? "by default" : value.origin();
    }

    /** Properties that only the JDBC driver has. */
    Map<String, String> jdbcOnly() {
        return jdbcOnly;
    }

    /** Sets a parameter; the last one wins, as in libpq. */
    void put(ConnectionParameter parameter, String text, String origin) {
        if (text.indexOf('\0') >= 0) {
            throw new ConfigException(
                    parameter.label() + " " + origin + " holds a zero byte, which PostgreSQL cannot take",
                    "Remove the zero byte (%00).");
        }
        if (text.isEmpty()) {
            given.remove(parameter);
            return;
        }
        if (!parameter.choices().isEmpty() && !parameter.choices().contains(text)) {
            throw new ConfigException(
                    parameter.label() + " " + origin + " must be one of " + String.join(", ", parameter.choices()),
                    "Write for example " + parameter.label() + "="
                            + parameter.choices().get(parameter.choices().size() - 1) + ".");
        }
        given.put(parameter, new Given(text, origin));
    }

    /**
     * Sets a parameter by its libpq name. Throws {@link ConfigException} for an unknown one; the message repeats the name
     * only when {@code shown}, because behind a badly quoted password a "name" may be the rest of the password.
     */
    void put(String name, String text, String origin, boolean shown) {
        put(ConnectionParameter.named(name).orElseThrow(() -> unknown(name, origin, shown)), text, origin);
    }

    /** Sets a property that only the JDBC driver has. */
    void putJdbcOnly(String property, String text) {
        jdbcOnly.put(property, text);
    }

    /** Takes from {@code other} what is not given yet. */
    void completeFrom(ConnectionValues other) {
        other.given.forEach(given::putIfAbsent);
    }

    /** Takes from the PG* variables what is not given yet. */
    void completeFrom(Surroundings surroundings) {
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            String variable = parameter.variable().orElse("");
            if (!variable.isEmpty() && !given.containsKey(parameter)) {
                surroundings
                        .variable(variable)
                        .ifPresent(text -> put(parameter, text, "in the environment (" + variable + ")"));
            }
        }
    }

    static ConfigException unknown(String name, String origin, boolean shown) {
        if (!shown) {
            return new ConfigException(
                    "the parameter " + origin + " is not known; its name is not repeated here because it may be a part "
                            + "of a password",
                    ConnectionText.QUOTING);
        }
        if (UNSUPPORTED.contains(name)) {
            return new ConfigException(
                    "the parameter '" + name + "' " + origin + " is not supported: the JDBC driver cannot do it",
                    "Leave it out.");
        }
        var known = new ArrayList<>(ConnectionParameter.labels());
        return new ConfigException(
                "unknown parameter '" + name + "' " + origin + NearestName.suggestion(name, known),
                "The parameters are those of libpq: " + String.join(", ", known) + ".");
    }
}
