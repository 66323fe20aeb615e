package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proxy's faults as a PostgreSQL client sees them. Confined to the test thread. */
class TcpProxyIT {

    private final PostgresServer server = ServerPool.source(15);
    private final TcpProxy proxy = TcpProxy.to(server);

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void forwardsMegabytesUnchanged() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(length(connection, "SELECT string_agg(md5(i::text), '') FROM generate_series(1, 500000) AS i"))
                    .isEqualTo(16_000_000);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void cutResetsOpenConnectionsAndAcceptsNewOnes() throws SQLException {
        try (Connection connection = connect()) {
            CompletableFuture<Integer> sleeping =
                    CompletableFuture.supplyAsync(() -> quietly(connection, "SELECT pg_sleep(30)"));
            await().until(() -> active("SELECT pg_sleep(30)") == 1);
            proxy.cut();
            assertThatThrownBy(sleeping::join).hasStackTraceContaining("I/O error");
            assertThatThrownBy(() -> length(connection, "SELECT 'x'")).isInstanceOf(SQLException.class);
        }
        try (Connection connection = connect()) {
            assertThat(length(connection, "SELECT 'works'")).isEqualTo(5);
        }
    }

    @Test
    void stallHoldsBytesBackUntilResume() throws SQLException {
        try (Connection connection = connect()) {
            proxy.stall();
            CompletableFuture<Integer> answer =
                    CompletableFuture.supplyAsync(() -> quietly(connection, "SELECT 'abc'"));
            assertThat(answer)
                    .as("no answer while the link is dead")
                    .failsWithin(Duration.ofMillis(500))
                    .withThrowableOfType(java.util.concurrent.TimeoutException.class);
            proxy.resume();
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(3);
        }
    }

    @Test
    void delayAddsToEachDirection() throws SQLException {
        try (Connection connection = connect()) {
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            length(connection, "SELECT 'there and back'");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
            proxy.delay(Duration.ZERO);
        }
    }

    @Test
    void refusesNewConnectionsWhileOpenOnesGoOn() throws SQLException {
        try (Connection connection = connect()) {
            proxy.refuse(true);
            assertThatThrownBy(this::connect).hasMessageContaining("refused");
            assertThat(length(connection, "SELECT 'on'")).isEqualTo(2);
            proxy.refuse(false);
            try (Connection another = connect()) {
                assertThat(length(another, "SELECT 'again'")).isEqualTo(5);
            }
        }
    }

    private Connection connect() throws SQLException {
        return PostgresUri.parse(proxy.through(server.superuserUri())).connect();
    }

    private long active(String query) throws SQLException {
        try (Connection connection = server.superuser("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + query + "'")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static int quietly(Connection connection, String query) {
        try {
            return length(connection, query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int length(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1).length();
        }
    }
}
