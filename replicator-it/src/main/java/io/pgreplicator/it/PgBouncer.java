package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PgBouncer, the connection pooler, in front of a server: every database of it, every role of the stand-ins. Listens on the
 * loopback only and ends with this JVM. The program comes from a package; where it is absent, starting fails. Thread-safe.
 */
public final class PgBouncer implements AutoCloseable {
    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static final Set<PgBouncer> RUNNING = ConcurrentHashMap.newKeySet();
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(PgBouncer::close), "stop-pgbouncers"));
    }

    private final Path home;
    private final int port;
    private final Process process;

    private PgBouncer(Path home, int port, Process process) {
        this.home = home;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it in front of a server; blocks until it accepts connections.
     *
     * @param poolMode {@code session}, {@code transaction} or {@code statement}
     * @param settings of the section {@code [pgbouncer]}; they win over the kit's
     */
    public static PgBouncer start(PostgresServer server, String poolMode, Map<String, String> settings) {
        Unprivileged unprivileged = Unprivileged.detect();
        String name = ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
        Path home = unprivileged.directory(
                unprivileged.scratch().resolve("pgbouncer").resolve(name));
        try {
            int port = freePort();
            Path users = Files.writeString(home.resolve("users.txt"), """
                    "heroku_app" "app"
                    "heroku_reporter" "rep"
                    "rds_master" "rds"
                    """);
            var all = new TreeMap<>(Map.of(
                    "listen_addr", "127.0.0.1",
                    "listen_port", Integer.toString(port),
                    "unix_socket_dir", "",
                    "auth_type", "plain",
                    "auth_file", users.toString(),
                    "pool_mode", poolMode,
                    "ignore_startup_parameters", "extra_float_digits",
                    "max_client_conn", "200"));
            all.putAll(settings);
            String lines = all.entrySet().stream()
                    .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                    .collect(Collectors.joining());
            Path file = Files.writeString(
                    home.resolve("pgbouncer.ini"),
                    "[databases]\n* = host=" + server.host() + " port=" + server.port() + "\n[pgbouncer]\n" + lines);
            var command = new ArrayList<>(unprivileged.prefix());
            command.addAll(List.of(program(), file.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("pgbouncer.log").toFile())
                    .start();
            process.getOutputStream().close();
            var bouncer = new PgBouncer(home, port, process);
            RUNNING.add(bouncer);
            bouncer.awaitStart();
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer does not start", e);
        }
    }

    /** A URI that leads to the server through it. */
    public String through(String uri) {
        PostgresUri direct = PostgresUri.parse(uri);
        return new PostgresUri(direct.user(), direct.password(), "127.0.0.1", port, direct.database()).toString();
    }

    /** Ends it and removes its files. Calling it again does nothing. */
    @Override
    public void close() {
        if (!RUNNING.remove(this)) {
            return;
        }
        // as root another program starts it
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
            for (String file : List.of("users.txt", "pgbouncer.ini", "pgbouncer.log")) {
                Files.deleteIfExists(home.resolve(file));
            }
            Files.deleteIfExists(home);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + home, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart() throws IOException {
        while (process.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                pause();
            }
        }
        String log = Files.readString(home.resolve("pgbouncer.log"));
        close();
        throw new IllegalStateException("PgBouncer does not start:\n" + log);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PgBouncer starts", e);
        }
    }

    private static String program() {
        Stream<String> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"));
        return Stream.concat(path, PLACES.stream())
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No pgbouncer: install the package of that name (Debian:"
                        + " apt-get install pgbouncer; Homebrew: brew install pgbouncer)"))
                .toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
