package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.FormerSideNotAsked;
import io.pgreplicator.telemetry.ReplicationEvent.OutageStarted;
import io.pgreplicator.telemetry.ReplicationEvent.TablesNotCarried;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that a cutover does not carry: created after its guardrails have looked, or left out by its choice of tables. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class LateTableIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults();
    private static final String TABLES =
            "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE par (id int PRIMARY KEY, v text)";
    private static final String LATE = "CREATE TABLE fresh (id int PRIMARY KEY); INSERT INTO fresh VALUES (1);"
            + " CREATE TABLE child (PRIMARY KEY (id)) INHERITS (par); INSERT INTO child VALUES (7)";

    private static Journey following() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 15);
        journey.onBoth(TABLES);
        journey.onSource("INSERT INTO t VALUES (1)");
        journey.catchUp();
        return journey;
    }

    private static PausePoint.Hook creatingAt(Journey journey, PausePoint place) {
        var done = new AtomicBoolean();
        return reached -> {
            if (reached == place && done.compareAndSet(false, true)) {
                Unchecked.run(() -> journey.onSource(LATE));
            }
        };
    }

    private static ReplicatorException failureOf(Journey journey, PausePoint.Hook hook) {
        return catchThrowableOfType(ReplicatorException.class, () -> {
            try (Replicator replicator = journey.open(journey.config(), hook);
                    Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                replication.await();
            }
        });
    }

    /** Nothing is switched; what the cure says, done, is enough. */
    @ParameterizedTest
    @EnumSource(
            value = PausePoint.class,
            names = {"GATE_ARMED", "GATE_CLOSED"})
    void oneThatComesBeforeTheSwitchKeepsItFromHappening(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            ReplicatorException failure = failureOf(journey, creatingAt(journey, place));
            assertThat(failure.code()).isEqualTo(ErrorCode.CUTOVER_ROLLED_BACK);
            assertThat(failure).hasMessageContainingAll("Nothing was switched", "public.child", "public.fresh");
            journey.onSource("INSERT INTO t VALUES (2)");
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
            }
            journey.catchUp();
            journey.cutOver(SWITCH);
            assertThat(Journey.text(
                            journey.target,
                            "SELECT concat_ws(' ', (SELECT count(*) FROM t),"
                                    + " (SELECT count(*) FROM fresh), (SELECT count(*) FROM par))"))
                    .isEqualTo("2 1 1");
        }
    }

    /** Its transaction was open in that moment: the switch has happened, and does not end as if all were there. */
    @Test
    void oneThatComesWithTheSwitchIsNamedAfterIt() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            ReplicatorException failure = failureOf(journey, creatingAt(journey, PausePoint.SWITCH_BEFORE_COMMIT));
            assertThat(failure.code()).isEqualTo(ErrorCode.CHANGES_NOT_CARRIED);
            assertThat(failure).hasMessageContainingAll("The switch is done", "public.child", "public.fresh");
            assertThatThrownBy(() -> journey.onSource("INSERT INTO t VALUES (2)"))
                    .hasMessageContaining("takes no writes");
            Journey.execute(journey.target, "INSERT INTO t VALUES (2)");
            try (Replicator replicator = journey.open()) {
                for (int i = 0; i < 2; i++) {
                    assertRefused(replicator::complete);
                    assertRefused(replicator::uninstall);
                }
                Journey.execute(
                        journey.target, "CREATE TABLE fresh (id int PRIMARY KEY); INSERT INTO fresh VALUES (1)");
                journey.onSource("TRUNCATE fresh; DROP TABLE child");
                replicator.complete();
            }
            assertNothingLeft(journey);
        }
    }

    private static void assertRefused(ThrowingCallable removal) {
        ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, removal);
        assertThat(failure).as("nothing was left behind").isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.CHANGES_NOT_CARRIED);
        assertThat(failure).hasMessageContainingAll("Nothing was removed", "public.child", "public.fresh");
    }

    private static void assertNothingLeft(Journey journey) throws SQLException {
        try (Connection from = journey.pair.sourceSuperuser();
                Connection to = journey.pair.targetSuperuser()) {
            assertThat(Leftovers.find(from)).isEmpty();
            assertThat(Leftovers.find(to)).isEmpty();
        }
    }

    /** An object that cannot be put back hides none of them, neither after the switch nor in what removes the replicator. */
    @Test
    void oneIsNamedBesideAnObjectThatIsOpen() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLES + "; ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0) NOT VALID");
            journey.onSource("ALTER TABLE t DROP CONSTRAINT positive; INSERT INTO t VALUES (-1);"
                    + " ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0) NOT VALID");
            journey.catchUp();
            ReplicatorException failure = failureOf(journey, place -> {
                if (place == PausePoint.SWITCH_BEFORE_COMMIT) {
                    creatingAt(journey, place).reached(place);
                    Unchecked.run(() ->
                            Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT positive CHECK (true)"));
                }
            });
            assertThat(failure.code()).isEqualTo(ErrorCode.CHANGES_NOT_CARRIED);
            assertThat(failure).hasMessageContainingAll("positive", "public.child", "public.fresh");
            try (Replicator replicator = journey.open()) {
                assertRefused(replicator::complete);
                journey.onSource("DROP TABLE child, fresh");
                assertThatThrownBy(replicator::complete).hasMessageContaining("positive");
            }
        }
    }

    /** Whoever gives everything up is told. */
    @Test
    void oneIsToldWhereEverythingIsGivenUp() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            failureOf(journey, creatingAt(journey, PausePoint.SWITCH_BEFORE_COMMIT));
            try (Replicator replicator = journey.open()) {
                replicator.uninstallForced();
            }
            assertThat(journey.events()).contains(notCarried(true, "child", "fresh"));
            assertNothingLeft(journey);
        }
    }

    /** The source is the primary and has them: that is a line. */
    @Test
    void oneThatWasNeverReplicatedIsToldBeforeACutover() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.onSource(LATE);
            try (Replicator replicator = journey.open()) {
                replicator.uninstall();
            }
            assertThat(journey.events()).contains(notCarried(false, "child", "fresh"));
            assertNothingLeft(journey);
        }
    }

    private static TablesNotCarried notCarried(boolean left, String... names) {
        return new TablesNotCarried(
                Stream.of(names).map(name -> new QualifiedName("public", name)).toList(), left);
    }

    /** A run that goes on has switched for a command, which fails in the same way. */
    @Test
    void oneThatComesWithTheSwitchFailsTheCommandThatAskedForIt() throws SQLException, InterruptedException {
        try (Journey journey = following();
                Replicator running =
                        journey.open(journey.config(), creatingAt(journey, PausePoint.SWITCH_BEFORE_COMMIT));
                Replication replication = running.start();
                Replicator asking = journey.open()) {
            replication.awaitCaughtUp();
            ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, () -> asking.cutover(SWITCH));
            assertThat(failure).hasMessageContainingAll("The switch is done", "public.fresh");
            assertThat(failure.code()).isEqualTo(ErrorCode.CHANGES_NOT_CARRIED);
            assertThat(failure.cure()).contains("The former side goes on taking writes to them");
            Journey.execute(journey.target, "INSERT INTO t VALUES (2)");
            replication.awaitCaughtUp();
        }
    }

    /** One of its name says nothing of its rows. */
    @Test
    void oneWhoseNameTheOtherSideHasIsNamedUntilItsRowsAreThere() throws SQLException, InterruptedException {
        try (Journey journey = following();
                Replicator replicator = journey.open()) {
            failureOf(journey, creatingAt(journey, PausePoint.SWITCH_BEFORE_COMMIT));
            Journey.execute(
                    journey.target,
                    "CREATE TABLE fresh (id int PRIMARY KEY); CREATE TABLE child (PRIMARY KEY (id)) INHERITS (par);"
                            + " INSERT INTO child VALUES (7)");
            assertThatThrownBy(replicator::complete)
                    .hasMessageContaining("public.fresh")
                    .hasMessageNotContaining("public.child");
            Journey.execute(journey.target, "INSERT INTO fresh VALUES (1)");
            journey.onSource("TRUNCATE fresh, child");
            replicator.complete();
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM fresh"))
                    .isEqualTo("1");
        }
    }

    /** Nobody can look then: that is told. */
    @Test
    void aFormerSideThatDoesNotAnswerIsTold() throws SQLException, InterruptedException {
        List<ReplicationEvent> told = new CopyOnWriteArrayList<>();
        try (Journey journey = following();
                TcpProxy network = TcpProxy.to(journey.pair.source());
                Replicator replicator = PausableReplicator.open(
                        journey.config()
                                .source(network.through(journey.pair.sourceUri()))
                                .build(),
                        event -> {
                            told.add(event);
                            if (event instanceof OutageStarted) {
                                network.refuse(false);
                            }
                        },
                        place -> {
                            if (place == PausePoint.SWITCH_OPENED) {
                                network.refuse(true);
                                network.cut();
                            }
                        });
                Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
            replication.await();
            assertThat(told).anyMatch(FormerSideNotAsked.class::isInstance);
        }
    }

    /** Its rows have left the table, and the target: they must not stay behind with it. What is said to be done, done, is enough. */
    @Test
    void aPartitionThatIsHalfDetachedKeepsTheCutoverFromHappening() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection reader = journey.pair.connectSource()) {
            journey.onBoth(
                    "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id);"
                            + " CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p_2 PARTITION OF p FOR VALUES IN (2)");
            journey.onSource("INSERT INTO p VALUES (1), (2)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                reader.setAutoCommit(false);
                reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                assertThat(Journey.text(reader, "SELECT count(*) FROM p")).isEqualTo("2");
                journey.onSource("SET statement_timeout = '1s'");
                assertThatThrownBy(() -> journey.onSource("ALTER TABLE p DETACH PARTITION p_1 CONCURRENTLY"))
                        .hasMessageContaining("statement timeout");
                reader.rollback();
                replication.awaitCaughtUp();
                assertThat(journey.guardrail("tables", SWITCH).message()).contains("not replicated yet", "public.p_1");
            }
            journey.onSource("RESET statement_timeout");
            ReplicatorException refusal = catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            CureLine.carryOut(journey.pair, GivenWordsIT.unindented(refusal));
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
            }
            journey.catchUp();
            journey.cutOver(SWITCH);
            assertThat(Journey.text(
                            journey.target, "SELECT (SELECT count(*) FROM p) || ' ' || (SELECT count(*) FROM p_1)"))
                    .isEqualTo("1 1");
        }
    }

    @Test
    void oneThatTheCommandLeavesOutFailsTheGuardrails() throws SQLException, InterruptedException {
        try (Journey journey = following();
                Replicator narrower = journey.open(journey.config()
                        .tables(new TableFilter(List.of(), List.of(), List.of(), List.of("public.par"))))) {
            List<Finding> findings = narrower.checkCutover(SWITCH).findings();
            assertThat(findings)
                    .filteredOn(finding -> finding.level() == Finding.Level.FAIL)
                    .extracting(Finding::message)
                    .singleElement()
                    .asString()
                    .contains("left out by the choice of tables", "public.par");
            assertThat(journey.guardrail("tables", SWITCH).level()).isEqualTo(Finding.Level.PASS);
        }
    }
}
