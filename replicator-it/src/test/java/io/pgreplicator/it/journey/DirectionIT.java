package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.phase.Reversal;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine in both directions between two databases, each with the capture of the one and the state of the other migration:
 * the second one needs no copy, and neither carries back what the other one brought.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class DirectionIT {
    private static final String STEAL_THE_LEADER_LOCK =
            "SELECT pg_terminate_backend(pid), pg_advisory_lock((classid::bigint << 32) | objid::bigint)"
                    + " FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    private static final int TRANSACTIONS = 300;

    private static List<Arguments> majors() {
        return Today.choose(List.of(Arguments.of(13, 17), Arguments.of(15, 18)), 2);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void thereAndBackWithoutACopy(int sourceMajor, int targetMajor) throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(sourceMajor, targetMajor)) {
            write(journey.pair.writerUris());
            journey.catchUp();
            prepare(journey);
            long captured = number(journey.target, "SELECT count(*) FROM replicator_capture.captured_table");
            assertThat(captured)
                    .isEqualTo(number(journey.source, "SELECT count(*) FROM replicator_capture.captured_table"))
                    .isPositive();

            turn(journey, 1);
            write(List.of(journey.pair.targetUri()));
            assertThat(logged(journey.target)).isPositive();
            catchUp(back(journey));
            assertBroughtBack(journey);
            assertThat(number(journey.source, "SELECT count(*) FROM replicator.chunk"))
                    .isZero();

            turn(journey, 2);
            write(journey.pair.writerUris());
            journey.catchUp();
            assertBrought(journey);
            assertThat(logged(journey.target)).isZero();

            turn(journey, 3);
            write(List.of(journey.pair.targetUri()));
            catchUp(back(journey));
            assertBroughtBack(journey);
            assertThat(logged(journey.source)).isZero();

            try (Replicator replicator = journey.open()) {
                replicator.uninstall();
            }
            assertBroughtBack(journey);
            try (Connection from = journey.pair.sourceSuperuser();
                    Connection to = journey.pair.targetSuperuser()) {
                assertThat(Leftovers.find(from)).isEmpty();
                assertThat(Leftovers.find(to)).isEmpty();
            }
        }
    }

    @Test
    void bothCapturesAreThereAndOneSideIsWritten() throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(15, 17)) {
            try (Replicator replicator = journey.open();
                    Replication there = replicator.start()) {
                there.awaitCopied();
                prepare(journey);
                write(journey.pair.writerUris());
                there.awaitCaughtUp();
                assertThat(logged(journey.target)).isZero();
                // whichever way the two are given, changes go where the gates say
                assertThatThrownBy(() -> catchUp(back(journey))).hasMessageContaining("Another replicator is running");
                write(journey.pair.writerUris());
                there.awaitCaughtUp();
            }
            turn(journey, 1);
            catchUp(back(journey));
            assertThat(number(journey.source, "SELECT coalesce(last_round_keys, 0) FROM replicator.migration"))
                    .isZero();
            assertBroughtBack(journey);
        }
    }

    /** Of two that begin at the same moment, each finds no trace of the other in its check. */
    @Test
    void twoThatBeginAtOnceDoNotBothFollow() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            var both = new CyclicBarrier(2);
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.LEADER_TAKEN || place == PausePoint.INSTALL_CAPTURE_SCHEMA) {
                    meet(both);
                }
            };
            try (Replicator one = journey.open(journey.config(), hook);
                    Replicator other = PausableReplicator.open(back(journey).build(), event -> {}, hook);
                    Replication there = one.start().endWhenCaughtUp();
                    Replication back = other.start().endWhenCaughtUp()) {
                for (Replication replication : List.of(there, back)) {
                    assertThatThrownBy(replication::await)
                            .hasMessageContaining("another migration goes from this target to this source");
                }
            }
            try (Replicator replicator = journey.open(back(journey))) {
                replicator.uninstall();
            }
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** While one had lost its lock, another began that goes the other way: the first one must not go on. */
    @Test
    void whoeverLostItsLockYieldsToTheOpposite() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection thief = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            var began = new CountDownLatch(1);
            var checked = new CountDownLatch(1);
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.LEADER_TAKEN) {
                    began.countDown();
                    await(checked);
                }
            };
            try (Replicator replicator = journey.open();
                    Replication there = replicator.start()) {
                there.awaitCaughtUp();
                prepare(journey);
                Journey.execute(thief, STEAL_THE_LEADER_LOCK);
                turn(journey, 1);
                try (Replicator other = PausableReplicator.open(back(journey).build(), event -> {}, hook);
                        Replication back = other.start().endWhenCaughtUp()) {
                    await(began);
                    Journey.execute(thief, "SELECT pg_advisory_unlock_all()");
                    assertThatThrownBy(there::await).hasMessageContaining("a replicator is running from this target");
                    checked.countDown();
                    back.await();
                }
            }
        }
    }

    /** Whoever only installs or removes something there has the leader lock, and replicates nothing. */
    @Test
    void whoeverLostItsLockContinuesBesideAnInstallation() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection thief = journey.pair.targetSuperuser();
                Connection installer = journey.pair.sourceSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            try (Replicator replicator = journey.open();
                    Replication there = replicator.start()) {
                there.awaitCaughtUp();
                prepare(journey);
                Journey.execute(installer, "SELECT pg_advisory_lock(x'70677265706c6963'::bigint)");
                Journey.execute(thief, STEAL_THE_LEADER_LOCK);
                Journey.execute(thief, "SELECT pg_advisory_unlock_all()");
                journey.onSource("INSERT INTO t VALUES (1)");
                there.awaitCaughtUp();
                Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> replicator.pause().startsWith("Paused"));
                assertThat(there.hasEnded()).isFalse();
            }
        }
    }

    /** A lock that was lost and is not back yet makes a stop no failure. */
    @Test
    void aStopWhileTheLockIsLostIsNoFailure() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection thief = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            try (Replicator replicator = journey.open()) {
                Replication there = replicator.start();
                there.awaitCaughtUp();
                Journey.execute(thief, STEAL_THE_LEADER_LOCK);
                there.close();
                there.await();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its rows may differ, and nobody would copy them. */
    @Test
    void whatWasNotCopiedHasNoWayBack() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onBoth("CREATE TABLE later (id int PRIMARY KEY)");
            assertThatThrownBy(() -> prepare(journey)).hasMessageContaining("public.later");
            assertThat(Leftovers.find(journey.target)).noneMatch(line -> line.contains("replicator_capture"));
            journey.catchUp();
            prepare(journey);
        }
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a session says counts for one transaction, and for the opposite migration alone. */
    @Test
    void onlyAnAppliersTransactionIsLeft() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            prepare(journey);
            turn(journey, 1);
            String first = "(SELECT migration_id FROM replicator.migration)";
            Connection there = journey.target;
            Journey.execute(there, "SELECT set_config('replicator.applies', " + first + " || ' 7', false)");
            Journey.execute(there, "INSERT INTO t VALUES (2)");
            Journey.execute(there, "RESET replicator.applies");
            Journey.execute(there, applying("gen_random_uuid()", "INSERT INTO t VALUES (3)"));
            assertThat(logged(there)).isEqualTo(2);
            Journey.execute(there, applying(first, "INSERT INTO t VALUES (4); DELETE FROM t WHERE id = 4"));
            Journey.execute(there, applying(first, "TRUNCATE t; INSERT INTO t VALUES (1), (2), (3)"));
            assertThat(logged(there)).isEqualTo(2);
            Journey.execute(there, "INSERT INTO t VALUES (5)");
            assertThat(logged(there)).isEqualTo(3);
            catchUp(back(journey));
            assertBroughtBack(journey);
            turn(journey, 2);
            journey.onSource("GRANT INSERT ON t TO heroku_reporter");
            try (Connection reporter = journey.pair.connectReporter()) {
                String second =
                        Journey.text(journey.source, "SELECT quote_literal(migration_id) FROM replicator.migration");
                Journey.execute(reporter, applying(second, "INSERT INTO t VALUES (6)"));
            }
            assertThat(logged(journey.source)).isEqualTo(1);
        }
    }

    private static String applying(String migration, String statements) {
        return "BEGIN; SELECT set_config('replicator.applies', " + migration + " || ' ' || txid_current(), true); "
                + statements + "; COMMIT";
    }

    /** Makes the other side the primary, without the care of a cutover: nobody writes. */
    private static void turn(Journey journey, int times) throws SQLException {
        Connection opened = times % 2 == 1 ? journey.target : journey.source;
        Connection closed = times % 2 == 1 ? journey.source : journey.target;
        Journey.execute(closed, "SELECT setval('replicator_capture.gate_state', " + (2 * times + 1) + ")");
        Journey.execute(opened, "SELECT setval('replicator_capture.gate_state', " + 2 * times + ")");
    }

    private static void prepare(Journey journey) {
        ReplicatorConfig config = journey.config().build();
        try (Ends ends = Ends.of(config)) {
            Reversal.prepare(ends, config, Duration.ofMinutes(1), event -> {});
            // done again, it finds nothing left to do
            Reversal.prepare(ends, config, Duration.ofMinutes(1), event -> {});
        }
    }

    private static ReplicatorConfig.Builder back(Journey journey) {
        return journey.config().source(journey.pair.targetUri()).target(journey.pair.sourceUri());
    }

    private static void catchUp(ReplicatorConfig.Builder config) throws InterruptedException {
        try (Replicator replicator = Replicator.open(config.build(), event -> {});
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private static void write(List<String> uris) throws InterruptedException {
        try (Workload workload = Workload.start(uris, WorkloadOptions.of(7, 3).pausing(Duration.ofMillis(20)))) {
            while (workload.transactions() < TRANSACTIONS && !workload.hasFailed()) {
                Thread.sleep(50);
            }
            workload.stop();
        }
    }

    private static void assertBrought(Journey journey) throws SQLException {
        try (Connection from = journey.pair.sourceSuperuser();
                Connection to = journey.pair.targetSuperuser()) {
            DatabaseDiff.compare(from, to, DiffOptions.replicated()).assertIdentical();
        }
    }

    private static void assertBroughtBack(Journey journey) throws SQLException {
        try (Connection from = journey.pair.targetSuperuser();
                Connection to = journey.pair.sourceSuperuser()) {
            DatabaseDiff.compare(from, to, DiffOptions.replicated()).assertIdentical();
        }
    }

    /** How many keys and markers the log of the capture on that database holds. */
    private static long logged(Connection captured) throws SQLException {
        return number(captured, """
                SELECT (SELECT count(*) FROM replicator_capture.truncation) + (SELECT count(*) FROM replicator_capture.leaf_truncation)
                    + coalesce(sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM replicator_capture.%I',
                        'delta_' || table_id), false, true, '')))[1]::text::bigint), 0)
                FROM replicator_capture.captured_table
                """);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
