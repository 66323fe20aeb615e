package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import io.pgreplicator.telemetry.ReplicationEvent.NoWayBack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done, and what is said, before, between and after the turns of a cutover. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class TurnedIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));
    private static final String ROWS = "SELECT string_agg(id || v, ',' ORDER BY id) FROM t";

    private static Journey begun() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 15);
        journey.onBoth(
                "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t)");
        journey.onSource("INSERT INTO t VALUES (1, 'a'), (2, 'b'); INSERT INTO u VALUES (1, 1)");
        journey.catchUp();
        return journey;
    }

    private static void end(Journey journey, CutoverOptions options) throws InterruptedException {
        try (Replicator replicator = journey.open();
                Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    private static Progress status(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return replicator.status();
        }
    }

    private static void assertNothingLeft(Journey journey) throws SQLException {
        try (Connection from = journey.pair.sourceSuperuser();
                Connection to = journey.pair.targetSuperuser()) {
            assertThat(Leftovers.find(from)).isEmpty();
            assertThat(Leftovers.find(to)).isEmpty();
        }
        Journey.execute(journey.source, "INSERT INTO t VALUES (100, 'z')");
        Journey.execute(journey.target, "INSERT INTO t VALUES (100, 'z')");
    }

    @Test
    void statusSaysWhichWayChangesGo() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            assertThat(status(journey).reverse()).isFalse();
            end(journey, SWITCH);
            assertThat(status(journey)).returns(true, Progress::reverse).returns(Phase.SWITCHED, Progress::phase);
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c')");
            assertThat(status(journey).lag().pendingKeys()).isEqualTo(1);
            journey.catchUp();
            assertThat(Journey.text(journey.source, ROWS)).isEqualTo("1a,2b,3c");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                assertThat(replicator.pause()).startsWith("Paused");
                assertThat(replicator.resume()).startsWith("Resumed");
                assertThat(replicator
                                .verify(VerifyOptions.defaults().rowsOnly())
                                .isRowsEqual())
                        .isTrue();
            }
            end(journey, SWITCH.goingBack());
            assertThat(status(journey)).returns(false, Progress::reverse).returns(Phase.FOLLOWING, Progress::phase);
            assertThatThrownBy(() -> Journey.execute(journey.target, "INSERT INTO t VALUES (4, 'd')"))
                    .hasMessageContaining("this database takes no writes: " + journey.pair.sourceDatabase());
        }
    }

    private static void kill(Journey journey, PausePoint place, Consumer<Replicator> removal) {
        try (Replicator replicator = journey.open(journey.config(), reached -> {
            if (reached == place) {
                throw new IllegalStateException("killed");
            }
        })) {
            assertThatThrownBy(() -> removal.accept(replicator)).hasStackTraceContaining("killed");
        }
    }

    private static void complete(Replicator replicator) {
        Unchecked.run(replicator::complete);
    }

    /** The capture of the side that takes writes goes first, and with it what says where changes go. */
    @Test
    void statusSaysThatTheReplicatorIsBeingRemoved() throws SQLException, InterruptedException {
        for (Consumer<Replicator> removal : List.<Consumer<Replicator>>of(TurnedIT::complete, Replicator::uninstall)) {
            for (boolean back : new boolean[] {false, true}) {
                try (Journey journey = begun()) {
                    end(journey, SWITCH);
                    if (back) {
                        end(journey, SWITCH.goingBack());
                    }
                    kill(journey, PausePoint.UNINSTALL_SOURCE_LEFT, removal);
                    assertThat(status(journey))
                            .returns(Phase.FAILED, Progress::phase)
                            .returns(null, progress -> progress.lag().pendingKeys());
                    assertThat(status(journey).lastError())
                            .contains(
                                    "is being removed",
                                    back
                                            ? "write to the source, and the target refuses"
                                            : "write to the target, and the source refuses",
                                    "'replicator complete' or 'replicator uninstall' again");
                    try (Replicator replicator = journey.open()) {
                        removal.accept(replicator);
                    }
                    assertThat(status(journey))
                            .returns(Phase.NEW, Progress::phase)
                            .returns(null, Progress::lastError);
                    assertNothingLeft(journey);
                }
            }
        }
    }

    /** Before any cutover, and with a capture that is not gone yet. */
    @Test
    void statusSaysSoOfEveryRemovalThatIsNoted() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            kill(journey, PausePoint.UNINSTALL_SOURCE_LEFT, Replicator::uninstall);
            assertThat(status(journey).lastError()).contains("is being removed", "neither side refuses");
        }
        try (Journey journey = begun()) {
            end(journey, SWITCH);
            kill(journey, PausePoint.UNINSTALL_RELEASED, TurnedIT::complete);
            assertThat(status(journey)).returns(true, Progress::reverse);
            assertThat(status(journey).lastError())
                    .contains("is being removed", "write to the target, and the source refuses");
        }
    }

    /** What it says of the two sides is true of the direction in which a run goes. */
    @Test
    void theCheckGoesTheWayOfTheChanges() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onBoth("CREATE TABLE m (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                    + " CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)");
            journey.onSource("INSERT INTO m VALUES (1)");
            journey.catchUp();
            end(journey, SWITCH);
            assertThat(failures(journey)).isEmpty();
            Journey.execute(
                    journey.target,
                    "ALTER TABLE m DETACH PARTITION m1; ALTER TABLE m1 RENAME TO aside; CREATE TABLE late (id int PRIMARY KEY)");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().findings())
                        .extracting(Finding::cure)
                        .noneMatch(cure -> cure.contains("ATTACH PARTITION") || cure.contains("--repair"));
            }
            assertThat(failures(journey))
                    .singleElement()
                    .returns("source tables", Finding::subject)
                    .returns(true, finding -> finding.message().contains("public.late"));
        }
    }

    private static List<Finding> failures(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return replicator.check().failures();
        }
    }

    /** At three in the morning: the source is gone, and somebody wants to hold the replicator. */
    @Test
    void commandsArriveWhileTheSourceDoesNotAnswer() throws SQLException, InterruptedException {
        try (Journey journey = begun();
                Replicator replicator = journey.open();
                Replication replication = replicator.start();
                Replicator elsewhere =
                        journey.open(journey.config().source("postgresql://app:none@127.0.0.1:1/none"))) {
            replication.awaitCaughtUp();
            assertThat(elsewhere.pause()).startsWith("Paused");
            assertThat(elsewhere.resume()).startsWith("Resumed");
        }
    }

    /** A cutover that only prepared the way back leaves nothing behind either. */
    @Test
    void uninstallTakesOffAWayBackThatWasNeverGone() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            end(journey, SWITCH.rehearsing(1));
            assertThatThrownBy(() -> Journey.execute(journey.target, "DELETE FROM t"))
                    .hasMessageContaining("this database takes no writes");
            try (Replicator replicator = journey.open()) {
                assertThatThrownBy(replicator::complete).hasMessageContaining("no cutover has ended");
                replicator.uninstall();
            }
            assertNothingLeft(journey);
        }
    }

    @ParameterizedTest
    @MethodSource("uninstallPlaces")
    void completeGoesOnWhereItWasKilled(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            end(journey, SWITCH);
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c')");
            var killed = new AtomicBoolean();
            try (Replicator replicator = journey.open(journey.config(), reached -> {
                if (reached == place && killed.compareAndSet(false, true)) {
                    throw new IllegalStateException("killed");
                }
            })) {
                assertThatThrownBy(replicator::complete).hasMessageContaining("killed");
            }
            Journey.execute(journey.target, "INSERT INTO t VALUES (4, 'd')");
            try (Replicator replicator = journey.open()) {
                replicator.complete();
            }
            assertThat(Journey.text(journey.source, ROWS)).startsWith("1a,2b,3c");
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo("1a,2b,3c,4d");
            assertNothingLeft(journey);
        }
    }

    private static List<PausePoint> uninstallPlaces() {
        return Places.OF_UNINSTALL;
    }

    /** Nobody adapts the capture of the side that was left. */
    @Test
    void completeMindsNoChangedTableOfTheFormerSide() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            end(journey, SWITCH);
            journey.onBoth("ALTER TABLE t ADD COLUMN w int");
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c', 7)");
            try (Replicator replicator = journey.open()) {
                replicator.complete();
            }
            assertThat(Journey.text(journey.source, "SELECT w FROM t WHERE id = 3"))
                    .isEqualTo("7");
            assertNothingLeft(journey);
        }
    }

    /** The rest is removed, and the failure names it. */
    @Test
    void completeIsNotHeldUpByASequenceOfTheFormerSide() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onBoth("CREATE SEQUENCE counted");
            end(journey, SWITCH);
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c'); SELECT setval('counted', 100000)");
            Journey.execute(journey.source, "ALTER SEQUENCE counted MAXVALUE 5 RESTART 1");
            try (Replicator replicator = journey.open()) {
                assertThatThrownBy(replicator::complete)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.SEQUENCE_NOT_SET))
                        .hasMessageContaining("counted");
            }
            assertThat(Journey.text(journey.source, ROWS)).isEqualTo("1a,2b,3c");
            assertNothingLeft(journey);
        }
    }

    /** What starts a migration from scratch would empty the side that applications write to. */
    @Test
    void noCureOfTheWayBackEmptiesThePrimary() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            end(journey, SWITCH);
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c'); ALTER TABLE u DISABLE TRIGGER USER");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).isInstanceOfSatisfying(ReplicatorException.class, e -> {
                    assertThat(e.cure())
                            .contains("uninstall --force", "keeps every row")
                            .doesNotContain("empty them");
                    assertThat(e.getMessage()).contains("on the target").doesNotContain("is here", "on the source");
                });
                replicator.uninstallForced();
            }
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo("1a,2b,3c");
            assertNothingLeft(journey);
        }
    }

    /** The former side is lost for good: any other database of one's own stands in for it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uninstallFreesTheTargetWhoseSourceIsLost(boolean switched) throws SQLException, InterruptedException {
        try (Journey journey = begun();
                DatabasePair other = DatabasePair.create(15, 15)) {
            end(journey, switched ? SWITCH : SWITCH.rehearsing(1));
            ReplicatorConfig.Builder config = journey.config().source(other.sourceUri());
            try (Replicator replicator = journey.open(config)) {
                replicator.uninstallForced();
            }
            try (Connection superuser = journey.pair.targetSuperuser()) {
                assertThat(Leftovers.find(superuser)).isEmpty();
            }
            Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c')");
        }
    }

    /** In a chain both databases have a migration on the other side: the switch has no way back then. */
    @Test
    void aChainIsCutOverWithoutAWayBack() throws SQLException, InterruptedException {
        try (Journey journey = begun();
                DatabasePair other = DatabasePair.create(15, 15);
                Connection last = other.connectTarget()) {
            Journey.execute(
                    last, "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE u (id int PRIMARY KEY, t_id int)");
            ReplicatorConfig.Builder onwards =
                    journey.config().source(journey.pair.targetUri()).target(other.targetUri());
            try (Replicator further = journey.open(onwards)) {
                Journey.catchUp(further);
                end(journey, SWITCH);
                assertThat(journey.events()).anyMatch(NoWayBack.class::isInstance);
                assertThat(status(journey).phase()).isEqualTo(Phase.SWITCHED);
                assertThat(String.valueOf(status(journey).lastError())).doesNotContain("being removed");
                assertThat(failures(journey))
                        .singleElement()
                        .returns(true, finding -> finding.message().contains("A cutover has ended"));
                assertThatThrownBy(() -> journey.onSource("INSERT INTO t VALUES (3, 'c')"))
                        .hasMessageContaining("this database takes no writes");
                Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'c')");
                Journey.catchUp(further);
                assertThat(Journey.text(last, ROWS)).isEqualTo("1a,2b,3c");
                try (Replication replication = further.start().endWhenSwitched(SWITCH)) {
                    replication.await();
                }
                Journey.execute(last, "INSERT INTO t VALUES (4, 'd')");
                further.uninstall();
            }
            try (Replicator replicator = journey.open()) {
                replicator.uninstall();
            }
            assertNothingLeft(journey);
        }
    }

    /** One side has lost that it was closed. */
    @Test
    void bothSidesOpenIsRefusedByEveryCommand() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            end(journey, SWITCH);
            journey.onSource("SELECT setval('replicator_capture.gate_state', 0)");
            assertThat(status(journey).lastError()).startsWith("Both sides take writes");
            try (Replicator replicator = journey.open()) {
                try (Replication replication = replicator.start()) {
                    assertThatThrownBy(replication::await)
                            .isInstanceOfSatisfying(
                                    ReplicatorException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.BOTH_OPEN));
                }
                assertThatThrownBy(replicator::uninstall).hasMessageContaining("Both sides take writes");
                replicator.uninstallForced();
            }
            assertNothingLeft(journey);
        }
    }

    /** Each by its name; what fails keeps the cutover from beginning. */
    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void guardrailsAreLookedAtByName(int major) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(major, major)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text, CONSTRAINT named CHECK (v <> ''))");
            Journey.execute(journey.target, "CREATE MATERIALIZED VIEW many AS SELECT * FROM t WITH NO DATA");
            journey.onSource("INSERT INTO t VALUES (1, 'a')");
            try (Connection superuser = journey.pair.sourceSuperuser()) {
                Journey.execute(
                        superuser,
                        "ALTER DATABASE " + journey.pair.sourceDatabase() + " SET statement_timeout = '700ms'");
            }
            journey.catchUp();
            assertThat(levels(journey))
                    .containsEntry("capture", Finding.Level.PASS)
                    .containsEntry("tables", Finding.Level.PASS)
                    .containsEntry("timeouts", Finding.Level.WARN)
                    .containsEntry("materialized views", Finding.Level.WARN)
                    .containsEntry("prepared transactions", Finding.Level.PASS)
                    .containsEntry("constraints", Finding.Level.PASS)
                    .doesNotContainValue(Finding.Level.FAIL);
            journey.onBoth("CREATE TABLE later (id int PRIMARY KEY)");
            Journey.execute(
                    journey.target,
                    "ALTER TABLE t DROP CONSTRAINT named; ALTER TABLE t ADD CONSTRAINT named CHECK (v <> '') NOT VALID");
            journey.onSource("BEGIN; UPDATE t SET v = 'b'; PREPARE TRANSACTION 'held'");
            assertThat(levels(journey))
                    .containsEntry("tables", Finding.Level.FAIL)
                    .containsEntry("constraints", Finding.Level.WARN)
                    .doesNotContainEntry("prepared transactions", Finding.Level.FAIL);
            assertThat(levels(journey, SWITCH.withDeadline("100ms")))
                    .containsEntry("prepared transactions", Finding.Level.FAIL);
            journey.onSource("ROLLBACK PREPARED 'held'; ALTER TABLE t DISABLE TRIGGER USER");
            assertThat(levels(journey)).containsEntry("capture", Finding.Level.FAIL);
        }
    }

    /** One that fails does not keep the others from being refreshed, each after what it reads. */
    @Test
    void materializedViewsAreRefreshedInTheirOrderBeforeTheSwitch() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            Journey.execute(
                    journey.target,
                    "CREATE MATERIALIZED VIEW z AS SELECT count(*) FROM t WITH NO DATA;"
                            + " CREATE VIEW y AS SELECT count + 1 AS count FROM z;"
                            + " CREATE MATERIALIZED VIEW a AS SELECT count FROM y WITH NO DATA;"
                            + " CREATE MATERIALIZED VIEW broken AS SELECT 1 / (count(*) - 3) FROM t WITH NO DATA");
            assertThat(levels(journey)).containsEntry("materialized views", Finding.Level.WARN);
            journey.onSource("INSERT INTO t VALUES (3, 'c')");

            end(journey, SWITCH);

            assertThat(Journey.text(journey.target, "SELECT z.count || ' ' || a.count FROM z, a"))
                    .isEqualTo("3 4");
            assertThat(journey.events())
                    .filteredOn(GuardrailsChecked.class::isInstance)
                    .flatExtracting(told -> ((GuardrailsChecked) told).findings())
                    .filteredOn(found -> found.subject().equals("materialized views"))
                    .extracting(Finding::message)
                    .anyMatch(message -> message.equals("not refreshed: public.broken (empty)"))
                    .anyMatch(message -> message.contains("division by zero"));
        }
    }

    private static Map<String, Finding.Level> levels(Journey journey) {
        return levels(journey, SWITCH);
    }

    private static Map<String, Finding.Level> levels(Journey journey, CutoverOptions options) {
        try (Replicator replicator = journey.open()) {
            return replicator.checkCutover(options).findings().stream()
                    .collect(Collectors.toMap(Finding::subject, Finding::level, (one, other) -> other));
        }
    }
}
