package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.Until;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The source fails over to a streaming standby behind one address. A standby that has everything is gone on with; one that
 * lost what is on the target is found out, whatever was going on.
 */
@Timeout(240)
class FailoverIT {
    private PostgresServer primary;
    private PostgresServer standby;
    private TcpProxy link;
    private TcpProxy address;
    private DatabasePair pair;

    @BeforeEach
    void start() throws SQLException {
        primary = PostgresServers.startRestartable(15, Map.of("wal_writer_delay", "10s"));
        link = TcpProxy.to(primary);
        standby = primary.standby(link);
        address = TcpProxy.to(primary);
        pair = DatabasePair.create(primary, ServerPool.target(15));
        onPrimary("CREATE TABLE t (id int PRIMARY KEY, v int); CREATE TABLE u (id int PRIMARY KEY, v text)");
        onTarget("CREATE TABLE t (id int PRIMARY KEY, v int); CREATE TABLE u (id int PRIMARY KEY, v text)");
        onPrimary("INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g;"
                + " INSERT INTO u SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 1000) AS g");
    }

    @AfterEach
    void close() {
        address.close();
        link.close();
        standby.close();
        primary.close();
        pair.target().dropDatabase(pair.targetDatabase());
    }

    @Test
    void goesOnWithAStandbyThatHasEverything() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.NONE)) {
            try (Replication replication = replicator.start(Until.STOPPED)) {
                replication.awaitCaughtUp();
                onPrimary("INSERT INTO t VALUES (101, 1); DELETE FROM t WHERE id <= 5");
                replication.awaitCaughtUp();
                awaitStandby();
                failOver();
                onStandby("INSERT INTO t VALUES (102, 2); UPDATE t SET v = 3 WHERE id = 101");
                replication.awaitCaughtUp();
                assertThat(onTarget("SELECT sum(v) FROM t")).isEqualTo(5);
            }
        }
        try (Journey after = Journey.on(afterwards())) {
            after.assertArrived();
        }
    }

    @Test
    void stopsWhenTheStandbyLostWhatARoundBroughtToTheTarget() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.NONE)) {
            try (Replication replication = replicator.start(Until.STOPPED)) {
                replication.awaitCaughtUp();
                awaitStandby();
                lag();
                onPrimary(
                        "INSERT INTO t VALUES (101, 1); UPDATE t SET v = 7 WHERE id = 50; DELETE FROM t WHERE id <= 5");
                replication.awaitCaughtUp();
                failOver();
                onStandby("INSERT INTO t SELECT g, 2 FROM generate_series(201, 300) AS g");
                assertWentBack(replication);
            }
            assertThat(replicator.status().phase()).isEqualTo(Phase.FAILED);
            assertThat(replicator.status().lastError()).contains("lost transactions");
            try (Replication again = replicator.start(Until.CAUGHT_UP)) {
                assertWentBack(again);
            }
        }
        assertThat(onTarget("SELECT count(*) FROM t WHERE id > 200")).isZero();
    }

    /** Rows deleted since the capture are left out of their chunk; on the standby they are there again. */
    @Test
    void stopsWhenTheStandbyLostWhatAChunkLeftOut() throws SQLException, InterruptedException {
        var lagging = new AtomicBoolean();
        var copied = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint afterTheFirstChunk = name -> {
            if (name.equals("copy.planned") && lagging.compareAndSet(false, true)) {
                quietly(() -> {
                    awaitStandby();
                    lag();
                    onPrimary("DELETE FROM t WHERE id <= 5", "DELETE FROM u WHERE id <= 5");
                });
            }
            if (name.equals("copy.after-commit")) {
                copied.countDown();
                quietly(failedOver::await);
            }
        };
        try (Replicator replicator = open(afterTheFirstChunk);
                Replication replication = replicator.start(Until.STOPPED)) {
            copied.await();
            failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
    }

    @Test
    void stopsWhenTheStandbyLostWhatABatchOfALargeRoundBroughtToTheTarget() throws SQLException, InterruptedException {
        var committed = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint betweenBatches = name -> {
            if (name.equals("round.before-watermark")) {
                committed.countDown();
                quietly(failedOver::await);
            }
        };
        try (Replicator replicator = open(betweenBatches);
                Replication replication = replicator.start(Until.STOPPED)) {
            replication.awaitCaughtUp();
            awaitStandby();
            lag();
            onPrimary("UPDATE u SET v = 'lost'");
            committed.await();
            failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
        assertThat(onTarget("SELECT count(*) FROM u WHERE v = 'lost'")).isPositive();
    }

    /** What was visible on the source, and the numbers of its transactions, could else be gone after a crash. */
    @Test
    void aSourceThatCommitsLazilyKeepsWhatTheTargetHasSeenWhenItCrashes() throws SQLException, InterruptedException {
        var applied = new CountDownLatch(1);
        var restarted = new CountDownLatch(1);
        PausePoint afterTheRound = name -> {
            if (name.equals("round.after-commit")) {
                applied.countDown();
                quietly(restarted::await);
            }
        };
        try (Replicator replicator = open(afterTheRound);
                Replication replication = replicator.start(Until.STOPPED)) {
            replication.awaitCaughtUp();
            onPrimary(
                    "SET synchronous_commit = off",
                    "DO 'BEGIN FOR i IN 1..20 LOOP PERFORM txid_current();" + " ROLLBACK; END LOOP; END'",
                    "INSERT INTO t VALUES (101, 1)");
            applied.await();
            primary.stopImmediately();
            primary.startAgain();
            for (int i = 0; i < 20; i++) {
                onPrimary("INSERT INTO t VALUES (" + (200 + i) + ", 1)");
            }
            restarted.countDown();
            replication.awaitCaughtUp();
            assertThat(onTarget("SELECT count(*) FROM t")).isEqualTo(121);
            assertThat(replicator.compare()).allMatch(table -> table.equal(), "equal");
        }
    }

    private Replicator open(PausePoint pausePoint) {
        var config = SmallSteps.config(pair)
                .source(address.through(pair.sourceUri()))
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                .pausePoint(pausePoint);
        return Replicator.open(config.build(), event -> {});
    }

    private static void assertWentBack(Replication replication) {
        assertThatThrownBy(replication::await)
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        known -> assertThat(known.code()).isEqualTo(ErrorCode.SOURCE_WENT_BACK));
    }

    /** From now on nothing reaches the standby. */
    private void lag() {
        link.refuse(true);
        link.cut();
    }

    private void failOver() {
        primary.stopImmediately();
        standby.promote();
        address.leadTo(standby);
    }

    private void awaitStandby() {
        String written;
        try (Connection connection = primary.superuser(pair.sourceDatabase())) {
            written = text(connection, "SELECT pg_current_wal_flush_lsn()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Connection connection = standby.superuser("postgres")) {
                return text(connection, "SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                        .equals("t");
            }
        });
    }

    private DatabasePair afterwards() {
        return new DatabasePair(standby, pair.sourceDatabase(), pair.target(), pair.targetDatabase());
    }

    private void onPrimary(String... statements) throws SQLException {
        try (Connection connection = pair.connectSource()) {
            for (String sql : statements) {
                Journey.execute(connection, sql);
            }
        }
    }

    private void onStandby(String sql) throws SQLException {
        try (Connection connection = afterwards().connectSource()) {
            Journey.execute(connection, sql);
        }
    }

    private long onTarget(String sql) throws SQLException {
        try (Connection connection = pair.connectTarget();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private interface Step {
        void run() throws SQLException, InterruptedException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
