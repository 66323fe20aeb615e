package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Failures that were found by attacking the engine; each test failed once. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class AttackIT {

    @Test
    void valuesThatSwapInOneTableDoNotStopARoundThatGoesOnWithAnother() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE a (id int PRIMARY KEY, u int UNIQUE)");
            journey.onBoth("CREATE TABLE b (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO a VALUES (1, 1), (2, 2)");
            journey.catchUp();
            journey.onSource("BEGIN; UPDATE a SET u = -1 WHERE id = 1; UPDATE a SET u = 1 WHERE id = 2;"
                    + " UPDATE a SET u = 2 WHERE id = 1; INSERT INTO b VALUES (1); COMMIT");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void aDroppedPartitionTakesItsRowsFromTheTarget() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)");
            journey.onBoth("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
            journey.onSource("INSERT INTO p VALUES (1)");
            journey.catchUp();
            journey.onSource("DROP TABLE p1");
            journey.catchUp();
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM p")).isEqualTo("0");
        }
    }

    @Test
    void aDisabledTriggerOfAQuietTableIsFoundBesideABusyOne() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection application = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE busy (id int PRIMARY KEY, v int); CREATE TABLE quiet (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO busy VALUES (1, 0)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                var ended = new AtomicBoolean();
                var writer = new Thread(() -> {
                    while (!ended.get()) {
                        try {
                            Journey.execute(application, "UPDATE busy SET v = v + 1");
                        } catch (SQLException e) {
                            return;
                        }
                    }
                });
                writer.start();
                journey.onSource("ALTER TABLE quiet DISABLE TRIGGER replicator_insert; INSERT INTO quiet VALUES (1)");
                assertThatThrownBy(replication::await).hasMessageContaining("A capture trigger of public.quiet");
                ended.set(true);
                writer.join();
            }
        }
    }

    @Test
    void aStopInTheMiddleOfAChunkDoesNotWaitForItsEnd() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat(md5(g::text), 1000) FROM generate_series(1, 10000) AS g");
            // rows that take their time; large ones, so that few are on their way when the copy is cancelled
            Journey.execute(journey.target, "ALTER TABLE t ADD CHECK (pg_sleep(0.02)::text = '')");
            var config =
                    journey.config().copy(new CopyOptions(1, ByteSize.ofMegabytes(1000), 1, ByteSize.ofMegabytes(16)));
            try (Replicator replicator = Replicator.open(config.build(), event -> {})) {
                Replication replication = replicator.start();
                awaitOne(journey.target, "SELECT count(*) FROM pg_stat_progress_copy WHERE tuples_processed > 10");
                replication.close();
            }
            awaitOne(journey.target, "SELECT 1 WHERE NOT EXISTS (SELECT FROM t)");
        }
    }

    @Test
    void aTargetThatIsLostForGoodWhileCopyingIsAFailure() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy proxy = TcpProxy.to(journey.pair.target())) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 20000) AS g");
            var cut = new AtomicBoolean();
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.COPY_AFTER_COMMIT && cut.compareAndSet(false, true)) {
                    proxy.refuse(true);
                    proxy.cut();
                }
            };
            var config = journey.config()
                    .target(proxy.through(journey.pair.targetUri()))
                    .sessions(new SessionOptions(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
            try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).isInstanceOf(ReplicatorException.class);
            }
        }
    }

    @Test
    void anIndexBuildThatLastedLongerThanTheRetryLimitIsDoneAgainWhenItsConnectionIsLost()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection superuser = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            Journey.execute(
                    journey.target,
                    "CREATE FUNCTION slow(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 FROM pg_sleep(3)';"
                            + " CREATE INDEX slow ON t (slow(id))");
            journey.onSource("INSERT INTO t VALUES (1)");
            var config = journey.config()
                    .sessions(new SessionOptions(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2)));
            try (Replicator replicator = Replicator.open(config.build(), event -> {});
                    Replication replication = replicator.start().endWhenCopied()) {
                String building =
                        " FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%'"
                                + " AND state = 'active' AND application_name LIKE 'replicator index%'";
                awaitOne(superuser, "SELECT count(*)" + building);
                Thread.sleep(2300);
                Journey.execute(superuser, "SELECT pg_terminate_backend(pid)" + building);
                replication.await();
            }
            awaitOne(journey.target, "SELECT count(*) FROM pg_class WHERE relname = 'slow'");
        }
    }

    /** The epoch that every transaction holds is gone with what the COMMIT removed. */
    @Test
    void anUninstallationWhoseLastAnswerIsLostEndsWell() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy proxy = TcpProxy.to(journey.pair.target())) {
            uninstallAfterTheAnswerIsLost(
                    journey,
                    proxy,
                    journey.config().target(proxy.through(journey.pair.targetUri())),
                    PausePoint.UNINSTALL_RESTORED);
        }
    }

    /** The log in which changes are looked for is gone with what the COMMIT removed. */
    @Test
    void aReleaseWhoseAnswerIsLostIsNotMissed() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy proxy = TcpProxy.to(journey.pair.source())) {
            uninstallAfterTheAnswerIsLost(
                    journey,
                    proxy,
                    journey.config().source(proxy.through(journey.pair.sourceUri())),
                    PausePoint.UNINSTALL_RELEASED);
        }
    }

    /** The answer to the COMMIT that follows when it is at that place for the first time. */
    private static void uninstallAfterTheAnswerIsLost(
            Journey journey, TcpProxy proxy, ReplicatorConfig.Builder config, PausePoint place)
            throws SQLException, InterruptedException {
        journey.onBoth("CREATE TABLE first (id int PRIMARY KEY); CREATE TABLE second (id int PRIMARY KEY)");
        journey.onSource("INSERT INTO first VALUES (1); INSERT INTO second VALUES (1)");
        journey.catchUp();
        var begun = new AtomicBoolean();
        PausePoint.Hook hook = name -> {
            if (name == place && begun.compareAndSet(false, true)) {
                proxy.loseNextAnswer("COMMIT");
            }
        };
        try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook)) {
            replicator.uninstall();
        }
        assertThat(proxy.hasLostAnswer()).isTrue();
        journey.assertArrived();
    }

    private static void awaitOne(Connection connection, String count) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(count)) {
                row.next();
                return row.getLong(1) > 0;
            }
        });
    }
}
