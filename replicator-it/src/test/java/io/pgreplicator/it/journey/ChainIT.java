package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.UninstallReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A database that is the target of one migration and the source of another: each has a schema of its own there. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class ChainIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v text)";
    private static final String ROWS = "SELECT string_agg(id || v, ' ' ORDER BY id) FROM t";

    private DatabasePair pair;
    private DatabasePair other;
    private Connection first;
    private Connection middle;
    private Connection last;
    private Replicator there;
    private Replicator further;

    @BeforeEach
    void followBoth() throws SQLException, InterruptedException {
        pair = DatabasePair.create(15, 17);
        other = DatabasePair.create(15, 18);
        first = pair.connectSource();
        middle = pair.connectTarget();
        last = other.connectTarget();
        for (Connection connection : new Connection[] {first, middle, last}) {
            Journey.execute(connection, TABLE);
        }
        Journey.execute(first, "INSERT INTO t SELECT g, 'a' FROM generate_series(1, 50) AS g");
        there = Replicator.open(SmallSteps.config(pair).build(), event -> {});
        further = Replicator.open(
                SmallSteps.config(pair)
                        .source(pair.targetUri())
                        .target(other.targetUri())
                        .build(),
                event -> {});
        Journey.catchUp(there);
        Journey.catchUp(further);
    }

    @AfterEach
    void close() throws SQLException {
        there.close();
        further.close();
        first.close();
        middle.close();
        last.close();
        pair.close();
        other.close();
    }

    @Test
    void aTargetCanBeASource() throws SQLException, InterruptedException {
        Journey.execute(first, "UPDATE t SET v = 'b' WHERE id < 10; DELETE FROM t WHERE id > 40");
        Journey.catchUp(there);
        Journey.catchUp(further);
        assertThat(Journey.text(last, ROWS)).isEqualTo(Journey.text(first, ROWS));

        further.uninstall();
        Journey.execute(first, "TRUNCATE t; INSERT INTO t VALUES (7, 'c')");
        Journey.catchUp(there);
        assertThat(Journey.text(middle, ROWS)).isEqualTo("7c");
        there.uninstall();
        assertNothingLeft();
    }

    /** Also when it is done once more. */
    @Test
    void whoLeavesItAsASourceLeavesTheMigrationIntoItAlone() throws SQLException, InterruptedException {
        for (boolean captured : new boolean[] {true, false}) {
            Journey.execute(first, "UPDATE t SET v = v || 'b' WHERE id < 10");
            UninstallReport report = Replicator.uninstallSourceAlone(
                    ReplicatorConfig.builder().source(pair.targetUri()).buildSource(), false, event -> {});
            assertThat(report.captureRemoved()).isEqualTo(captured);
            assertThat(report.controlRemoved()).isFalse();
            assertThat(report.otherStays()).isTrue();
            Journey.catchUp(there);
            assertThat(Journey.text(middle, ROWS)).isEqualTo(Journey.text(first, ROWS));
        }
        there.uninstall();
        assertNothingLeft();
    }

    /** What was not carried further still can be. */
    @Test
    void whoLeavesItAsATargetLeavesTheMigrationFromItAlone() throws SQLException, InterruptedException {
        for (boolean applied : new boolean[] {true, false}) {
            Journey.execute(middle, "UPDATE t SET v = v || 'b' WHERE id < 10");
            UninstallReport report = Replicator.uninstallTargetAlone(
                    ReplicatorConfig.builder().target(pair.targetUri()).buildTarget(), false, event -> {});
            assertThat(report.controlRemoved()).isEqualTo(applied);
            assertThat(report.captureRemoved()).isFalse();
            assertThat(report.otherStays()).isTrue();
            Journey.catchUp(further);
            assertThat(Journey.text(last, ROWS)).isEqualTo(Journey.text(middle, ROWS));
        }
        further.uninstall();
        assertNothingLeft();
    }

    /** The leader of the one does not mind that the other one goes. */
    @Test
    void theMigrationIntoItGoesOnWhileItIsLeftAsASource() throws SQLException, InterruptedException {
        try (Replication replication = there.start()) {
            replication.awaitCaughtUp();
            Replicator.uninstallSourceAlone(
                    ReplicatorConfig.builder().source(pair.targetUri()).buildSource(), false, event -> {});
            Journey.execute(first, "UPDATE t SET v = 'b' WHERE id < 10");
            replication.awaitCaughtUp();
        }
        assertThat(Journey.text(middle, ROWS)).isEqualTo(Journey.text(first, ROWS));
    }

    /** It may have other tables; whoever only reads from the database, or leaves the source alone, needs none of them. */
    @Test
    void theControlSchemaOfAnotherBuildIsInTheWayOfItsOwnMigrationAlone() throws SQLException, InterruptedException {
        Journey.execute(
                middle,
                "ALTER TABLE replicator.table_copy DROP COLUMN relation; UPDATE replicator.migration SET version = 1");
        for (ThrowingCallable command : List.<ThrowingCallable>of(
                there::check,
                there::status,
                there::uninstall,
                there::uninstallForced,
                () -> there.verify(VerifyOptions.defaults()),
                () -> Journey.catchUp(there))) {
            assertThatExceptionOfType(ReplicatorException.class)
                    .isThrownBy(command)
                    .matches(failure -> failure.code() == ErrorCode.COMMAND_REFUSED)
                    .withMessageContaining("The control schema on the target is of version 1");
        }
        Journey.execute(middle, "UPDATE t SET v = 'b' WHERE id < 10");
        assertThat(further.check().findings()).noneMatch(finding -> finding.level() == Finding.Level.FAIL);
        Journey.catchUp(further);
        assertThat(Journey.text(last, ROWS)).isEqualTo(Journey.text(middle, ROWS));
        further.status();
        further.verify(VerifyOptions.defaults());
        further.uninstall();
        Replicator.uninstallSourceAlone(SmallSteps.config(pair).buildSource(), false, event -> {});
        there.close();
        try (Connection superuser = pair.sourceSuperuser()) {
            assertThat(Leftovers.find(superuser)).isEmpty();
        }
    }

    private void assertNothingLeft() throws SQLException {
        there.close();
        further.close();
        try (Connection superuser = pair.targetSuperuser()) {
            assertThat(Leftovers.find(superuser)).isEmpty();
        }
    }
}
