package io.pgreplicator.connection;

import static io.pgreplicator.connection.ConnectionParameter.DBNAME;
import static io.pgreplicator.connection.ConnectionParameter.HOST;
import static io.pgreplicator.connection.ConnectionParameter.PASSWORD;
import static io.pgreplicator.connection.ConnectionParameter.PORT;
import static io.pgreplicator.connection.ConnectionParameter.USER;

import java.util.StringJoiner;

/**
 * Reads {@code postgresql://} URIs as libpq does, and {@code jdbc:postgresql:} URLs, whose query uses the JDBC driver's
 * names, by the same grammar. Confined to one thread.
 */
final class UriReader {
    private final ConnectionText source;
    private final String text;
    private final boolean jdbc;
    private final ConnectionValues values = new ConnectionValues();
    private int at;
    private boolean secretSeen;

    private UriReader(ConnectionText source, int start, boolean jdbc) {
        this.source = source;
        this.text = source.text();
        this.at = start;
        this.jdbc = jdbc;
    }

    /** Reads {@code [//[user[:password]@][host[:port],...]/][database][?name=value&...]} from {@code start}. */
    static ConnectionValues read(ConnectionText source, int start, boolean jdbc) {
        var reader = new UriReader(source, start, jdbc);
        if (source.text().startsWith("//", start)) {
            reader.at += 2;
            reader.readUserinfo();
            reader.readHosts();
        }
        reader.readDatabase();
        reader.readQuery();
        return reader.values;
    }

    private void readUserinfo() {
        int end = find("@/", at);
        if (end == text.length() || text.charAt(end) != '@') {
            return;
        }
        int colon = Math.min(find(":", at), end);
        values.put(USER, source.decoded(at, colon), "of the user name " + ConnectionText.position(at));
        if (colon < end) {
            values.put(PASSWORD, source.decoded(colon + 1, end), ConnectionText.position(colon + 1));
        }
        at = end + 1;
    }

    private void readHosts() {
        int start = at;
        var hosts = new StringJoiner(",");
        var ports = new StringJoiner(",");
        boolean more = true;
        while (more) {
            hosts.add(host());
            ports.add(port());
            more = at < text.length() && text.charAt(at) == ',';
            at += more ? 1 : 0;
        }
        values.put(HOST, hosts.toString(), ConnectionText.position(start));
        values.put(PORT, ports.toString(), "in the host part " + ConnectionText.position(start));
    }

    private String host() {
        if (at == text.length() || text.charAt(at) != '[') {
            int start = at;
            at = find(":/?,", at);
            return source.decoded(start, at);
        }
        int start = at + 1;
        int end = find("]", at);
        if (end == text.length()) {
            throw source.problem("the bracket is never closed that opens an IPv6 address", at);
        }
        at = end + 1;
        if (at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0) {
            throw source.problem("expected : or / or ? or , or the end after an IPv6 address", at);
        }
        return source.decoded(start, end);
    }

    private String port() {
        if (at == text.length() || text.charAt(at) != ':') {
            return "";
        }
        int start = at + 1;
        at = find("/?,", start);
        return source.decoded(start, at);
    }

    private void readDatabase() {
        if (at < text.length() && text.charAt(at) == '/') {
            at++;
        }
        int start = at;
        at = find("?", at);
        values.put(DBNAME, decodedInQuery(start, at), ConnectionText.position(start));
    }

    private void readQuery() {
        while (at < text.length()) {
            int start = at + 1;
            at = find("&", start);
            if (at > start) {
                readPair(start, at);
            }
        }
    }

    private void readPair(int start, int end) {
        int equals = find("=", start);
        if (equals >= end || equals == start) {
            throw source.problem("expected name=value", start);
        }
        String name = source.decoded(start, equals);
        String value = decodedInQuery(equals + 1, end);
        boolean shown = !secretSeen && source.behindUserinfo(start) && ConninfoReader.looksLikeName(name);
        if (jdbc) {
            JdbcParameters.put(values, name, value, ConnectionText.position(start), shown);
        } else if (name.equals("ssl") && value.equals("true")) {
            values.put(ConnectionParameter.SSLMODE, "require", ConnectionText.position(start));
        } else {
            values.put(name, value, ConnectionText.position(start), shown);
        }
        secretSeen |=
                ConnectionParameter.named(name).map(ConnectionParameter::secret).orElse(false);
    }

    /** The JDBC driver reads a plus sign in the database and the query as a blank; libpq does not. */
    private String decodedInQuery(int start, int end) {
        return jdbc ? new ConnectionText(text.replace('+', ' ')).decoded(start, end) : source.decoded(start, end);
    }

    /** The index of the first of these characters at or after {@code from}; the end of the text if there is none. */
    private int find(String symbols, int from) {
        int index = from;
        while (index < text.length() && symbols.indexOf(text.charAt(index)) < 0) {
            index++;
        }
        return index;
    }
}
