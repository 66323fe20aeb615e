package io.pgreplicator.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings and limits of the servers that would break the work: overridden, or waited out. */
@Timeout(600)
@InTurn
class ServerSettingsIT {
    private final Queue<ReplicationEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void timeoutsAndModesOfTheDatabasesDoNotReachOurSessions() throws SQLException, InterruptedException {
        try (DatabasePair pair = DatabasePair.create(15, 17)) {
            String table = "CREATE TABLE t (id int PRIMARY KEY)";
            onSource(pair, table, "INSERT INTO t VALUES (1)");
            onTarget(
                    pair,
                    table,
                    "CREATE FUNCTION slow(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 FROM pg_sleep(3)'",
                    "CREATE INDEX slow ON t (slow(id))");
            for (String setting : List.of(
                    "statement_timeout = '2s'",
                    "idle_in_transaction_session_timeout = '1s'",
                    "idle_session_timeout = '5s'",
                    "lock_timeout = '1ms'",
                    "default_transaction_isolation = 'serializable'",
                    "default_transaction_read_only = on",
                    "synchronous_commit = off",
                    "DateStyle = 'German'")) {
                onPostgres(pair.source(), "ALTER DATABASE " + pair.sourceDatabase() + " SET " + setting);
                onPostgres(pair.target(), "ALTER DATABASE " + pair.targetDatabase() + " SET " + setting);
            }
            onPostgres(pair.target(), "ALTER DATABASE " + pair.targetDatabase() + " SET transaction_timeout = '2s'");
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.COPY_BEFORE_COMMIT || name == PausePoint.ROUND_BEFORE_COMMIT) {
                    sleep(Duration.ofMillis(2500));
                }
            };
            var config = SmallSteps.config(pair);
            try (Replicator replicator = open(config, hook);
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                onSource(pair, "SET default_transaction_read_only = off", "INSERT INTO t VALUES (2)");
                replication.awaitCaughtUp();
                assertThat(replicator.compare().tables()).allMatch(compared -> compared.equal(), "equal");
                assertThat(sessions(pair.target(), pair.targetDatabase())).isPositive();
            }
            assertThat(events.stream().filter(Retrying.class::isInstance)).isEmpty();
        }
    }

    @Test
    void whatWouldBeADeadlockOnTheTargetIsGivenUpBeforeAnybodyIsItsVictimAndTriedAgain()
            throws SQLException, InterruptedException {
        var reached = new CountDownLatch(1);
        var crossed = new CountDownLatch(1);
        try (DatabasePair pair = DatabasePair.create(15, 15);
                Connection rival = pair.targetSuperuser()) {
            List<String> tables =
                    List.of("CREATE TABLE a (id int PRIMARY KEY, v int)", "CREATE TABLE b (LIKE a INCLUDING ALL)");
            tables.forEach(table -> Unchecked.run(() -> onSource(pair, table)));
            tables.forEach(table -> Unchecked.run(() -> onTarget(pair, table)));
            onSource(pair, "INSERT INTO a VALUES (1, 0)", "INSERT INTO b VALUES (1, 0)");
            // whoever has waited that long looks for a deadlock and is its victim: we give way at half of it
            onPostgres(pair.target(), "ALTER DATABASE " + pair.targetDatabase() + " SET deadlock_timeout = '6s'");
            execute(rival, "SET deadlock_timeout = '10min'");
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.ROUND_AFTER_HEARTBEAT && reached.getCount() > 0) {
                    reached.countDown();
                    Unchecked.run(crossed::await);
                }
            };
            var config = SmallSteps.config(pair)
                    .sessions(new SessionOptions(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofSeconds(20)));
            try (Replicator replicator = open(config, hook);
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                onSource(pair, "BEGIN; UPDATE a SET v = 1; UPDATE b SET v = 1; COMMIT");
                reached.await();
                rival.setAutoCommit(false);
                execute(rival, "UPDATE b SET v = 7");
                crossed.countDown();
                awaitWaiting(pair);
                execute(rival, "UPDATE a SET v = 7");
                rival.rollback();
                replication.awaitCaughtUp();
                assertThat(replicator.compare().tables()).allMatch(compared -> compared.equal(), "equal");
            }
            assertThat(events.stream().filter(Retrying.class::isInstance).map(String::valueOf))
                    .anyMatch(retried -> retried.contains("55P03"));
        }
    }

    @Test
    void anIndexForWhichThereIsNoRoomIsBuiltWhenThereIsSome() throws SQLException, InterruptedException {
        try (PostgresServer target = PostgresServers.startRestartable(15, Map.of());
                DatabasePair pair = DatabasePair.create(ServerPool.source(15), target)) {
            String table = "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE INDEX t_v ON t (v)";
            onSource(
                    pair, table, "INSERT INTO t SELECT g, repeat(md5(g::text), 3) FROM generate_series(1, 60000) AS g");
            onTarget(pair, table);
            onPostgres(target, "ALTER SYSTEM SET temp_file_limit = '64kB'");
            onPostgres(target, "SELECT pg_reload_conf()");
            var config = SmallSteps.config(pair)
                    .copy(new CopyOptions(1, ByteSize.ofMegabytes(4), 1, ByteSize.ofMegabytes(1)));
            try (Replicator replicator = open(config);
                    Replication replication = replicator.start().endWhenCopied()) {
                Awaitility.await()
                        .until(() -> events.stream()
                                .anyMatch(event -> event instanceof Retrying retried
                                        && retried.reason().contains("53400")));
                Awaitility.await()
                        .untilAsserted(() ->
                                assertThat(replicator.status().lastError()).contains("temporary file size exceeds"));
                onPostgres(target, "ALTER SYSTEM RESET temp_file_limit");
                onPostgres(target, "SELECT pg_reload_conf()");
                replication.await();
                assertThat(replicator.compare().tables()).allMatch(compared -> compared.equal(), "equal");
            }
        }
    }

    @Test
    @Timeout(600)
    void aRoundOfMoreLocksThanTheServerMayHaveIsForeseenAndGoesOnWhenItHasThem()
            throws SQLException, InterruptedException {
        var few = Map.of("max_locks_per_transaction", "10", "max_connections", "30");
        try (PostgresServer source = PostgresServers.startRestartable(15, few);
                DatabasePair pair = DatabasePair.create(source, ServerPool.target(15))) {
            String tables = "DO $$BEGIN FOR i IN 1..150 LOOP"
                    + " EXECUTE 'CREATE TABLE t' || i || ' (id int PRIMARY KEY)'; COMMIT; END LOOP; END$$";
            onSource(pair, tables);
            onTarget(pair, tables);
            try (Replicator replicator = open(SmallSteps.config(pair))) {
                assertThat(replicator.check().findings())
                        .filteredOn(finding -> finding.level() == Finding.Level.WARN)
                        .extracting(Finding::subject)
                        .contains("source locks")
                        .doesNotContain("target locks");
                try (Replication replication = replicator.start().endWhenCaughtUp()) {
                    replication.await();
                }
            }
            // while nobody follows, so that one round finds all of them
            onSource(
                    pair,
                    "DO $$BEGIN FOR i IN 1..150 LOOP"
                            + " EXECUTE 'INSERT INTO t' || i || ' VALUES (1)'; COMMIT; END LOOP; END$$");
            try (Replicator replicator = open(SmallSteps.config(pair));
                    Replication replication = replicator.start()) {
                CompletableFuture<Void> caughtUp =
                        CompletableFuture.runAsync(() -> Unchecked.run(replication::awaitCaughtUp));
                // whether the locks run out depends on the memory that the server has to spare
                Awaitility.await()
                        .atMost(Duration.ofMinutes(8))
                        .until(() -> caughtUp.isDone() || lacksLocks(replicator));
                if (!caughtUp.isDone()) {
                    onPostgres(source, "ALTER SYSTEM SET max_locks_per_transaction = 200");
                    source.stopImmediately();
                    source.startAgain();
                }
                caughtUp.join();
                assertThat(replicator.compare().tables()).hasSize(150).allMatch(compared -> compared.equal(), "equal");
            }
        }
    }

    /** Nothing of it is there, and with more locks all of it comes. */
    @Test
    void aSchemaOfMoreLocksThanTheTargetMayHaveComesWhenItHasThem() throws SQLException {
        var few = Map.of("max_locks_per_transaction", "10", "max_connections", "10");
        try (PostgresServer target = PostgresServers.startRestartable(15, few);
                DatabasePair pair = DatabasePair.create(ServerPool.source(15), target)) {
            onSource(
                    pair,
                    "DO $$BEGIN FOR i IN 1..1500 LOOP EXECUTE 'CREATE TABLE t' || i || ' (id int PRIMARY KEY)';"
                            + " IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END$$");
            try (Replicator replicator = open(SmallSteps.config(pair))) {
                assertThatThrownBy(replicator::createSchema)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                e -> assertThat(e.cure())
                                        .startsWith(
                                                "Raise max_locks_per_transaction in the configuration of the target's server"));
            }
            onPostgres(target, "ALTER SYSTEM SET max_locks_per_transaction = 1000");
            target.stopImmediately();
            target.startAgain();
            // the command is run again
            try (Replicator replicator = open(SmallSteps.config(pair))) {
                assertThat(replicator.createSchema().created()).isTrue();
                assertThat(replicator.check().failures()).isEmpty();
            }
        }
    }

    private static boolean lacksLocks(Replicator replicator) {
        return String.valueOf(replicator.status().lastError()).contains("max_locks_per_transaction");
    }

    private Replicator open(ReplicatorConfig.Builder config) {
        return open(config, PausePoint.Hook.NONE);
    }

    private Replicator open(ReplicatorConfig.Builder config, PausePoint.Hook hook) {
        return PausableReplicator.open(config.build(), events::add, hook);
    }

    private static void awaitWaiting(DatabasePair pair) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            try (Connection connection = pair.targetSuperuser()) {
                return number(
                                connection,
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name LIKE 'replicator apply%' AND wait_event_type = 'Lock'")
                        > 0;
            }
        });
    }

    private static long sessions(PostgresServer server, String database) throws SQLException {
        try (Connection connection = server.superuser(database)) {
            return number(
                    connection,
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name LIKE 'replicator %'");
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void onSource(DatabasePair pair, String... statements) throws SQLException {
        try (Connection connection = pair.connectSource()) {
            execute(connection, statements);
        }
    }

    private static void onTarget(DatabasePair pair, String... statements) throws SQLException {
        try (Connection connection = pair.connectTarget()) {
            execute(connection, statements);
        }
    }

    private static void onPostgres(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.superuser("postgres")) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void sleep(Duration time) {
        Unchecked.run(() -> Thread.sleep(time.toMillis()));
    }
}
