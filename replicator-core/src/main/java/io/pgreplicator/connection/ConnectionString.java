package io.pgreplicator.connection;

import io.pgreplicator.error.ConfigException;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the forms in which a database may be specified. Stateless, thread-safe. */
public final class ConnectionString {
    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String JDBC = "jdbc:postgresql:";

    private ConnectionString() {}

    /**
     * Reads a connection with libpq's meaning of each part: a {@code postgresql://} or {@code postgres://} URI, a {@code
     * jdbc:postgresql:} URL, {@code key=value} pairs or {@code service=name}. What the text does not specify comes from the
     * service file, then from the PG* variables of {@code environment}, then from libpq's defaults; the password finally
     * from the password file. Where libpq would use a Unix socket the host is {@code localhost}. Reads small files and opens
     * no connection.
     *
     * @throws ConfigException when it cannot be read; the message names the position (counting from 1) and never holds a
     *     password or any other text that may be part of one
     */
    public static ConnectionSettings parse(String text, Map<String, String> environment) {
        var surroundings = new Surroundings(environment);
        ConnectionValues values = read(text);
        ServiceFile.complete(values, surroundings);
        values.completeFrom(surroundings);
        return new SettingsAssembly(values, surroundings).settings();
    }

    private static ConnectionValues read(String text) {
        String stripped = text.strip();
        var source = new ConnectionText(text.stripTrailing());
        int start = text.indexOf(stripped);
        if (stripped.isEmpty()) {
            throw new ConfigException("the connection is empty", ConnectionText.QUOTING);
        }
        if (stripped.startsWith("postgresql://") || stripped.startsWith("postgres://")) {
            return UriReader.read(source, start + stripped.indexOf("//"), false);
        }
        if (stripped.startsWith(JDBC)) {
            return UriReader.read(source, start + JDBC.length(), true);
        }
        if (OTHER_SCHEME.matcher(stripped).matches()) {
            throw new ConfigException(
                    "the connection begins with neither postgresql:// nor jdbc:postgresql: nor name=",
                    ConnectionText.QUOTING);
        }
        return ConninfoReader.read(new ConnectionText(text));
    }
}
