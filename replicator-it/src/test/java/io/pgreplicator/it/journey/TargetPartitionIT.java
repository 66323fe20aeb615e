package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A partition of the target that somebody detaches or drops there takes the rows along that the replicator has put into it. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class TargetPartitionIT {
    private static final String TREE = """
            CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
            CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (1000) TO (3000) PARTITION BY RANGE (id);
            CREATE TABLE p_3 PARTITION OF p_2 FOR VALUES FROM (1000) TO (2000);
            CREATE TABLE p_4 PARTITION OF p_2 FOR VALUES FROM (2000) TO (3000);
            """;
    private static final String ROWS = "INSERT INTO p SELECT g, 'v' FROM generate_series(1, 2999) AS g";
    private static final String MORE = "INSERT INTO p VALUES (0, 'more')";
    private static final String LOSS = "detached or dropped there";

    private static Journey begun(int source, int target) throws SQLException {
        Journey journey = Journey.empty(source, target);
        journey.onBoth(TREE);
        journey.onSource(ROWS);
        return journey;
    }

    /** What the failure says of it, done to the end. */
    private static void mend(Journey journey, ReplicatorException failure) throws SQLException {
        assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_WENT_BACK);
        assertThat(failure).hasMessageContaining(LOSS);
        assertThatThrownBy(journey::catchUp).hasMessageContaining(LOSS);
        try (Replicator replicator = journey.open()) {
            replicator.repair();
        } catch (ReplicatorException e) {
            assertThat(e).hasMessageContaining("have none to come to");
            CureLine.carryOut(journey.pair, e.cure());
            try (Replicator replicator = journey.open()) {
                replicator.repair();
            }
        }
    }

    private static void assertSameRows(Journey journey) throws SQLException {
        String rows = "SELECT concat_ws(' ', count(*), sum(id), min(v), max(v)) FROM p";
        assertThat(Journey.text(journey.target, rows)).isEqualTo(Journey.text(journey.source, rows));
    }

    private static ReplicatorException refusal(Journey journey) {
        return Assertions.catchThrowableOfType(ReplicatorException.class, journey::catchUp);
    }

    private static void whileItFollows(Journey journey, String onTarget) throws Exception {
        try (Replicator replicator = journey.open();
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            Journey.execute(journey.target, onTarget);
            assertThatThrownBy(() -> {
                        journey.onSource(MORE);
                        replication.awaitCaughtUp();
                    })
                    .hasMessageContaining(LOSS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "13, 18, ALTER TABLE p DETACH PARTITION p_1",
        "15, 18, DROP TABLE p_1",
        "13, 13, ALTER TABLE p DETACH PARTITION p_2",
        "15, 15, ALTER TABLE p_2 DETACH PARTITION p_4; ALTER TABLE p_4 RENAME TO elsewhere"
    })
    void endsTheRunAndItsRowsComeBack(int source, int target, String change) throws Exception {
        try (Journey journey = begun(source, target)) {
            whileItFollows(journey, change);
            mend(journey, refusal(journey));
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** Between two runs, and made again by 'replicator schema' or by hand: empty. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNoticedByTheNextRun(boolean madeAgain) throws Exception {
        try (Journey journey = begun(15, 15)) {
            journey.catchUp();
            Journey.execute(journey.target, "DROP TABLE p_4");
            if (madeAgain) {
                Journey.execute(journey.target, "CREATE TABLE p_4 PARTITION OF p_2 FOR VALUES FROM (2000) TO (3000)");
            }
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().findings())
                        .filteredOn(finding -> finding.level() == Finding.Level.WARN)
                        .anyMatch(finding -> finding.message().contains(LOSS));
            }
            mend(journey, refusal(journey));
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** What deletes rows of it finds none while it is detached. */
    @Test
    void isNoticedWhenItIsAttachedAgain() throws Exception {
        try (Journey journey = begun(15, 15)) {
            journey.catchUp();
            Journey.execute(
                    journey.target,
                    "ALTER TABLE p DETACH PARTITION p_1; ALTER TABLE p ATTACH PARTITION p_1 FOR VALUES FROM (0) TO (1000)");
            mend(journey, refusal(journey));
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void isNoticedWhenItGoesDuringTheCopy() throws Exception {
        try (Journey journey = begun(15, 15)) {
            try (Replicator replicator =
                    journey.open(journey.config(), dropOnce(journey, PausePoint.COPY_AFTER_COMMIT, "DROP TABLE p_1"))) {
                ReplicatorException failure =
                        Assertions.catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
                mend(journey, failure);
            }
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Between the look for lost ones and the note of those that are there. */
    @Test
    void isNoticedWhenItGoesDuringALook() throws Exception {
        try (Journey journey = begun(15, 15);
                Replicator replicator = journey.open();
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            try (Connection lock = journey.pair.targetSuperuser()) {
                lock.setAutoCommit(false);
                Journey.execute(lock, "LOCK TABLE replicator.copied_partition IN SHARE MODE");
                Journey.execute(journey.target, "CREATE TABLE p_5 PARTITION OF p FOR VALUES FROM (3000) TO (4000)");
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> Journey.text(
                                        journey.target,
                                        "SELECT count(*) FROM pg_locks"
                                                + " WHERE relation = 'replicator.copied_partition'::regclass AND NOT granted")
                                .equals("1"));
                Journey.execute(journey.target, "DROP TABLE p_1");
                lock.rollback();
            }
            assertThatThrownBy(() -> {
                        journey.onSource(MORE);
                        replication.awaitCaughtUp();
                    })
                    .hasMessageContaining(LOSS);
            mend(journey, refusal(journey));
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** Rows are in it before anything was looked at. */
    @Test
    void isNoticedWhenItGoesAfterTheRoundThatCreatedIt() throws Exception {
        try (Journey journey = begun(15, 15);
                Replicator replicator = journey.open(journey.config(), place -> {
                    if (place == PausePoint.ROUND_AFTER_COMMIT) {
                        Unchecked.run(() -> Journey.execute(journey.target, "DROP TABLE IF EXISTS p_5"));
                    }
                })) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("CREATE TABLE p_5 PARTITION OF p FOR VALUES FROM (3000) TO (4000);"
                        + " INSERT INTO p VALUES (3001, 'new')");
                replication.awaitCaughtUp();
            } catch (ReplicatorException e) {
                assertThat(e).hasMessageContaining(LOSS); // it may have looked by then
            }
            mend(journey, refusal(journey));
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void isNoticedWhenItGoesDuringTheRepair() throws Exception {
        try (Journey journey = begun(15, 15)) {
            journey.catchUp();
            try (Replicator replicator =
                    journey.open(journey.config(), dropOnce(journey, PausePoint.REPAIR_COMPARED, "DROP TABLE p_1"))) {
                replicator.repair();
            }
            mend(journey, refusal(journey));
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static PausePoint.Hook dropOnce(Journey journey, PausePoint when, String drop) {
        var done = new AtomicBoolean();
        return place -> {
            if (place == when && done.compareAndSet(false, true)) {
                Unchecked.run(() -> Journey.execute(journey.target, drop));
            }
        };
    }

    /** Retention on both sides, in any order; and what the replicator replaces is none of it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesUnnoticedWhereTheSourceHasNoneOfItsName(boolean whileItRuns) throws Exception {
        try (Journey journey = begun(15, 15)) {
            journey.onBoth("CREATE TABLE old PARTITION OF p FOR VALUES FROM (9000) TO (9999)");
            journey.onSource("INSERT INTO p VALUES (9001, 'old')");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                if (whileItRuns) {
                    journey.onSource("DROP TABLE old");
                    replication.awaitCaughtUp();
                    Journey.execute(journey.target, "DROP TABLE old");
                    journey.onSource(MORE);
                    replication.awaitCaughtUp();
                }
            }
            if (!whileItRuns) {
                Journey.execute(journey.target, "DROP TABLE old");
                journey.onSource("DROP TABLE old");
                journey.onSource(MORE);
                journey.catchUp();
            }
            journey.assertArrived();
        }
    }

    /** Retention on the side that is written to, between two switches: the other side keeps the empty partition. */
    @Test
    void goesUnnoticedOnTheSideThatIsWrittenTo() throws Exception {
        try (Journey journey = begun(15, 15)) {
            journey.cutOver(CutoverOptions.defaults());
            Journey.execute(journey.target, "DROP TABLE p_4");
            Journey.execute(journey.target, "INSERT INTO p VALUES (0, 'back')");
            journey.catchUp();
            journey.cutOver(CutoverOptions.defaults().goingBack());
            journey.onSource("DROP TABLE p_1");
            journey.catchUp();
            journey.cutOver(CutoverOptions.defaults());
            Journey.execute(journey.target, "INSERT INTO p VALUES (1001, 'again') ON CONFLICT DO NOTHING");
            journey.catchUp();
            assertSameRows(journey);
        }
    }
}
