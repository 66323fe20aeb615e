package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The switch under writers: every acknowledged row is on the target, and nobody fails before it. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class CutoverIT {
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    private DatabasePair pair;
    private final AtomicReference<CutoverEnded> ended = new AtomicReference<>();

    private Replicator open(int from, int to) throws SQLException {
        pair = RecordingClients.databases(from, to);
        return Replicator.open(
                ReplicatorConfig.builder()
                        .source(pair.sourceUri())
                        .target(pair.targetUri())
                        .build(),
                ReplicationListener.when(CutoverEnded.class, ended::set));
    }

    @AfterEach
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"15, 17", "13, 13"})
    void everyAcknowledgedRowIsOnTheTargetAndNobodyFailsBefore(int from, int to)
            throws SQLException, InterruptedException {
        try (Replicator replicator = open(from, to);
                RecordingClients clients = new RecordingClients(pair, 8)) {
            clients.awaitMore(100);
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
                clients.awaitMore(200);
            }
            try (Replication replication = replicator.start().endWhenSwitched(PATIENT.rehearsing(5))) {
                replication.await();
                assertThat(ended.get().switched()).isFalse();
                assertThat(ended.get().pauses()).hasSize(5);
                assertThat(clients.refused()).isZero();
            }
            try (Replication replication = replicator.start()) {
                replication.endWhenSwitched(PATIENT).await();
                assertThat(replication.isGoalReached()).isTrue();
            }
            clients.stop();
            assertThat(clients.failures()).isEmpty();
            assertThat(clients.refused()).isEqualTo(8);
            assertThat(clients.arrived("noted")).isEqualTo(clients.acknowledged());
            assertThat(clients.arrived("noted_too")).isEqualTo(clients.acknowledged());
            assertThat(Duration.ofMillis(clients.longestMillis())).isPositive();
            assertThat(ended.get().pauses()).hasSize(1);
            assertThat(replicator.compare().tables()).allMatch(table -> table.equal());
            assertAlreadySwitched(replicator);
        }
    }

    /** Whoever wants a table for himself waits for the cutover's locks, and everybody who comes later waits behind him. */
    @Test
    void switchesWhileSomebodyTruncatesATableAllTheTime() throws SQLException, InterruptedException {
        try (Replicator replicator = open(15, 15);
                RecordingClients clients = new RecordingClients(pair, 4)) {
            for (String uri : List.of(pair.sourceUri(), pair.targetUri())) {
                execute(uri, "CREATE TABLE emptied (id int PRIMARY KEY)");
            }
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
            }
            var truncating = CompletableFuture.runAsync(() -> Unchecked.run(this::truncateForEver));
            try (Replication replication = replicator.start().endWhenSwitched(CutoverOptions.defaults())) {
                replication.await();
            }
            assertThatThrownBy(truncating::join).hasMessageContaining("takes no writes");
            clients.stop();
            assertThat(clients.failures()).isEmpty();
            assertThat(clients.arrived("emptied")).containsExactly(1L);
        }
    }

    private void truncateForEver() throws SQLException, InterruptedException {
        try (Connection connection = pair.connectSource();
                Statement statement = connection.createStatement()) {
            while (true) {
                statement.execute("BEGIN; TRUNCATE emptied; INSERT INTO emptied VALUES (1); COMMIT");
                Thread.sleep(1);
            }
        }
    }

    /** Who has passed the gate and waits for the cutover's locks is waited for: the attempt ends at once, and it passes. */
    @Test
    void letsThroughWhoLocksATableAfterItHasWritten() throws SQLException, InterruptedException {
        try (Replicator replicator = open(15, 15);
                RecordingClients clients = new RecordingClients(pair, 4)) {
            for (String uri : List.of(pair.sourceUri(), pair.targetUri())) {
                execute(uri, "CREATE TABLE emptied (id int PRIMARY KEY); CREATE TABLE written (id int PRIMARY KEY)");
            }
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
            }
            var locking = CompletableFuture.runAsync(() -> Unchecked.run(this::writeAndTruncateForEver));
            var pauses = PATIENT.withPause("1min");
            try (Replication replication = replicator.start().endWhenSwitched(pauses)) {
                replication.await();
            }
            assertThatThrownBy(locking::join).hasMessageContaining("takes no writes");
            assertThat(ended.get().attempts()).isGreaterThan(1);
            clients.stop();
            assertThat(clients.failures()).isEmpty();
        }
    }

    private void writeAndTruncateForEver() throws SQLException, InterruptedException {
        try (Connection connection = pair.connectSource();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '15s'");
            boolean met = false;
            while (true) {
                statement.execute("BEGIN; INSERT INTO written VALUES (1)");
                if (met) {
                    Thread.sleep(150);
                } else {
                    met = isGateClosing(statement);
                }
                statement.execute("TRUNCATE emptied; DELETE FROM written; COMMIT");
                if (met) {
                    Thread.sleep(30);
                }
            }
        }
    }

    /** Whether an attempt that has locked the tables closes the gate; waits for it, but not for longer than the cutover waits for us. */
    private static boolean isGateClosing(Statement statement) throws SQLException, InterruptedException {
        for (int i = 0; i < 500; i++) {
            try (ResultSet closing = statement.executeQuery(
                    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
                            + " AND mode = 'ExclusiveLock' AND classid = replicator_capture.gate_key()::oid AND objid = 3")) {
                if (closing.next()) {
                    return true;
                }
            }
            Thread.sleep(10);
        }
        return false;
    }

    /** Whoever missed the outcome asks again; a rehearsal is not possible any more. */
    private static void assertAlreadySwitched(Replicator replicator) throws InterruptedException {
        try (Replication again = replicator.start().endWhenSwitched(CutoverOptions.defaults())) {
            again.await();
        }
        CutoverOptions rehearsal = CutoverOptions.defaults().rehearsing(1);
        try (Replication again = replicator.start().endWhenSwitched(rehearsal)) {
            assertThatThrownBy(again::await)
                    .isInstanceOfSatisfying(
                            ReplicatorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_SWITCHED));
        }
    }

    /** The writers only waited, the source is the primary, and replication goes on. */
    @ParameterizedTest
    @CsvSource({
        "BEGIN; UPDATE hot SET n = -1 WHERE id = 6",
        "BEGIN; UPDATE hot SET n = -1 WHERE id = 6; PREPARE TRANSACTION 'held'",
        "BEGIN; LOCK TABLE noted_free IN ACCESS EXCLUSIVE MODE",
        "BEGIN; LOCK TABLE noted_free; INSERT INTO noted_free VALUES (1); COMMIT; BEGIN; LOCK TABLE noted_free"
    })
    void isRolledBackAtTheDeadline(String obstacle) throws SQLException, InterruptedException {
        try (Replicator replicator = open(15, 15)) {
            execute(pair.sourceUri(), "INSERT INTO hot VALUES (6, 0); CREATE TABLE noted_free (id int PRIMARY KEY)");
            execute(pair.targetUri(), "CREATE TABLE noted_free (id int PRIMARY KEY)");
            try (RecordingClients clients = new RecordingClients(pair, 4);
                    Replication replication = replicator.start();
                    Connection holder = pair.connectSource();
                    Statement statement = holder.createStatement()) {
                replication.awaitCopied();
                replication.awaitCaughtUp();
                statement.execute(obstacle);
                // what is prepared must be younger than that when the guardrails are looked at
                Duration deadline = Duration.ofSeconds(obstacle.contains("PREPARE") ? 8 : 2);
                replication.endWhenSwitched(new CutoverOptions(deadline, Duration.ofMillis(500), 0, false));
                assertThatThrownBy(replication::await)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.CUTOVER_ROLLED_BACK));
                clients.awaitMore(50);
                clients.stop();
                assertThat(clients.failures()).isEmpty();
                assertThat(clients.refused()).isZero();
                statement.execute(obstacle.contains("PREPARE") ? "ROLLBACK PREPARED 'held'" : "ROLLBACK");
            }
            try (Replication replication = replicator.start().endWhenSwitched(PATIENT)) {
                replication.await();
            }
            assertThat(replicator.compare().tables()).allMatch(table -> table.equal());
        }
    }

    private void execute(String uri, String sql) throws SQLException {
        try (Connection connection = uri.equals(pair.sourceUri()) ? pair.connectSource() : pair.connectTarget();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
