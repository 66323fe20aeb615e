package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction that commits long after others began and ended: its changes arrive, and nobody waited for it. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class LongTransactionIT {

    @Test
    void anOpenTransactionHoldsUpNobodyAndArrivesWhenItCommits() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection slow = journey.pair.connectReporter()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource(
                    "GRANT ALL ON t TO heroku_reporter; INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                slow.setAutoCommit(false);
                Journey.execute(slow, "UPDATE t SET v = 1 WHERE id <= 10");
                journey.onSource("UPDATE t SET v = 2 WHERE id > 10");
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(180);
                slow.commit();
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(190);
            }
            journey.assertArrived();
        }
    }

    @Test
    void aPreparedTransactionArrivesWhenItIsCommitted() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                journey.source.setAutoCommit(false);
                journey.onSource("INSERT INTO t VALUES (1, 1)");
                journey.onSource("PREPARE TRANSACTION 'later'");
                journey.source.setAutoCommit(true);
                journey.onSource("INSERT INTO t VALUES (2, 2)");
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(2);
                journey.onSource("COMMIT PREPARED 'later'");
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(3);
            }
            journey.assertArrived();
        }
    }

    @Test
    void theInstallationWaitsForAWriterThatBeganBeforeIt() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection early = journey.pair.connectReporter()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource("GRANT ALL ON t TO heroku_reporter");
            early.setAutoCommit(false);
            Journey.execute(early, "INSERT INTO t VALUES (1, 1)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                Thread.sleep(Duration.ofSeconds(3).toMillis());
                Journey.execute(early, "INSERT INTO t VALUES (2, 2)");
                early.commit();
                replication.awaitCopied();
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(3);
            }
            journey.assertArrived();
        }
    }

    /** Its first write comes after the triggers, in a snapshot from before them. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ})
    void aTransactionThatBeganBeforeTheInstallationMayCommitAfterTheCopy(int isolation)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection early = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource("INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g");
            early.setAutoCommit(false);
            early.setTransactionIsolation(isolation);
            Journey.execute(early, "SELECT txid_current()");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                Journey.execute(early, "UPDATE t SET v = 1 WHERE id <= 10; DELETE FROM t WHERE id = 20");
                journey.onSource("UPDATE t SET v = 2 WHERE id > 50");
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(100);
                early.commit();
                replication.awaitCaughtUp();
                assertThat(sum(journey.target)).isEqualTo(110);
            }
            journey.assertArrived();
        }
    }

    private static long sum(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(sum(v), 0) FROM t")) {
            row.next();
            return row.getLong(1);
        }
    }
}
