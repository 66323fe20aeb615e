package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.it.Matrix;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job under live writers, across versions. */
@Execution(ExecutionMode.CONCURRENT)
class MainJobIT {
    private static final List<String> GOOD = new CopyOnWriteArrayList<>();
    private static final int OLDEST = 13;
    private static final int NEWEST = 18;

    /** A sample, or every pair whose target is not older than its source. */
    static Stream<Arguments> pairs() {
        if (!Boolean.getBoolean("pairs.all")) {
            return Today.choose(List.of(arguments(13, 17), arguments(16, 17), arguments(15, 18), arguments(18, 18)), 2)
                    .stream();
        }
        return IntStream.rangeClosed(OLDEST, NEWEST)
                .boxed()
                .flatMap(source -> IntStream.rangeClosed(source, NEWEST).mapToObj(target -> arguments(source, target)));
    }

    @AfterAll
    static void tell() {
        Matrix.tell("main job", GOOD.size() + " pairs of versions good: " + String.join(" ", GOOD));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void copiesAndFollowsWhileClientsWrite(int sourceMajor, int targetMajor) throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(sourceMajor, targetMajor);
                Workload workload = Workload.start(
                        journey.pair.writerUris(),
                        WorkloadOptions.of(sourceMajor * 100L + targetMajor, 6).pausing(Duration.ofMillis(20)))) {
            Thread.sleep(500);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                Thread.sleep(3000);
                assertThat(replicator.status().phase()).isEqualTo(Phase.FOLLOWING);
                workload.stop();
                replication.awaitCaughtUp();
                assertThat(replicator.compare().tables()).allMatch(table -> table.equal(), "equal");
            }
            assertThat(workload.transactions()).isGreaterThan(100);
            assertThat(journey.events().stream()
                            .filter(event -> event instanceof ChunkEnded chunk
                                    && chunk.ending().isDone()))
                    .hasSizeGreaterThan(15);
            journey.assertArrived();
            GOOD.add(sourceMajor + "-" + targetMajor);
        }
    }
}
