package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Patience;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.runtime.PausePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** kill -9 of the real process, at every named place and at random moments; a restart goes on and nothing is lost. */
@Execution(ExecutionMode.CONCURRENT)
class KillIT {
    /** So many days take all places, at a build a day. */
    private static final int DAYS = 8;

    /** Those of a round of several transactions. */
    private static final Set<PausePoint> PLACES_OF_LARGE_ROUNDS =
            Set.of(PausePoint.ROUND_BEFORE_BATCH_COMMIT, PausePoint.ROUND_BEFORE_WATERMARK);

    @TempDir
    Path directory;

    @Test
    void goesOnAfterBeingKilledAtEveryNamedPlace() throws SQLException, InterruptedException, IOException {
        try (Journey journey = Journey.withWorkload(15, 15);
                Workload workload = Workload.start(
                        journey.pair.writerUris(), WorkloadOptions.of(7, 4).pausing(Duration.ofMillis(30)))) {
            for (PausePoint place : Today.choose(Places.OF_RUN, DAYS)) {
                Path reached = directory.resolve(place.toString());
                try (ReplicatorProcess process = ReplicatorProcess.start(
                        arguments(journey, place), Map.of("replicator.pause-at", place + ":" + reached), Map.of())) {
                    awaitFile(process, reached);
                    process.kill9();
                }
            }
            workload.stop();
            catchUp(journey);
            uninstallAndKill(journey);
            journey.assertArrived();
        }
    }

    @Test
    void goesOnAfterBeingKilledAtRandomMoments() throws SQLException, InterruptedException {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        try (Journey journey = Journey.withWorkload(15, 17);
                Workload workload = Workload.start(
                        journey.pair.writerUris(), WorkloadOptions.of(seed, 4).pausing(Duration.ofMillis(30)))) {
            for (int i = 0; i < 4; i++) {
                try (ReplicatorProcess process =
                        ReplicatorProcess.start(arguments(journey, null), Map.of(), Map.of())) {
                    Thread.sleep(1000 + random.nextInt(3000));
                    assertThat(process.isAlive())
                            .as("seed %d: %s", seed, process.stderr())
                            .isTrue();
                    process.kill9();
                }
            }
            workload.stop();
            catchUp(journey);
            journey.assertArrived();
        }
    }

    /** Each is gone on from by the next, the last one by the journey's own uninstall. */
    private void uninstallAndKill(Journey journey) throws SQLException, InterruptedException {
        for (PausePoint place : Places.OF_UNINSTALL) {
            Path reached = directory.resolve(place.toString());
            List<String> arguments =
                    List.of("uninstall", "--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri());
            try (ReplicatorProcess process = ReplicatorProcess.start(
                    arguments, Map.of("replicator.pause-at", place + ":" + reached), Map.of())) {
                awaitFile(process, reached);
                process.kill9();
            }
        }
    }

    private static void catchUp(Journey journey) throws SQLException {
        var arguments = new ArrayList<>(arguments(journey, null));
        arguments.addAll(List.of("--until", "caught-up"));
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments, Map.of(), Map.of())) {
            assertThat(process.waitFor(Patience.LIMIT)).as(process.stderr()).isZero();
        }
        assertThat(rowsBeyondTheJournal(journey)).isZero();
    }

    /** Rows of keyed tables that stand twice would fail the unique indexes; the journal must agree besides. */
    private static long rowsBeyondTheJournal(Journey journey) throws SQLException {
        try (Connection target = journey.pair.targetSuperuser();
                Statement statement = target.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM replicator.chunk WHERE copied_at IS NULL")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A round is one transaction or many by its number of keys; each place of a large one needs its own kind. */
    private static List<String> arguments(Journey journey, @Nullable PausePoint place) {
        return List.of(
                "run",
                "--source",
                journey.pair.sourceUri(),
                "--target",
                journey.pair.targetUri(),
                "--set",
                "copy.chunk-size=64kB",
                "--set",
                "rounds.catch-up-keys=" + (place != null && PLACES_OF_LARGE_ROUNDS.contains(place) ? 1 : 1_000_000),
                "--set",
                "rounds.segment-size=64kB");
    }

    private static void awaitFile(ReplicatorProcess process, Path file) {
        Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive() || Files.exists(file))
                    .as("%s: %s", file, process.stderr())
                    .isTrue();
            return Files.exists(file);
        });
    }
}
