package io.pgreplicator.connection;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection parameter of libpq: its name, its environment variable, the JDBC driver's property of the same meaning and
 * the values it may have. A row without a JDBC property is handled here or has no effect in Java. Immutable.
 */
enum ConnectionParameter {
    HOST("host", "PGHOST", "PGHOST"),
    HOSTADDR("hostaddr", "PGHOSTADDR", null),
    PORT("port", "PGPORT", "PGPORT"),
    DBNAME("dbname", "PGDATABASE", "PGDBNAME"),
    USER("user", "PGUSER", "user"),
    PASSWORD("password", "PGPASSWORD", "password"),
    PASSFILE("passfile", "PGPASSFILE", null),
    SERVICE("service", "PGSERVICE", "service"),
    SERVICEFILE("servicefile", "PGSERVICEFILE", null),
    OPTIONS("options", "PGOPTIONS", "options"),
    APPLICATION_NAME("application_name", "PGAPPNAME", "ApplicationName"),
    FALLBACK_APPLICATION_NAME("fallback_application_name", null, null),
    CLIENT_ENCODING("client_encoding", null, null),
    CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT", "connectTimeout"),
    TARGET_SESSION_ATTRS(
            "target_session_attrs",
            "PGTARGETSESSIONATTRS",
            "targetServerType",
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby"),
    LOAD_BALANCE_HOSTS("load_balance_hosts", "PGLOADBALANCEHOSTS", "loadBalanceHosts", "disable", "random"),
    SSLMODE("sslmode", "PGSSLMODE", "sslmode", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    SSLROOTCERT("sslrootcert", "PGSSLROOTCERT", "sslrootcert"),
    SSLCERT("sslcert", "PGSSLCERT", "sslcert"),
    SSLKEY("sslkey", "PGSSLKEY", "sslkey"),
    SSLPASSWORD("sslpassword", null, "sslpassword"),
    SSLNEGOTIATION("sslnegotiation", "PGSSLNEGOTIATION", "sslNegotiation", "postgres", "direct"),
    SSLSNI("sslsni", "PGSSLSNI", null),
    SSLCOMPRESSION("sslcompression", null, null),
    CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING", "channelBinding", "disable", "prefer", "require"),
    REQUIRE_AUTH("require_auth", "PGREQUIREAUTH", "requireAuth"),
    GSSENCMODE("gssencmode", "PGGSSENCMODE", "gssEncMode", "disable", "prefer", "require"),
    GSSLIB("gsslib", "PGGSSLIB", "gsslib"),
    KRBSRVNAME("krbsrvname", "PGKRBSRVNAME", "kerberosServerName"),
    KEEPALIVES("keepalives", null, "tcpKeepAlive"),
    KEEPALIVES_IDLE("keepalives_idle", null, null),
    KEEPALIVES_INTERVAL("keepalives_interval", null, null),
    KEEPALIVES_COUNT("keepalives_count", null, null),
    TCP_USER_TIMEOUT("tcp_user_timeout", null, null);

    private static final Map<String, ConnectionParameter> BY_NAME = new HashMap<>();
    private static final Map<String, ConnectionParameter> BY_JDBC_NAME = new HashMap<>();

    static {
        for (ConnectionParameter parameter : values()) {
            BY_NAME.put(parameter.label, parameter);
            if (parameter.jdbcName != null) {
                BY_JDBC_NAME.put(parameter.jdbcName, parameter);
            }
        }
    }

    private final String label;
    private final @Nullable String variable;
    private final @Nullable String jdbcName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> choices;

    ConnectionParameter(String label, @Nullable String variable, @Nullable String jdbcName, String... choices) {
        this.label = label;
        this.variable = variable;
        this.jdbcName = jdbcName;
        this.choices = List.of(choices);
    }

    static Optional<ConnectionParameter> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Optional<ConnectionParameter> namedInJdbc(String name) {
        return Optional.ofNullable(BY_JDBC_NAME.get(name));
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(ConnectionParameter::label).toList();
    }

    /** The name as libpq writes it. */
    String label() {
        return label;
    }

    /** The environment variable. */
    Optional<String> variable() {
        return Optional.ofNullable(variable);
    }

    /** The property of the JDBC driver. */
    Optional<String> jdbcName() {
        return Optional.ofNullable(jdbcName);
    }

    /** The values it may have; empty when any text is allowed. */
    List<String> choices() {
        return choices;
    }

    /** Whether the value must never be shown. */
    boolean secret() {
        return this == PASSWORD || this == SSLPASSWORD;
    }
}
