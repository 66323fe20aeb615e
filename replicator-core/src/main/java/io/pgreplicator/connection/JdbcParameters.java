package io.pgreplicator.connection;

import static io.pgreplicator.connection.ConnectionParameter.GSSENCMODE;
import static io.pgreplicator.connection.ConnectionParameter.KEEPALIVES;
import static io.pgreplicator.connection.ConnectionParameter.LOAD_BALANCE_HOSTS;
import static io.pgreplicator.connection.ConnectionParameter.SSLMODE;
import static io.pgreplicator.connection.ConnectionParameter.TARGET_SESSION_ATTRS;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.NearestName;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Translates between the parameters of libpq and the properties of the JDBC driver. Stateless, thread-safe. */
final class JdbcParameters {
    /** The driver's properties that libpq has no parameter for; the test compares them with the driver's own list. */
    static final Set<String> DRIVER_ONLY = Set.of(
            "adaptiveFetch",
            "adaptiveFetchMaximum",
            "adaptiveFetchMinimum",
            "allowEncodingChanges",
            "assumeMinServerVersion",
            "authenticationPluginClassName",
            "autosave",
            "binaryTransfer",
            "binaryTransferDisable",
            "binaryTransferEnable",
            "cancelSignalTimeout",
            "classLoaderStrategy",
            "cleanupSavepoints",
            "connectExecutor",
            "connectExecutorArg",
            "convertBooleanToNumeric",
            "currentSchema",
            "databaseMetadataCacheFields",
            "databaseMetadataCacheFieldsMiB",
            "defaultRowFetchSize",
            "disableColumnSanitiser",
            "escapeSyntaxCallMode",
            "flushCacheOnDdl",
            "groupStartupParameters",
            "gssResponseTimeout",
            "gssUseDefaultCreds",
            "hideUnprivilegedObjects",
            "hostRecheckSeconds",
            "jaasApplicationName",
            "jaasLogin",
            "localSocketAddress",
            "logServerErrorDetail",
            "logUnclosedConnections",
            "loggerFile",
            "loggerLevel",
            "loginTimeout",
            "maxResultBuffer",
            "maxSendBufferSize",
            "pemKeyAlgorithm",
            "preferQueryMode",
            "preparedStatementCacheQueries",
            "preparedStatementCacheSizeMiB",
            "prepareThreshold",
            "protocolVersion",
            "queryTimeout",
            "quoteReturningIdentifiers",
            "reWriteBatchedInserts",
            "reWriteBatchedInsertsSize",
            "readOnly",
            "readOnlyMode",
            "receiveBufferSize",
            "scramMaxIterations",
            "sendBufferSize",
            "socketFactory",
            "socketFactoryArg",
            "socketTimeout",
            "ssl",
            "sslResponseTimeout",
            "sslfactory",
            "sslfactoryarg",
            "sslhostnameverifier",
            "sslpasswordcallback",
            "sspiServiceClass",
            "stringtype",
            "tcpNoDelay",
            "unknownLength",
            "useSpnego",
            "xmlFactoryFactory");

    private static final Map<String, String> SESSION_TO_JDBC = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    private static final Map<String, String> SESSION_TO_LIBPQ = Map.of(
            "any", "any",
            "master", "read-write",
            "primary", "read-write",
            "preferPrimary", "any",
            "secondary", "standby",
            "slave", "standby",
            "preferSecondary", "prefer-standby",
            "preferSlave", "prefer-standby");

    private JdbcParameters() {}

    /** Takes one parameter of a JDBC URL, by the driver's name or by libpq's. */
    static void put(ConnectionValues values, String name, String text, String origin, boolean shown) {
        Optional<ConnectionParameter> parameter =
                ConnectionParameter.namedInJdbc(name).or(() -> ConnectionParameter.named(name));
        if (parameter.isPresent()) {
            values.put(parameter.get(), toLibpq(parameter.get(), text), origin);
            return;
        }
        if (!DRIVER_ONLY.contains(name)) {
            throw unknown(name, origin, shown);
        }
        if (text.indexOf('\0') >= 0) {
            throw new ConfigException("the parameter " + origin + " holds a zero byte", "Remove the zero byte (%00).");
        }
        if (!name.equals("ssl")) {
            values.putJdbcOnly(name, text);
        } else if (values.text(SSLMODE).isEmpty() && !text.equalsIgnoreCase("false")) {
            values.put(SSLMODE, "verify-full", origin);
        }
    }

    private static ConfigException unknown(String name, String origin, boolean shown) {
        var known = new ArrayList<>(DRIVER_ONLY);
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            known.add(parameter.jdbcName().orElse(parameter.label()));
        }
        return shown
                ? new ConfigException(
                        "unknown parameter '" + name + "' " + origin + NearestName.suggestion(name, known),
                        "Write jdbc:postgresql://host:5432/database?user=...&password=...&sslmode=require; the parameters "
                                + "are those of the PostgreSQL JDBC driver.")
                : ConnectionValues.unknown(name, origin, false);
    }

    private static String toLibpq(ConnectionParameter parameter, String text) {
        if (parameter == TARGET_SESSION_ATTRS) {
            return SESSION_TO_LIBPQ.getOrDefault(text, text);
        }
        if (parameter == LOAD_BALANCE_HOSTS) {
            return Map.of("true", "random", "false", "disable").getOrDefault(text, text);
        }
        if (parameter == GSSENCMODE) {
            return text.equals("allow") ? "" : text;
        }
        if (parameter == KEEPALIVES) {
            return Map.of("true", "1", "false", "0").getOrDefault(text, text);
        }
        return text;
    }

    /** The driver's value for libpq's. */
    static String toJdbc(ConnectionParameter parameter, String text) {
        if (parameter == TARGET_SESSION_ATTRS) {
            return SESSION_TO_JDBC.getOrDefault(text, "any");
        }
        if (parameter == LOAD_BALANCE_HOSTS) {
            return String.valueOf(text.equals("random"));
        }
        if (parameter == KEEPALIVES) {
            return String.valueOf(!text.equals("0"));
        }
        return text;
    }
}
