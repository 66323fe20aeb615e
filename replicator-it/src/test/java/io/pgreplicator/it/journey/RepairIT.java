package io.pgreplicator.it.journey;

import static io.pgreplicator.it.journey.SourceWithStandby.assertFails;
import static io.pgreplicator.it.journey.SourceWithStandby.assertWentBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.RepairEnded;
import io.pgreplicator.telemetry.ReplicationEvent.TableDiffers;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A source that lost transactions is gone on with once it was compared with the target, whatever else is the matter. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class RepairIT {
    private SourceWithStandby servers;

    @BeforeEach
    void start() throws SQLException {
        servers = new SourceWithStandby();
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static List<PausePoint> places() {
        return Today.choose(Places.OF_REPAIR, Places.OF_REPAIR.size());
    }

    /** The standby lacks one round only, so that one heartbeat more would make it look as if nothing were lost. */
    @ParameterizedTest
    @MethodSource("places")
    void isDoneAgainWhenItDied(PausePoint place) throws SQLException, InterruptedException {
        loseARound();
        try (Replicator replicator = servers.open(name -> {
            if (name == place) {
                throw new IllegalStateException("died at " + name);
            }
        })) {
            assertThatThrownBy(replicator::repair).hasMessage("died at " + place);
            assertThat(replicator.status().phase()).isEqualTo(Phase.FAILED);
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                assertWentBack(replication);
            }
        }
        servers.repairAndArrive();
    }

    @Test
    void theCommandSaysWhatToRunAndRunsIt() throws SQLException, InterruptedException {
        loseARound();
        String source = servers.sourceUri();
        String target = servers.pair.targetUri();
        try (ReplicatorProcess run =
                ReplicatorProcess.start("run", "--source", source, "--target", target, "--until", "caught-up")) {
            assertThat(run.waitFor(Patience.LIMIT)).as(run.stderr()).isEqualTo(4);
            assertThat(run.stderr()).contains("lost transactions", "replicator run --repair");
        }
        try (ReplicatorProcess run = ReplicatorProcess.start(
                "run", "--repair", "--source", source, "--target", target, "--until", "caught-up")) {
            assertThat(run.waitFor(Patience.LIMIT)).as(run.stderr()).isZero();
            assertThat(run.stderr())
                    .contains(
                            "comparing every row", "public.t differs", "of 2 tables", "marked as changed", "Caught up");
        }
        servers.assertArrived();
    }

    @Test
    void findsNothingToDoWhereNothingWasLost() throws SQLException, InterruptedException {
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            replicator.repair();
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            replicator.repair();
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                assertFails(ErrorCode.LEADER_RUNNING, "status", replicator::repair);
            }
            assertThat(servers.events().of(RepairEnded.class))
                    .extracting(RepairEnded::tables, RepairEnded::rows, RepairEnded::marked)
                    .startsWith(tuple(0L, 0L, 0L), tuple(2L, 1100L, 0L));
        }
    }

    /** The log names every row since an old TRUNCATE, so its mark is applied to what the first round brings. */
    @Test
    void bringsACopyToItsEndWhoseTruncatesWereLost() throws SQLException, InterruptedException {
        var begun = new AtomicBoolean();
        var held = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint.Hook duringTheCopy = at(PausePoint.COPY_PLANNED, begun, () -> {
            servers.onPrimary("TRUNCATE t", "INSERT INTO t SELECT g, 1 FROM generate_series(51, 150) AS g");
            servers.awaitStandby();
            servers.lag();
            servers.onPrimary("TRUNCATE u", "INSERT INTO u VALUES (1, 'lost'), (2000, 'lost')");
        });
        try (Replicator replicator = servers.open(name -> {
                    duringTheCopy.reached(name);
                    if (name == PausePoint.ROUND_SNAPSHOT) {
                        held.countDown();
                        Unchecked.run(failedOver::await);
                    }
                });
                Replication replication = replicator.start()) {
            held.await();
            servers.failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            replicator.repair();
        }
        assertThat(servers.onTarget("SELECT count(*) FROM replicator.migration WHERE watermark IS NULL"))
                .isEqualTo(1);
        servers.repairAndArrive();
    }

    /** What was truncated before the snapshot was compared; to do it again would take rows that the log does not name. */
    @Test
    void doesNotApplyAnOldTruncateAgain() throws SQLException, InterruptedException {
        loseARound();
        servers.onStandby(
                "INSERT INTO replicator_capture.truncation (table_id) SELECT table_id FROM replicator_capture.captured_table");
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            replicator.repair();
        }
        assertThat(servers.events().of(TableDiffers.class))
                .noneMatch(found -> found.table().name().equals("u"));
        catchUp();
        servers.assertArrived();
    }

    /** The chunks leave out what the log names, and the watermark passes over it. */
    @Test
    void keepsTheChangesOfATableThatIsNotCopiedYet() throws SQLException, InterruptedException {
        catchUp();
        servers.onPrimary("UPDATE t SET v = 1 WHERE id = 1");
        catchUp();
        assertThat(servers.onTarget("SELECT count(*) FROM replicator.migration WHERE watermark IS NULL"))
                .isZero();
        String table = "CREATE TABLE w (id int PRIMARY KEY, v text)";
        servers.onPrimary(table, "INSERT INTO w SELECT g, repeat(md5(g::text), 40) FROM generate_series(1, 500) AS g");
        servers.onTarget(table);
        var begun = new AtomicBoolean();
        var copied = new CountDownLatch(1);
        var failedOver = new CountDownLatch(1);
        PausePoint.Hook beforeTheCopy = at(PausePoint.COPY_PLANNED, begun, () -> {
            servers.onPrimary("UPDATE w SET v = 'captured' WHERE id % 10 = 0");
            servers.awaitStandby();
            servers.lag();
        });
        try (Replicator replicator = servers.open(name -> {
                    beforeTheCopy.reached(name);
                    if (name == PausePoint.COPY_AFTER_COMMIT) {
                        copied.countDown();
                        Unchecked.run(failedOver::await);
                    }
                });
                Replication replication = replicator.start()) {
            copied.await();
            servers.failOver();
            failedOver.countDown();
            assertWentBack(replication);
        }
        servers.repairAndArrive();
    }

    @Test
    void refusesASourceThatLostACapture() throws SQLException, InterruptedException {
        catchUp();
        servers.awaitStandby();
        servers.lag();
        String table = "CREATE TABLE w (id int PRIMARY KEY, v text)";
        servers.onPrimary(table, "INSERT INTO w VALUES (1, 'lost')");
        servers.onTarget(table);
        catchUp();
        servers.failOver();
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            assertFails(ErrorCode.CAPTURE_INVALID, "public.w", replicator::repair);
            servers.onStandby(table);
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).isNotNull();
            }
            assertFails(ErrorCode.CAPTURE_INVALID, "public.w", replicator::repair);
            replicator.uninstallForced();
        }
    }

    @Test
    void namesAColumnThatTheSourceLost() throws SQLException, InterruptedException {
        catchUp();
        servers.awaitStandby();
        servers.lag();
        servers.onTarget("ALTER TABLE t DROP COLUMN v; ALTER TABLE t ADD COLUMN w int");
        servers.onPrimary("ALTER TABLE t DROP COLUMN v", "ALTER TABLE t ADD COLUMN w int DEFAULT 5");
        catchUp();
        servers.failOver();
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            assertFails(ErrorCode.PREFLIGHT_FAILED, "public.t", replicator::repair);
        }
        servers.onStandby("ALTER TABLE t ADD COLUMN w int DEFAULT 6");
        servers.onStandby("ALTER TABLE t DROP COLUMN v; ALTER TABLE t ALTER COLUMN w DROP DEFAULT");
        servers.onStandby("UPDATE t SET w = NULL WHERE id < 50");
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE)) {
            replicator.repair();
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
        }
        servers.assertArrived();
    }

    /** It would empty the log by a watermark that is none of the server that was repaired from. */
    @Test
    void aFormerLeadThatKnowsTheOldWatermarkDoesNotFollow() throws SQLException, InterruptedException {
        loseARound();
        var sessions =
                SmallSteps.config(servers.pair).source(servers.sourceUri()).build();
        try (Database from = new Database(Side.SOURCE, sessions.source(), sessions.sessions());
                Database to = new Database(Side.TARGET, sessions.target(), sessions.sessions());
                Session source = from.open(Role.CONTROL);
                Session target = to.open(Role.CONTROL)) {
            Migration known = Migration.present(target);
            servers.repairAndGoOn();
            assertFails(ErrorCode.SOURCE_UNREACHABLE, "server changed", () -> known.follow(source, to));
            assertThat(Migration.present(target).follow(source, to)).isNotNull();
        }
        servers.assertArrived();
    }

    /** Leaves a target that has one round more than its source. */
    private void loseARound() throws SQLException, InterruptedException {
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            servers.awaitStandby();
            servers.lag();
            servers.onPrimary(
                    "INSERT INTO t VALUES (101, 1); UPDATE t SET v = 7 WHERE id = 50; DELETE FROM t WHERE id < 5");
            replication.awaitCaughtUp();
        }
        servers.failOver();
    }

    private void catchUp() throws InterruptedException {
        try (Replicator replicator = servers.open(PausePoint.Hook.NONE);
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    /** Does the work when the place is reached for the first time. */
    private static PausePoint.Hook at(PausePoint place, AtomicBoolean done, Unchecked.Work work) {
        return name -> {
            if (name == place && done.compareAndSet(false, true)) {
                Unchecked.run(work);
            }
        };
    }
}
