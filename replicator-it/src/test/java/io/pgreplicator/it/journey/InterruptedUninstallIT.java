package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestart;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An uninstallation that was killed halfway: whatever it tells to do leads to an end, and what was written to a table that is captured no
 * more is not taken for carried.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class InterruptedUninstallIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));

    private static final String ROWS =
            "SELECT concat_ws('/', (SELECT string_agg(id || t, ' ' ORDER BY id) FROM a), (SELECT string_agg(id || t, ' ' ORDER BY id) FROM b))";

    @TempDir
    Path directory;

    private static Journey following() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 16);
        journey.onBoth("CREATE TABLE a (id int PRIMARY KEY, t text);"
                + " CREATE TABLE b (id int PRIMARY KEY, t text, a int REFERENCES a); CREATE INDEX ON a (t)");
        journey.onSource("INSERT INTO a VALUES (1, 'x'), (5, 'gone'); INSERT INTO b VALUES (1, 'x', 1)");
        journey.catchUp();
        return journey;
    }

    /** kill -9 of the real process. */
    private void killAt(Journey journey, PausePoint place, String verb) throws SQLException {
        Path reached = directory.resolve(place.toString());
        List<String> arguments = Stream.of(
                        verb, "--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri())
                .toList();
        try (ReplicatorProcess process =
                ReplicatorProcess.start(arguments, Map.of("replicator.pause-at", place + ":" + reached), Map.of())) {
            Awaitility.await().atMost(Patience.LIMIT).until(() -> {
                assertThat(process.isAlive() || Files.exists(reached))
                        .as("%s: %s", reached, process.stderr())
                        .isTrue();
                return Files.exists(reached);
            });
            process.kill9();
        }
        journey.awaitNoLeader();
    }

    private static void write(Connection primary) throws SQLException {
        Journey.execute(
                primary,
                "DELETE FROM a WHERE id = 5; UPDATE a SET t = 'y' WHERE id = 1; INSERT INTO a VALUES (2, 'w');"
                        + " INSERT INTO b VALUES (2, 'w', 2)");
    }

    private static ReplicatorException refused(Journey journey) {
        return catchThrowableOfType(ReplicatorException.class, () -> {
            try (Replicator replicator = journey.open()) {
                replicator.uninstall();
            }
        });
    }

    private static void assertToldToRun(ReplicatorException refusal, String side) {
        assertThat(refusal.code()).isIn(ErrorCode.CHANGES_NOT_CARRIED, ErrorCode.CHANGES_NOT_CARRIED.turned());
        assertThat(refusal.getMessage())
                .contains("The " + side + " holds what")
                .contains("An uninstallation that did not end has removed the capture of public.a.");
        assertThat(refusal.cure())
                .contains("Run 'replicator run --until caught-up'")
                .contains("What is captured no more, it captures and copies again.");
    }

    private static void assertCopiedAnew(Journey journey, String table) {
        assertThat(journey.events())
                .contains(new CopyRestarted(new QualifiedName("public", table), CopyRestart.CAPTURED_ANEW));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItTellsBeforeACutoverLeadsToItsEnd(boolean rehearsed) throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            if (rehearsed) {
                journey.cutOver(SWITCH.rehearsing(1));
            }
            killAt(journey, PausePoint.UNINSTALL_RELEASED, "uninstall");
            write(journey.source);
            assertToldToRun(refused(journey), "source");
            journey.catchUp();
            assertCopiedAnew(journey, "a");
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo("1y 2w/1x 2w");
            journey.onSource("UPDATE a SET t = 'z' WHERE id = 2");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo("1y 2z/1x 2w");
            journey.assertArrived();
        }
    }

    @Test
    void whatItTellsAfterACutoverLeadsToItsEnd() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.cutOver(SWITCH);
            killAt(journey, PausePoint.UNINSTALL_RELEASED, "uninstall");
            write(journey.target);
            assertToldToRun(refused(journey), "target");
            journey.catchUp();
            assertCopiedAnew(journey, "a");
            assertThat(Journey.text(journey.source, ROWS)).isEqualTo("1y 2w/1x 2w");
            journey.assertArrived();
        }
    }

    @Test
    void theCutoverGoesBackAfterwards() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.cutOver(SWITCH);
            killAt(journey, PausePoint.UNINSTALL_RELEASED, "uninstall");
            write(journey.target);
            journey.cutOver(SWITCH.goingBack());
            assertThat(Journey.text(journey.source, ROWS)).isEqualTo("1y 2w/1x 2w");
            journey.onSource("INSERT INTO a VALUES (3, 's'); INSERT INTO b VALUES (3, 's', 3)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo("1y 2w 3s/1x 2w 3s");
            journey.assertArrived();
        }
    }

    @Test
    void theMoveIsCompletedAfterwards() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.cutOver(SWITCH);
            killAt(journey, PausePoint.UNINSTALL_RELEASED, "uninstall");
            write(journey.target);
            try (Replicator replicator = journey.open()) {
                replicator.complete();
            }
            assertThat(Journey.text(journey.source, ROWS)).isEqualTo("1y 2w/1x 2w");
            journey.assertArrived();
        }
    }

    /** Nothing was written: it ends as if it had not been interrupted, whatever it was killed at. */
    @ParameterizedTest
    @EnumSource(
            value = PausePoint.class,
            names = {"UNINSTALL_RELEASED", "UNINSTALL_SOURCE_LEFT", "UNINSTALL_RESTORED"})
    void itEndsWhenItIsRepeated(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            killAt(journey, place, "uninstall");
            journey.assertArrived();
        }
    }

    /** The capture is gone, and only the control schema knows why. */
    @Test
    void aRunThatFindsTheCaptureGoneSaysWhatToRun() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            killAt(journey, PausePoint.UNINSTALL_SOURCE_LEFT, "uninstall");
            ReplicatorException stop = catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            assertThat(stop.getMessage())
                    .contains("an uninstallation that did not end has removed the capture", "'replicator uninstall'")
                    .doesNotContain("--force");
            journey.assertArrived();
        }
    }

    /** Some of its partitions are captured no more; a TRUNCATE of all is not applied over what the copy brings. */
    @Test
    void aPartitionedTableThatWasReleasedInPartIsCopiedAnew() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(
                    "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                            + " CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
            journey.onSource("INSERT INTO p VALUES (1), (2)");
            journey.catchUp();
            var added = new AtomicBoolean();
            PausePoint.Hook hook = place -> Unchecked.run(() -> {
                if (place == PausePoint.UNINSTALL_RELEASED && added.compareAndSet(false, true)) {
                    journey.onSource(
                            "CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (10) TO (20); INSERT INTO p VALUES (17)");
                }
            });
            try (Replicator replicator = journey.open(journey.config(), hook)) {
                ReplicatorException refusal = catchThrowableOfType(ReplicatorException.class, replicator::uninstall);
                assertThat(refusal.cure())
                        .contains("Run 'replicator run --until caught-up'")
                        .contains("What is captured no more, it captures and copies again.");
            }
            journey.onSource("TRUNCATE p; INSERT INTO p VALUES (3), (18); INSERT INTO a VALUES (1)");
            journey.catchUp();
            assertCopiedAnew(journey, "p");
            assertThat(Journey.text(journey.target, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM p"))
                    .isEqualTo("3 18");
            journey.assertArrived();
        }
    }
}
