package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.UninstallReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One side is left when the other one is gone: nothing is asked of that one, and nothing stays on this one. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class LoneUninstallIT {
    private static final String SCHEMA = """
            CREATE TABLE customer (id int PRIMARY KEY, age int);
            CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customer, note text UNIQUE)""";

    private DatabasePair pair;
    private Replicator replicator;

    @BeforeEach
    void follow() throws SQLException, InterruptedException {
        pair = DatabasePair.create(15, 17);
        execute(pair.connectSource(), SCHEMA);
        execute(pair.connectTarget(), SCHEMA);
        execute(pair.connectSource(), "INSERT INTO customer VALUES (1, -1); INSERT INTO orders VALUES (1, 1, 'a')");
        for (Connection side : new Connection[] {pair.connectSource(), pair.connectTarget()}) {
            execute(side, "ALTER TABLE customer ADD CHECK (age > 0) NOT VALID");
        }
        replicator = Replicator.open(SmallSteps.config(pair).build(), event -> {});
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
        }
    }

    @AfterEach
    void close() {
        replicator.close();
        pair.close();
    }

    @Test
    void theSourceOfATargetThatIsGone() throws SQLException {
        execute(pair.targetSuperuser(), "DROP SCHEMA public, replicator CASCADE");
        execute(pair.connectSource(), "INSERT INTO customer VALUES (2, 2)");
        UninstallReport report = alone(false);
        assertThat(report.captureRemoved()).isTrue();
        assertThat(report.released()).hasSize(2);
        assertThat(report.controlRemoved()).isFalse();
        assertNothingLeft(pair.sourceSuperuser());
        execute(pair.connectSource(), "INSERT INTO customer VALUES (3, 3)");
        assertThat(alone(false).captureRemoved()).isFalse();
    }

    @Test
    void theTargetOfASourceThatIsGone() throws SQLException {
        execute(pair.sourceSuperuser(), "DROP SCHEMA public, replicator_capture CASCADE");
        UninstallReport report = replicator.uninstallTargetAlone(false);
        assertThat(report.controlRemoved()).isTrue();
        assertThat(report.restored())
                .extracting(UninstallReport.RestoredObject::kind)
                .contains("check constraint");
        assertNothingLeft(pair.targetSuperuser());
        assertThatThrownBy(() -> execute(pair.connectTarget(), "INSERT INTO customer VALUES (2, -2)"))
                .hasMessageContaining("customer_age_check");
    }

    @Test
    void aSideThatRefusesWritersTakesThemOnlyWhenThatIsForced() throws SQLException, InterruptedException {
        CutoverOptions patient = new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);
        try (Replication replication = replicator.start().endWhenSwitched(patient)) {
            replication.await();
        }
        assertThatThrownBy(() -> alone(false))
                .isInstanceOfSatisfying(
                        ReplicatorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMAND_REFUSED));
        assertThatThrownBy(() -> execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)"))
                .hasMessageContaining("takes no writes");
        assertThat(alone(true).captureRemoved()).isTrue();
        execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)");
        replicator.uninstallTargetAlone(false);
        assertNothingLeft(pair.sourceSuperuser());
        assertNothingLeft(pair.targetSuperuser());
    }

    private UninstallReport alone(boolean force) {
        return Replicator.uninstallSourceAlone(SmallSteps.config(pair).buildSource(), force, event -> {});
    }

    /** Nor a session of ours. */
    private void assertNothingLeft(Connection superuser) throws SQLException {
        replicator.close();
        try (superuser) {
            assertThat(Leftovers.find(superuser)).isEmpty();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
