package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.Until;
import io.pgreplicator.it.Workload;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkFinished;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job under live writers, across versions. */
class MainJobIT {

    @ParameterizedTest
    @CsvSource({"13, 17", "14, 14", "15, 15", "15, 18", "16, 17", "18, 18"})
    void copiesAndFollowsWhileClientsWrite(int sourceMajor, int targetMajor) throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(sourceMajor, targetMajor);
                Workload workload = Workload.start(journey.pair.writerUris(), sourceMajor * 100L + targetMajor, 6)) {
            Thread.sleep(500);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start(Until.STOPPED)) {
                replication.awaitCopied();
                Thread.sleep(3000);
                assertThat(replicator.status().phase()).isEqualTo(Phase.FOLLOWING);
                workload.stop();
                replication.awaitCaughtUp();
                assertThat(replicator.compare()).allMatch(table -> table.equal(), "equal");
            }
            assertThat(workload.transactions()).isGreaterThan(100);
            assertThat(journey.events().stream().filter(ChunkFinished.class::isInstance))
                    .hasSizeGreaterThan(15);
            journey.assertArrived();
        }
    }
}
