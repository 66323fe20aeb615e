package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** There and back under clients that go where writes are taken: every acknowledged row is on both sides. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class WayBackIT {
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    private DatabasePair pair;

    private Replicator open(int from, int to) throws SQLException {
        pair = DatabasePair.create(from, to);
        execute(pair.connectSource(), RecordingClients.TABLES + RecordingClients.ROWS);
        execute(pair.connectTarget(), RecordingClients.TABLES);
        return Replicator.open(
                ReplicatorConfig.builder()
                        .source(pair.sourceUri())
                        .target(pair.targetUri())
                        .build(),
                ReplicationListener.NONE);
    }

    @AfterEach
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"15, 17", "13, 13"})
    void thereAndBackUnderClients(int from, int to) throws SQLException, InterruptedException {
        try (Replicator replicator = open(from, to);
                RecordingClients clients = RecordingClients.moving(pair, 8)) {
            clients.awaitMore(100);
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
            }
            for (int i = 0; i < 3; i++) {
                turn(replicator, PATIENT, clients);
                turn(replicator, PATIENT.goingBack(), clients);
            }
            clients.stop();
            assertThat(clients.failures()).isEmpty();
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            for (String table : new String[] {"noted", "noted_too"}) {
                assertThat(clients.present(table)).isEqualTo(clients.acknowledged());
                assertThat(clients.arrived(table)).isEqualTo(clients.acknowledged());
            }
            assertThat(replicator.compare().tables()).allMatch(table -> table.equal());
        }
    }

    /** Switches, and then follows in the new direction for a while. */
    private static void turn(Replicator replicator, CutoverOptions options, RecordingClients clients)
            throws InterruptedException {
        long refused = clients.refused();
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
        clients.awaitMore(50);
        assertThat(clients.refused()).isGreaterThanOrEqualTo(refused + 8);
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            clients.awaitMore(50);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
