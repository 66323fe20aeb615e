package io.pgreplicator.it;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts real PostgreSQL servers from the first provider that has one. Thread-safe.
 *
 * <p>{@code -Dit.postgres.provider} (or the environment variable {@code IT_POSTGRES_PROVIDER}) names a provider:
 * {@code docker}, {@code embedded}, {@code installed}, or {@code auto} for the first of these that works. Where none
 * does, starting fails: a test that silently does not run proves nothing.
 */
public final class PostgresServers {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServers.class);

    /** Durable as far as a killed server goes, fast otherwise: fsync only matters when the machine itself dies. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("fsync", "off"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("max_connections", "200"),
            Map.entry("max_prepared_transactions", "10"),
            Map.entry("max_wal_size", "2GB"),
            // Clients of a workload deadlock often, and each would otherwise wait a second to learn of it.
            Map.entry("deadlock_timeout", "200ms"),
            Map.entry("log_line_prefix", "%m [%p] %q%u@%d/%a "),
            Map.entry("timezone", "UTC"));

    private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

    private PostgresServers() {}

    /** Starts a server with the settings of the kit; blocks until it accepts connections. */
    public static PostgresServer start(int major) {
        return start(major, Map.of());
    }

    /**
     * Starts a server; blocks until it accepts connections.
     *
     * @param conf settings for postgresql.conf, in the form they have there without quotes; they win over the kit's
     * @throws IllegalStateException when no provider has a server of this major version, or it does not start
     */
    public static PostgresServer start(int major, Map<String, String> conf) {
        PostgresProvider provider = provider(major);
        Map<String, String> settings = new TreeMap<>(DEFAULTS);
        settings.putAll(conf);
        PostgresServer server = new PostgresServer(major, provider.start(major, settings));
        if (ANNOUNCED.add(provider.name() + major)) {
            LOG.info("PostgreSQL {} from provider {}", server.version(), provider.name());
        }
        return server;
    }

    /** Starts a server that can be stopped, started again and given a standby, so never in Docker; blocks. */
    public static PostgresServer startRestartable(int major, Map<String, String> conf) {
        PostgresProvider provider = Providers.ALL.stream()
                .filter(candidate -> candidate.restarts() && candidate.offers(major))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "No PostgreSQL " + major
                                        + " that runs as a process: run mvn package for the embedded binaries, or install the package"));
        Map<String, String> settings = new TreeMap<>(DEFAULTS);
        settings.putAll(conf);
        return new PostgresServer(major, provider.start(major, settings));
    }

    /** The major versions from 13 on that can be started here, oldest first. */
    public static List<Integer> majors() {
        return java.util.stream.IntStream.rangeClosed(13, 18)
                .filter(major -> candidates().stream().anyMatch(provider -> provider.offers(major)))
                .boxed()
                .toList();
    }

    private static PostgresProvider provider(int major) {
        List<PostgresProvider> candidates = candidates();
        return candidates.stream()
                .filter(provider -> provider.offers(major))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No PostgreSQL " + major + " to be had from "
                        + candidates.stream().map(PostgresProvider::name).collect(Collectors.joining(", "))
                        + ": start Docker, run mvn package for the embedded binaries, or install the package"));
    }

    private static List<PostgresProvider> candidates() {
        String choice = choice();
        List<PostgresProvider> chosen = Providers.ALL.stream()
                .filter(provider -> choice.equals("auto") || choice.equals(provider.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalStateException(
                    "it.postgres.provider is '" + choice + "', not one of auto, docker, embedded, installed");
        }
        return chosen;
    }

    private static String choice() {
        String environment = System.getenv("IT_POSTGRES_PROVIDER");
        return System.getProperty("it.postgres.provider", environment == null ? "auto" : environment);
    }

    /** Detects the surroundings once, when the first server is wanted. Immutable. */
    private static final class Providers {

        private static final Unprivileged UNPRIVILEGED = Unprivileged.detect();
        private static final List<PostgresProvider> ALL =
                List.of(new DockerProvider(), new EmbeddedProvider(UNPRIVILEGED), new InstalledProvider(UNPRIVILEGED));
    }
}
