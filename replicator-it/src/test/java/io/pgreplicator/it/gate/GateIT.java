package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.gate.ClosedGate;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.telemetry.OpenTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate of a captured database under its writers, as the roles that Heroku gives. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class GateIT {
    private static final String TABLES = """
            CREATE TABLE t (id int PRIMARY KEY, v int);
            CREATE TABLE split (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
            CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (1000);
            CREATE TABLE parent (id int PRIMARY KEY, v int);
            CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
            """;
    private static final String ROWS = """
            INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g;
            INSERT INTO split SELECT g, 0 FROM generate_series(1, 100) AS g;
            INSERT INTO parent SELECT g, 0 FROM generate_series(1, 100) AS g;
            INSERT INTO child SELECT g, 0 FROM generate_series(1, 100) AS g;
            """;
    private static final String NOT_IN_STATE = "55000";
    private static final String LOCKED = "55P03";
    private static final String REFUSED = "25006";

    /** Longer than anything here waits for. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private DatabasePair pair;
    private Database database;
    private Session session;
    private Session gateSession;
    private Session tickets;

    /** A database that is captured, as a replicator leaves it. */
    private Gate captured(int major) throws SQLException, InterruptedException {
        pair = DatabasePair.create(major, Math.max(major, 15));
        try (Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            execute(source, TABLES + ROWS);
            execute(target, TABLES);
        }
        ReplicatorConfig config = ReplicatorConfig.builder()
                .source(pair.sourceUri())
                .target(pair.targetUri())
                .build();
        try (Replicator replicator = Replicator.open(config);
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
        database = new Database(Side.SOURCE, config.source(), config.sessions());
        session = database.open(Role.CONTROL);
        gateSession = database.open(Role.CONTROL);
        tickets = database.open(Role.CONTROL);
        return session.inTransaction(() -> Gate.take(session));
    }

    @AfterEach
    void close() {
        if (database != null) {
            Stream.of(tickets, gateSession, session).forEach(Session::close);
            database.close();
        }
        if (pair != null) {
            pair.close();
        }
    }

    private ClosedGate closed(Gate gate) {
        gate.arm(session, "elsewhere:5432/app");
        return ClosedGate.close(gateSession, tickets, 0, LIMIT).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void writersWaitWhileItIsClosedAndGoOnWhenItOpens(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        CompletableFuture<Optional<String>> writer;
        try (ClosedGate closed = closed(gate);
                Connection reader = pair.connectSource()) {
            writer = write("SET lock_timeout = '50ms'; UPDATE t SET v = v + 1 WHERE id = 1");
            awaitWaiting(1);
            assertThat(text(reader, "SELECT count(*) FROM t WHERE v = 0")).isEqualTo("100");
            Thread.sleep(200);
            assertThat(writer).as("a writer with a lock timeout of 50 ms").isNotDone();
            assertThat(closed.pause()).isPositive();
        }
        assertThat(writer.join()).isEmpty();
        assertThat(Gate.number(session)).isZero();
        gate.disarm(session);
        assertThat(Gate.isArmed(session)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void aSwitchRefusesThoseWhoWaitAndAllLaterOnes(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        CompletableFuture<Optional<String>> writer;
        try (ClosedGate closed = closed(gate)) {
            writer = write("UPDATE t SET v = v + 1 WHERE id = 1");
            awaitWaiting(1);
            gate.move(gateSession, 1);
            gateSession.commit();
            assertThat(closed.pause()).isPositive();
        }
        assertThat(writer.join())
                .hasValueSatisfying(
                        failure -> assertThat(failure).startsWith(REFUSED).contains("elsewhere:5432/app"));
        for (String write : List.of(
                "INSERT INTO t VALUES (1000, 1)",
                "UPDATE t SET v = 1",
                "DELETE FROM t WHERE id = 1",
                "TRUNCATE t",
                "UPDATE t SET v = 1 WHERE false",
                "INSERT INTO split VALUES (200, 1)",
                "UPDATE split_1 SET v = 1",
                "TRUNCATE split",
                "TRUNCATE split_1",
                "UPDATE parent SET v = 1",
                "DELETE FROM ONLY child",
                "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; SAVEPOINT a; DELETE FROM t; COMMIT")) {
            assertThat(write(write).join())
                    .as(write)
                    .hasValueSatisfying(failure -> assertThat(failure).startsWith(REFUSED));
        }
        assertThatThrownBy(() -> gate.disarm(session)).isInstanceOf(DatabaseException.class);
        gate.move(session, 2);
        assertThat(write("UPDATE t SET v = v + 1 WHERE id = 1").join()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {15})
    void onlyWhoRaisedTheEpochLastMovesItAndNeverDown(int major) throws SQLException, InterruptedException {
        Gate former = captured(major);
        former.move(session, 4);
        former.move(session, 4);
        assertFails(NOT_IN_STATE, () -> former.move(session, 2));
        Gate next = session.inTransaction(() -> Gate.take(session));
        assertFails(NOT_IN_STATE, () -> former.move(session, 6));
        assertFails(NOT_IN_STATE, () -> former.arm(session, "nowhere"));
        assertFails(NOT_IN_STATE, () -> former.disarm(session));
        next.move(session, 6);
        assertThat(Gate.number(session)).isEqualTo(6);
    }

    /** Writers would be taken past a gate that somebody has closed, and relies on. */
    @ParameterizedTest
    @ValueSource(ints = {15})
    void whatTakesWritersPastItWaitsWhileItIsClosed(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        try (ClosedGate closed = closed(gate);
                Connection other = pair.connectSource()) {
            execute(other, "SET lock_timeout = '100ms'");
            for (String act : List.of(
                    "SELECT replicator_capture.disarm_gate(" + gate.epoch() + ")",
                    "SELECT replicator_capture.skip_applied_by('6ad9ac17-71e9-4cfa-9f8f-6a6a3a6e7f10')",
                    "SELECT replicator_capture.release_table(1)",
                    "SELECT replicator_capture.release_relation(1, 't')")) {
                assertThatThrownBy(() -> execute(other, act))
                        .as(act)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo(LOCKED));
            }
            assertThat(closed.pause()).isPositive();
        }
        assertThat(Gate.isArmed(session)).isTrue();
    }

    /** Whatever replaces capture functions leaves the gate as it is. */
    @ParameterizedTest
    @ValueSource(ints = {15})
    void staysArmedWhenCaptureFunctionsAreReplaced(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        gate.arm(session, "elsewhere");
        try (Connection source = pair.connectSource()) {
            execute(
                    source,
                    "SELECT replicator_capture.use_segment(table_id, 7), replicator_capture.adapt_table(table_id)"
                            + " FROM replicator_capture.captured_table; CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (1000) TO (2000)");
            execute(
                    source,
                    "SELECT replicator_capture.capture_leaf(table_id, 'split_2', true) FROM replicator_capture.captured_table"
                            + " WHERE table_name = 'split'");
        }
        try (ClosedGate closed =
                ClosedGate.close(gateSession, tickets, 0, LIMIT).orElseThrow()) {
            gate.move(gateSession, 1);
            gateSession.commit();
            assertThat(closed.pause()).isPositive();
        }
        for (String write : List.of(
                "UPDATE t SET v = 1",
                "INSERT INTO split_2 VALUES (1000, 1)",
                "DELETE FROM child",
                "TRUNCATE split_2")) {
            assertThat(write(write).join()).as(write).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 17})
    void whoWroteBeforeItWasArmedIsListedUntilItEnds(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        for (String write :
                List.of("TRUNCATE t", "TRUNCATE split_1", "UPDATE child SET v = 1", "DELETE FROM split WHERE id = 1")) {
            try (Connection writer = pair.connectSource()) {
                writer.setAutoCommit(false);
                execute(writer, write);
                gate.arm(session, "elsewhere");
                List<OpenTransaction> before = CaptureSchema.openTransactions(session);
                assertThat(before).as(write).hasSize(1).allMatch(found -> found.pid() != null);
                writer.rollback();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(CaptureSchema.openTransactions(session))
                                .isEmpty());
                execute(writer, write + "; PREPARE TRANSACTION 'before'");
                assertThat(CaptureSchema.openTransactions(session))
                        .as(write)
                        .extracting(OpenTransaction::gid)
                        .containsExactly("before");
                writer.setAutoCommit(true);
                execute(writer, "ROLLBACK PREPARED 'before'");
            }
            gate.disarm(session);
        }
    }

    /** What was written by a prepared transaction is not on the target, so the gate is not closed before it ends. */
    @ParameterizedTest
    @ValueSource(ints = {15})
    void waitsForWhoeverHasPassedIt(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        gate.arm(session, "elsewhere");
        try (Connection writer = pair.connectSource()) {
            execute(writer, "BEGIN; UPDATE t SET v = 1 WHERE id = 1; PREPARE TRANSACTION 'inside'");
            assertThat(ClosedGate.close(gateSession, tickets, 0, Duration.ofMillis(300)))
                    .isEmpty();
            execute(writer, "COMMIT PREPARED 'inside'; BEGIN; UPDATE t SET v = 2 WHERE id = 1");
            CompletableFuture<Optional<ClosedGate>> closing =
                    CompletableFuture.supplyAsync(() -> ClosedGate.close(gateSession, tickets, 0, LIMIT));
            Awaitility.await()
                    .until(
                            () -> !"0"
                                    .equals(
                                            text(
                                                    writer,
                                                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND NOT granted")));
            execute(writer, "UPDATE t SET v = 3 WHERE id = 2; TRUNCATE split; COMMIT");
            try (ClosedGate closed = closing.join().orElseThrow()) {
                assertThat(closed.pause()).isPositive();
            }
        }
    }

    /** New writers hold rows that transactions need which have passed the gate: these would wait for each other. */
    @ParameterizedTest
    @ValueSource(strings = {"", " FOR UPDATE"})
    void isClosedThoughWritersFightForRows(String forUpdate) throws SQLException, InterruptedException {
        Gate gate = captured(15);
        gate.arm(session, "elsewhere");
        try (HotRows writers = new HotRows(pair, 16, !forUpdate.isEmpty())) {
            for (int i = 0; i < 10; i++) {
                try (ClosedGate closed =
                        ClosedGate.close(gateSession, tickets, 0, LIMIT).orElseThrow()) {
                    assertThat(writers.inFlight(session)).isZero();
                    assertThat(closed.pause()).isPositive();
                }
                writers.awaitMore(50);
            }
            assertThat(writers.failures()).isEmpty();
        }
    }

    /** The program sleeps with the gate closed: the server opens it, and what the program does later changes nothing. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void theServerOpensItWhenNothingHappens(int major) throws SQLException, InterruptedException {
        Gate gate = captured(major);
        gate.arm(session, "elsewhere");
        try (ClosedGate closed = ClosedGate.close(gateSession, tickets, 0, Duration.ofMillis(500))
                .orElseThrow()) {
            assertThat(write("UPDATE t SET v = v + 1 WHERE id = 1").join()).isEmpty();
            assertThatThrownBy(() -> {
                        gate.move(gateSession, 1);
                        gateSession.commit();
                    })
                    .isInstanceOf(DatabaseException.class);
            assertThat(closed.pause()).isPositive();
        }
        assertThat(Gate.number(session)).isZero();
    }

    /** Runs it as the application; its failure as SQLSTATE and message. */
    private CompletableFuture<Optional<String>> write(String sql) {
        return CompletableFuture.supplyAsync(() -> {
            try (Connection writer = pair.connectSource();
                    Statement statement = writer.createStatement()) {
                statement.execute(sql);
                return Optional.empty();
            } catch (SQLException e) {
                return Optional.of(e.getSQLState() + " " + e.getMessage());
            }
        });
    }

    private void awaitWaiting(int writers) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(
                                session.queryLong(
                                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid >= 1000 AND NOT granted"))
                        .isEqualTo(writers));
    }

    private static void assertFails(String state, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
