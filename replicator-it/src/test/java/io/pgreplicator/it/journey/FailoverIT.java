package io.pgreplicator.it.journey;

import static io.pgreplicator.it.journey.SourceWithStandby.assertWentBack;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestart;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The source fails over to a streaming standby behind one address. The replicator continues with a standby that has lost nothing; one that
 * lost what is on the target is found out, whatever was going on, and can be repaired from.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class FailoverIT {
    private SourceWithStandby servers;

    @BeforeEach
    void start() throws SQLException {
        servers = new SourceWithStandby();
    }

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void goesOnWithAStandbyThatHasEverything() throws SQLException, InterruptedException {
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                servers.onPrimary("INSERT INTO t VALUES (101, 1); DELETE FROM t WHERE id <= 5");
                replication.awaitCaughtUp();
                servers.awaitStandby();
                servers.failOver();
                servers.onStandby("INSERT INTO t VALUES (102, 2); UPDATE t SET v = 3 WHERE id = 101");
                replication.awaitCaughtUp();
                assertThat(servers.onTarget("SELECT sum(v) FROM t")).isEqualTo(5);
            }
        }
        servers.assertArrived();
    }

    @Test
    void stopsWhenTheStandbyLostWhatARoundBroughtToTheTarget() throws SQLException, InterruptedException {
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                servers.awaitStandby();
                servers.lag();
                servers.onPrimary(
                        "INSERT INTO t VALUES (101, 1); UPDATE t SET v = 7 WHERE id = 50; DELETE FROM t WHERE id <= 5");
                replication.awaitCaughtUp();
                servers.failOver();
                servers.onStandby("INSERT INTO t SELECT g, 2 FROM generate_series(201, 300) AS g");
                assertWentBack(replication);
            }
            assertThat(replicator.status().phase()).isEqualTo(Phase.FAILED);
            assertThat(replicator.status().lastError()).contains("lost transactions");
            try (Replication again = replicator.start().endWhenCaughtUp()) {
                assertWentBack(again);
            }
        }
        assertThat(servers.onTarget("SELECT count(*) FROM t WHERE id > 200")).isZero();
        servers.repairAndArrive();
    }

    /** Rows deleted since the capture are left out of their chunk; on the standby they are there again. */
    @Test
    void stopsWhenTheStandbyLostWhatAChunkLeftOut() throws SQLException, InterruptedException {
        var lagging = new AtomicBoolean();
        var copied = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint.Hook afterTheFirstChunk = name -> {
            if (name == PausePoint.COPY_PLANNED && lagging.compareAndSet(false, true)) {
                Unchecked.run(() -> {
                    servers.awaitStandby();
                    servers.lag();
                    servers.onPrimary("DELETE FROM t WHERE id <= 5", "DELETE FROM u WHERE id <= 5");
                });
            }
            if (name == PausePoint.COPY_AFTER_COMMIT) {
                copied.countDown();
                Unchecked.run(failedOver::await);
            }
        };
        try (Replicator replicator = servers.open(afterTheFirstChunk);
                Replication replication = replicator.start()) {
            copied.await();
            servers.failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
        servers.repairAndArrive();
        assertThat(servers.events().of(CopyRestarted.class))
                .contains(new CopyRestarted(new QualifiedName("public", "u"), CopyRestart.TRANSACTIONS_LOST));
    }

    @Test
    void stopsWhenTheStandbyLostWhatABatchOfALargeRoundBroughtToTheTarget() throws SQLException, InterruptedException {
        var committed = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint.Hook betweenBatches = name -> {
            if (name == PausePoint.ROUND_BEFORE_WATERMARK) {
                committed.countDown();
                Unchecked.run(failedOver::await);
            }
        };
        try (Replicator replicator = servers.open(betweenBatches);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            servers.awaitStandby();
            servers.lag();
            servers.onPrimary("UPDATE u SET v = 'lost'");
            committed.await();
            servers.failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
        assertThat(servers.onTarget("SELECT count(*) FROM u WHERE v = 'lost'")).isPositive();
        servers.repairAndArrive();
    }

    /** What was visible on the source, and the numbers of its transactions, could else be gone after a crash. */
    @Test
    void aSourceThatCommitsLazilyKeepsWhatTheTargetHasSeenWhenItCrashes() throws SQLException, InterruptedException {
        var applied = new CountDownLatch(1);
        var restarted = new CountDownLatch(1);
        PausePoint.Hook afterTheRound = name -> {
            if (name == PausePoint.ROUND_AFTER_COMMIT) {
                applied.countDown();
                Unchecked.run(restarted::await);
            }
        };
        try (Replicator replicator = servers.open(afterTheRound);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            servers.onPrimary(
                    "SET synchronous_commit = off",
                    "DO 'BEGIN FOR i IN 1..20 LOOP PERFORM txid_current();" + " ROLLBACK; END LOOP; END'",
                    "INSERT INTO t VALUES (101, 1)");
            applied.await();
            servers.primary.stopImmediately();
            servers.primary.startAgain();
            for (int i = 0; i < 20; i++) {
                servers.onPrimary("INSERT INTO t VALUES (" + (200 + i) + ", 1)");
            }
            restarted.countDown();
            replication.awaitCaughtUp();
            assertThat(servers.onTarget("SELECT count(*) FROM t")).isEqualTo(121);
            assertThat(replicator.compare().tables()).allMatch(table -> table.equal(), "equal");
        }
    }
}
