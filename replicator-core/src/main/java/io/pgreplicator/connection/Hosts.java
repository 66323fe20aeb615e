package io.pgreplicator.connection;

import static io.pgreplicator.connection.ConnectionParameter.HOST;
import static io.pgreplicator.connection.ConnectionParameter.HOSTADDR;
import static io.pgreplicator.connection.ConnectionParameter.PORT;

import io.pgreplicator.error.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The servers to try, in order; there is at least one. Immutable.
 *
 * @param names host names or addresses, IPv6 without brackets
 * @param ports one port for each
 */
record Hosts(List<String> names, List<Integer> ports) {
    private static final String DEFAULT_HOST = "localhost";
    private static final int DEFAULT_PORT = 5432;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?");

    Hosts {
        names = List.copyOf(names);
        ports = List.copyOf(ports);
    }

    /** Reads host or hostaddr, and port. Throws {@link ConfigException} for a Unix socket or a malformed list. */
    static Hosts of(ConnectionValues values) {
        ConnectionParameter place = values.text(HOSTADDR).isPresent() ? HOSTADDR : HOST;
        List<String> names = new ArrayList<>();
        for (String name : values.text(place).orElse("").split(",", -1)) {
            names.add(checkedName(name.isEmpty() ? DEFAULT_HOST : name, place.label() + " " + values.origin(place)));
        }
        return new Hosts(names, ports(values, names.size()));
    }

    private static String checkedName(String name, String where) {
        if (name.startsWith("/") || name.startsWith("@")) {
            throw new ConfigException(
                    where + " is the directory of a Unix socket, which is not supported",
                    "Give host=localhost (or the server's name) and its port instead.");
        }
        if (!NAME.matcher(name).matches() && !IPV6.matcher(name).matches()) {
            throw new ConfigException(
                    where + " holds a symbol that no host name has; perhaps the password is not encoded",
                    ConnectionText.QUOTING);
        }
        return name;
    }

    private static List<Integer> ports(ConnectionValues values, int hosts) {
        String where = "port " + values.origin(PORT);
        List<String> texts = List.of(values.text(PORT).orElse("").split(",", -1));
        if (texts.size() != 1 && texts.size() != hosts) {
            throw new ConfigException(
                    where + " has " + texts.size() + " entries for " + hosts + " hosts",
                    "Give one port for all hosts, or one for each.");
        }
        List<Integer> ports = texts.stream().map(text -> port(text, where)).toList();
        return IntStream.range(0, hosts)
                .mapToObj(i -> ports.get(ports.size() == 1 ? 0 : i))
                .toList();
    }

    private static int port(String text, String where) {
        String digits = text.strip();
        if (digits.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new ConfigException(
                    where + " is not a number from 1 to 65535; perhaps the password is not encoded",
                    ConnectionText.QUOTING);
        }
        return port;
    }

    /** As in a URL: {@code a:5432,[::1]:5433}. */
    String inUrl() {
        return IntStream.range(0, names.size())
                .mapToObj(i ->
                        (names.get(i).indexOf(':') < 0 ? names.get(i) : "[" + names.get(i) + "]") + ":" + ports.get(i))
                .collect(Collectors.joining(","));
    }

    /** As in PGPORT. */
    String portList() {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
