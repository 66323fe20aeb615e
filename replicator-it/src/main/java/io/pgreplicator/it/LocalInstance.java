package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server started with {@code initdb} and {@code pg_ctl} in a data directory of its own. Thread-safe. */
final class LocalInstance implements ServerInstance {

    private static final int PORT_ATTEMPTS = 5;
    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static final Set<LocalInstance> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(LocalInstance::close), "stop-postgres-servers"));
    }

    private final Path bin;
    private final Unprivileged unprivileged;
    private final int major;
    private final Path home;
    private final Path data;
    private final Path log;
    private int port;
    private boolean closed;

    private LocalInstance(Path bin, Unprivileged unprivileged, int major) {
        this.bin = bin;
        this.unprivileged = unprivileged;
        this.major = major;
        String name = major + "-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
        this.home =
                unprivileged.directory(unprivileged.scratch().resolve("pgdata").resolve(name));
        this.data = home.resolve("data");
        this.log = home.resolve("server.log");
    }

    /** Creates a cluster and starts it; blocks until it accepts connections. */
    static LocalInstance start(Path bin, Unprivileged unprivileged, int major, Map<String, String> conf) {
        LocalInstance instance = new LocalInstance(bin, unprivileged, major);
        RUNNING.add(instance);
        try {
            instance.initialize(conf);
            instance.startOnFreePort();
        } catch (RuntimeException | IOException e) {
            instance.close();
            throw new IllegalStateException("PostgreSQL " + major + " from " + bin + " does not start", e);
        }
        return instance;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public synchronized int port() {
        return port;
    }

    @Override
    public synchronized void stopImmediately() {
        control("stop", "-m", "immediate").orThrow();
    }

    @Override
    public synchronized void startAgain() {
        launch().orThrow();
    }

    @Override
    public synchronized ServerInstance standby(String primaryHost, int primaryPort) {
        LocalInstance standby = new LocalInstance(bin, unprivileged, major);
        RUNNING.add(standby);
        try {
            Subprocess.run(List.of("cp", "-a", data.toString(), standby.data.toString()))
                    .orThrow();
            unprivileged
                    .run(List.of("touch", standby.data.resolve("standby.signal").toString()))
                    .orThrow();
            append(
                    standby.data.resolve("postgresql.conf"),
                    "primary_conninfo = 'host=%s port=%d user=%s password=%s'\nwal_retrieve_retry_interval = '100ms'\n"
                            .formatted(primaryHost, primaryPort, SUPERUSER, SUPERUSER_PASSWORD));
            standby.startOnFreePort();
        } catch (RuntimeException | IOException e) {
            standby.close();
            throw new IllegalStateException("The standby does not start", e);
        }
        return standby;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        RUNNING.remove(this);
        // Nobody reads this data again, so a clean shutdown would only cost time.
        control("stop", "-m", "immediate");
        delete(home);
    }

    private void initialize(Map<String, String> conf) throws IOException {
        Path password = Files.writeString(home.resolve("password"), SUPERUSER_PASSWORD);
        unprivileged
                .run(List.of(
                        bin.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"))
                .orThrow();
        String lines = conf.entrySet().stream()
                .map(setting -> setting.getKey() + " = '" + setting.getValue().replace("'", "''") + "'\n")
                .collect(Collectors.joining());
        append(data.resolve("postgresql.conf"), "\n" + lines + "unix_socket_directories = ''\n");
    }

    /** The port is free when we ask and may be taken when the server does, so a failure is tried again elsewhere. */
    private synchronized void startOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            append(data.resolve("postgresql.conf"), "port = " + port + "\n");
            Subprocess started = launch();
            if (started.succeeded()) {
                return;
            }
            if (attempt == PORT_ATTEMPTS) {
                String tail = Files.exists(log) ? Files.readString(log) : "";
                throw new IllegalStateException(started.output() + "\n" + tail);
            }
        }
    }

    private Subprocess launch() {
        return control("start", "-w", "-t", "100", "-l", log.toString());
    }

    private Subprocess control(String action, String... options) {
        Stream<String> command = Stream.of(bin.resolve("pg_ctl").toString(), action, "--pgdata=" + data, "--silent");
        return unprivileged.run(Stream.concat(command, Stream.of(options)).toList());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + directory, e);
        }
    }
}
