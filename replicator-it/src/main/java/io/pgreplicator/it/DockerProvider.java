package io.pgreplicator.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Servers from the official images, through Testcontainers. Thread-safe. */
final class DockerProvider implements PostgresProvider {

    /** These only mean something on the host, or the image sets them itself. */
    private static final Set<String> IMAGE_DECIDES = Set.of("listen_addresses");

    private static final Map<String, Boolean> ANSWER = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public boolean restarts() {
        return false;
    }

    @Override
    public boolean offers(int major) {
        return ANSWER.computeIfAbsent(
                "engine", key -> DockerClientFactory.instance().isDockerAvailable());
    }

    @Override
    @SuppressWarnings("resource") // the instance closes it
    public ServerInstance start(int major, Map<String, String> conf) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        conf.forEach((name, value) -> {
            if (!IMAGE_DECIDES.contains(name)) {
                command.add("-c");
                command.add(name + "=" + value);
            }
        });
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major)
                .withUsername(ServerInstance.SUPERUSER)
                .withPassword(ServerInstance.SUPERUSER_PASSWORD)
                .withDatabaseName("postgres")
                .withCommand(command.toArray(String[]::new));
        container.start();
        return new Container(container);
    }

    /** A container with a server in it. Thread-safe. */
    private record Container(PostgreSQLContainer container) implements ServerInstance {

        @Override
        public String host() {
            return container.getHost();
        }

        @Override
        public int port() {
            return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
        }

        @Override
        public void stopImmediately() {
            // A restarted container gets another host port, which no crash of a server does.
            throw new UnsupportedOperationException(
                    "Servers in Docker cannot be stopped and started again: choose -Dit.postgres.provider=embedded");
        }

        @Override
        public void startAgain() {
            stopImmediately();
        }

        @Override
        public ServerInstance standby(String host, int port) {
            throw new UnsupportedOperationException("Servers in Docker have no standbys");
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
