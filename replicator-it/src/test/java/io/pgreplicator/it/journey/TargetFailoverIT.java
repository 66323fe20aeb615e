package io.pgreplicator.it.journey;

import static io.pgreplicator.it.journey.SourceWithStandby.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The target fails over to a streaming standby behind one address. One that has everything is gone on with; one that lost what
 * the source's log was emptied of is found out, and can be repaired. Confined to the test thread.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class TargetFailoverIT {
    private static final String TABLES =
            "CREATE TABLE t (id int PRIMARY KEY, v int); CREATE TABLE u (id int PRIMARY KEY, v text)";

    private ServerWithStandby servers;
    private DatabasePair pair;

    @BeforeEach
    void start() throws SQLException {
        servers = new ServerWithStandby(Map.of());
        pair = DatabasePair.create(ServerPool.source(15), servers.primary);
        source(
                TABLES,
                "INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g",
                "INSERT INTO u SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 1000) AS g");
        try (Connection connection = pair.connectTarget()) {
            Journey.execute(connection, TABLES);
        }
    }

    @AfterEach
    void close() {
        servers.close();
        pair.source().dropDatabase(pair.sourceDatabase());
    }

    @Test
    void goesOnWithAStandbyThatHasEverything() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            source("INSERT INTO t VALUES (101, 1)", "DELETE FROM t WHERE id <= 5");
            replication.awaitCaughtUp();
            servers.awaitStandby();
            servers.failOver();
            source("UPDATE t SET v = 3 WHERE id = 101");
            replication.awaitCaughtUp();
        }
        arrive();
    }

    @Test
    void stopsWhenTheStandbyLostRoundsThatTheSourcesLogNoLongerHolds() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE)) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                servers.awaitStandby();
                servers.lag();
                source("INSERT INTO t VALUES (101, 1)", "DELETE FROM t WHERE id <= 5", "UPDATE u SET v = 'new'");
                replication.awaitCaughtUp();
                servers.failOver();
                assertFails(ErrorCode.TARGET_WENT_BACK, "--repair", replication::await);
            }
            assertThat(replicator.status().phase()).isEqualTo(Phase.FAILED);
            source("INSERT INTO t VALUES (102, 2)");
            try (Replication again = replicator.start().endWhenCaughtUp()) {
                assertFails(ErrorCode.TARGET_WENT_BACK, "the source no longer has in its log", again::await);
            }
            repair(replicator);
        }
        arrive();
    }

    /** Nothing of a copy that was half done may be relied on: what its rows have become since is no longer logged. */
    @Test
    void stopsWhenTheStandbyLostTheCopyAndTheRoundsAfterIt() throws SQLException, InterruptedException {
        var copied = new AtomicBoolean();
        PausePoint.Hook afterTheFirstChunk = name -> {
            if (name == PausePoint.COPY_AFTER_COMMIT && copied.compareAndSet(false, true)) {
                servers.awaitStandby();
                servers.lag();
                Unchecked.run(() -> source("TRUNCATE t"));
            }
        };
        try (Replicator replicator = open(afterTheFirstChunk)) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                source(
                        "INSERT INTO t VALUES (1, 1)",
                        "UPDATE u SET v = 'new' WHERE id <= 500",
                        "DELETE FROM u WHERE id > 900");
                replication.awaitCaughtUp();
            }
            servers.failOver();
            try (Replication again = replicator.start().endWhenCaughtUp()) {
                assertFails(ErrorCode.TARGET_WENT_BACK, "--repair", again::await);
            }
            repair(replicator);
        }
        arrive();
    }

    /** After a source that lost transactions was repaired from, a target from before the repair is no match for it. */
    @Test
    void stopsWhenTheStandbyLostARepair() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE)) {
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            servers.awaitStandby();
            servers.lag();
            try (Connection connection = pair.connectTarget()) {
                Journey.execute(connection, "DELETE FROM t WHERE id = 7");
            }
            replicator.repair();
            servers.failOver();
            try (Replication again = replicator.start().endWhenCaughtUp()) {
                assertFails(ErrorCode.TARGET_WENT_BACK, "--repair", again::await);
            }
            repair(replicator);
        }
        arrive();
    }

    /** How far the others are ahead of a table that waits is known to the process alone. */
    @Test
    void bringsAgainWhatWasCarriedWhileATableWaited() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE);
                Replication replication = replicator.start();
                Connection locker = pair.connectSource();
                Connection target = pair.targetSuperuser()) {
            replication.awaitCaughtUp();
            servers.awaitStandby();
            servers.lag();
            replication.pause();
            source("UPDATE u SET v = 'changed' WHERE id = 1", "UPDATE t SET v = 7 WHERE id = 1");
            locker.setAutoCommit(false);
            Journey.execute(locker, "LOCK TABLE u");
            replication.resume();
            Awaitility.await().until(() -> "7".equals(Journey.text(target, "SELECT v FROM t WHERE id = 1")));
            servers.failOver();
            locker.rollback();
            replication.awaitCaughtUp();
        }
        arrive();
    }

    /** Before the first round nothing tells what the target had. */
    @Test
    void copiesAgainWhatTheStandbyLacksOfTheCopy() throws SQLException, InterruptedException {
        try (Replicator replicator = open(failingOver(PausePoint.COPY_PLANNED, 1, () -> {}));
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
        arrive();
    }

    /** A source to which nobody writes gives no occasion to write to the target, which is asked nevertheless. */
    @Test
    void copiesAgainWhatTheStandbyLacksThoughNobodyWrites() throws SQLException, InterruptedException {
        var failedOver = new CountDownLatch(1);
        try (Replicator replicator = open(failingOver(PausePoint.COPY_PLANNED, 4, failedOver::countDown));
                Replication replication = replicator.start()) {
            failedOver.await();
            replication.awaitCaughtUp();
        }
        arrive();
    }

    /** What was asked of the target before the failover says nothing about the standby. */
    @Test
    void isNotUninstalledWhenItFailsOverAfterTheQuestion() throws SQLException, InterruptedException {
        PausePoint.Hook hook = name -> {
            if (name == PausePoint.UNINSTALL_CHECKED) {
                servers.failOver();
            }
        };
        try (Replicator replicator = open(hook)) {
            carryWhatTheStandbyLacks(replicator);
            assertFails(ErrorCode.CHANGES_NOT_CARRIED, "--repair", replicator::uninstall);
            repair(replicator);
        }
        arrive();
    }

    /** The standby does not know of the leadership either, which nobody else has taken. */
    @Test
    void leadsAnewWhenTheStandbyLacksItsLeadership() throws SQLException, InterruptedException {
        try (Replicator first = open(PausePoint.Hook.NONE);
                Replication replication = first.start().endWhenCaughtUp()) {
            replication.await();
        }
        source("INSERT INTO t VALUES (101, 1)");
        try (Replicator replicator = open(failingOver(PausePoint.LEADER_TAKEN, 1, () -> {}));
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
        arrive();
    }

    /** The capture is the only trace of what was lost. */
    @Test
    void isNotUninstalledWhenTheStandbyLostRounds() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE)) {
            carryWhatTheStandbyLacks(replicator);
            servers.failOver();
            assertFails(ErrorCode.CHANGES_NOT_CARRIED, "--repair", replicator::uninstall);
            repair(replicator);
        }
        arrive();
    }

    /** The standby lags from that place on, and takes over at that snapshot of a round. */
    private PausePoint.Hook failingOver(PausePoint from, int snapshot, Runnable then) {
        var begun = new AtomicBoolean();
        var snapshots = new AtomicInteger();
        return name -> {
            if (name == from && begun.compareAndSet(false, true)) {
                servers.awaitStandby();
                servers.lag();
            }
            if (name == PausePoint.ROUND_SNAPSHOT && snapshots.incrementAndGet() == snapshot) {
                servers.failOver();
                then.run();
            }
        };
    }

    private void carryWhatTheStandbyLacks(Replicator replicator) throws SQLException, InterruptedException {
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            servers.awaitStandby();
            servers.lag();
            source("INSERT INTO t VALUES (101, 1)", "DELETE FROM t WHERE id <= 5");
            replication.awaitCaughtUp();
        }
    }

    private Replicator open(PausePoint.Hook hook) {
        return PausableReplicator.open(
                SmallSteps.config(pair)
                        .target(servers.through(pair.targetUri()))
                        .build(),
                event -> {},
                hook);
    }

    private void repair(Replicator replicator) throws InterruptedException {
        replicator.repair();
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private void arrive() throws SQLException {
        try (Journey after = Journey.on(
                new DatabasePair(pair.source(), pair.sourceDatabase(), servers.standby, pair.targetDatabase()))) {
            after.assertArrived();
        }
    }

    private void source(String... statements) throws SQLException {
        try (Connection connection = pair.connectSource()) {
            for (String sql : statements) {
                Journey.execute(connection, sql);
            }
        }
    }
}
