package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A comparison counts for a cutover only as long as nothing has come that it does not know of. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class VerifiedGuardrailIT {
    private static final VerifyOptions ALL =
            VerifyOptions.defaults().withLoad(1).rowsOnly();
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    private DatabasePair pair;
    private Replicator replicator;

    @BeforeEach
    void create() throws SQLException, InterruptedException {
        pair = RecordingClients.databases(15, 17);
        execute(pair.connectSource(), "INSERT INTO noted SELECT -g, 0 FROM generate_series(1, 100) AS g");
        replicator = Replicator.open(SmallSteps.config(pair).build(), ReplicationListener.NONE);
        catchUp();
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
    }

    @AfterEach
    void close() {
        replicator.close();
        pair.close();
    }

    @Test
    void whatOneOfSomeTablesFindsRefutesTheOneOfAll() throws SQLException, InterruptedException {
        VerifyOptions some = ALL.withTables(List.of("noted"));
        execute(pair.connectSource(), "INSERT INTO noted VALUES (-101, 0)");
        assertThat(replicator.verify(some).isEqual()).isFalse();
        assertVerified(Level.PASS, "rows equal: ");
        catchUp();
        assertThat(replicator.verify(some).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
        execute(pair.connectTarget(), "DELETE FROM noted WHERE id = -7");
        assertThat(replicator.verify(some).isEqual()).isFalse();
        assertVerified(Level.FAIL, "found what differs");
        execute(pair.connectTarget(), "INSERT INTO noted VALUES (-7, 0)");
        assertThat(replicator.verify(some).isEqual()).isTrue();
        assertVerified(Level.FAIL, "found what differs");
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
    }

    /** What the next round carries is no reason to refuse a cutover; it was not found equal either. */
    @Test
    void rowsThatAreOnTheirWayAreNeitherEqualNorWhatDiffers() throws SQLException {
        VerifyReport equal = replicator.verify(ALL);
        long rows = equal.tables().stream()
                .mapToLong(VerifyReport.Table::comparedRows)
                .sum();
        String tables = " rows of " + equal.tables().size() + " tables";
        execute(pair.connectSource(), "INSERT INTO noted VALUES (-101, 0), (-102, 0), (-103, 0)");
        assertThat(replicator.verify(ALL).isEqual()).isFalse();
        assertVerified(Level.PASS, "rows equal: " + rows + tables);
        execute(pair.connectTarget(), "DELETE FROM noted WHERE id = -7");
        assertThat(replicator.verify(ALL).isEqual()).isFalse();
        assertVerified(Level.FAIL, "found what differs; it compared " + (rows + 3) + tables);
    }

    /** What was marked for the next round has differed: only a comparison that finds it equal says that it is. */
    @Test
    void whatIsToBeRepairedDiffersUntilItIsFoundEqual() throws SQLException, InterruptedException {
        execute(pair.connectTarget(), "DELETE FROM noted WHERE id = -7");
        assertThat(replicator.verify(ALL.repairing()).isEqual()).isFalse();
        assertVerified(Level.FAIL, "found what differs");
        assertThat(replicator.verify(ALL).isEqual()).isFalse();
        assertVerified(Level.FAIL, "found what differs");
        catchUp();
        assertVerified(Level.FAIL, "found what differs");
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
    }

    @Test
    void oneThatLeavesTablesOutDoesNotClearWhatAnotherHasFound() throws SQLException {
        execute(pair.connectTarget(), "DELETE FROM noted WHERE id = -7");
        assertThat(replicator.verify(ALL).isEqual()).isFalse();
        var filter = new TableFilter(List.of(), List.of(), List.of(), List.of("noted"));
        try (Replicator another =
                Replicator.open(SmallSteps.config(pair).tables(filter).build(), ReplicationListener.NONE)) {
            assertThat(another.verify(ALL).isEqual()).isTrue();
        }
        assertVerified(Level.FAIL, "found what differs");
        execute(pair.connectTarget(), "INSERT INTO noted VALUES (-7, 0)");
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
    }

    @Test
    void oneBeforeASwitchIsNoProofForTheNext() throws InterruptedException {
        switchTo(PATIENT);
        catchUp();
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(PATIENT.goingBack(), Level.PASS, "rows equal: ");
        switchTo(PATIENT.goingBack());
        catchUp();
        assertVerified(Level.WARN, "a switch came since");
        assertThat(replicator.verify(ALL).isEqual()).isTrue();
        assertVerified(Level.PASS, "rows equal: ");
    }

    /** A rehearsal prepares a gate on the target, and switches nothing. */
    @Test
    void aRehearsalIsNoSwitch() throws InterruptedException {
        switchTo(new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 1, false));
        assertVerified(Level.PASS, "rows equal: ");
    }

    /** Another guardrail tells of it: what was compared is equal. */
    @Test
    void aTableThatCameMeanwhileIsNoDifference() throws SQLException {
        execute(pair.connectSource(), "CREATE TABLE came_meanwhile (id int PRIMARY KEY)");
        execute(pair.connectTarget(), "CREATE TABLE came_meanwhile (id int PRIMARY KEY)");
        assertThat(replicator.verify(ALL).isRowsEqual()).isFalse();
        assertVerified(Level.PASS, "rows equal: ");
        execute(pair.connectTarget(), "DELETE FROM noted WHERE id = -7");
        assertThat(replicator.verify(ALL).isRowsEqual()).isFalse();
        assertVerified(Level.FAIL, "found what differs");
    }

    @Test
    void anOldOneIsAWarning() throws SQLException {
        execute(pair.connectTarget(), "UPDATE replicator.verification SET ended_at = ended_at - interval '23 hours'");
        assertVerified(Level.PASS, "rows equal: ");
        execute(pair.connectTarget(), "UPDATE replicator.verification SET ended_at = ended_at - interval '2 hours'");
        assertVerified(Level.WARN, "more than a day ago");
    }

    @Test
    void aRepairBeginsAnotherHistory() throws InterruptedException {
        replicator.repair();
        assertVerified(Level.WARN, "nobody has compared");
        catchUp();
        assertVerified(Level.WARN, "nobody has compared");
    }

    private void catchUp() throws InterruptedException {
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private void switchTo(CutoverOptions options) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    private void assertVerified(Level level, String message) {
        assertVerified(PATIENT, level, message);
    }

    private void assertVerified(CutoverOptions options, Level level, String message) {
        List<Finding> verified = replicator.checkCutover(options).findings().stream()
                .filter(finding -> finding.subject().equals("verified"))
                .toList();
        assertThat(verified).singleElement().satisfies(finding -> {
            assertThat(finding.level()).as(finding.message()).isEqualTo(level);
            assertThat(finding.message()).contains(message);
        });
    }

    private static void execute(Connection opened, String sql) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
