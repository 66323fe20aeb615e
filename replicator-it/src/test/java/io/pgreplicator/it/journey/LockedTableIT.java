package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that somebody holds waits alone; and what a round has read it holds no more. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class LockedTableIT {
    private static final String TABLES = "CREATE TABLE a (id int PRIMARY KEY, v text);"
            + " CREATE TABLE b (id int PRIMARY KEY, v text); CREATE TABLE c (id int PRIMARY KEY, v text)";
    /** What waits for a lock of the held round fails instead: the round is let go of only afterwards. */
    private static final String SHORT_WAIT = "SET lock_timeout = '1min'; ";
    /** Less than any of the tests takes, so that what waits for longer would end the run. */
    private static final SessionOptions SHORT_LIMIT = new SessionOptions(
            Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(5));

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void followingGoesOnWithTheOthers(int rows) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection rival = journey.pair.connectSource()) {
            journey.onBoth(TABLES);
            journey.onSource("INSERT INTO a VALUES (0, 'old'); INSERT INTO b VALUES (0, 'old')");
            try (Replicator replicator = journey.open(journey.config().sessions(SHORT_LIMIT));
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                rival.setAutoCommit(false);
                Journey.execute(
                        rival,
                        "UPDATE a SET v = 'new'; INSERT INTO a SELECT g, 'in' FROM generate_series(1, " + rows
                                + ") AS g");
                rival.commit();
                Journey.execute(rival, "LOCK TABLE a");
                write(journey, rows, "first");
                awaitRows(journey, "SELECT count(*) FROM b WHERE v = 'first'", rows);
                journey.onSource("TRUNCATE c; INSERT INTO c VALUES (100000, 'after')");
                write(journey, rows, "second");
                awaitRows(journey, "SELECT count(*) FROM b WHERE v = 'second'", rows);
                awaitRows(journey, "SELECT count(*) FROM c WHERE v = 'after'", 1);
                Awaitility.await()
                        .untilAsserted(() -> assertThat(replicator.status().lastError())
                                .contains("public.a", "is locked by process", "waits alone"));
                Journey.execute(rival, "UPDATE a SET v = 'newest' WHERE id = 0");
                rival.commit();
                replication.awaitCaughtUp();
                Awaitility.await()
                        .untilAsserted(() ->
                                assertThat(replicator.status().lastError()).isNull());
            }
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCopyGoesOnWithTheOthers(boolean onSource) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection rival = onSource ? journey.pair.connectSource() : journey.pair.targetSuperuser()) {
            journey.onBoth(TABLES);
            write(journey, 100, "first");
            journey.onSource("INSERT INTO a SELECT g, repeat('x', 100) FROM generate_series(1, 5000) AS g");
            rival.setAutoCommit(false);
            var planned = new CountDownLatch(3);
            var locked = new CountDownLatch(1);
            // holds the last planning thread until the table is locked
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.COPY_PLANNED) {
                    planned.countDown();
                    if (planned.getCount() == 0) {
                        Unchecked.run(locked::await);
                    }
                }
            };
            var config = journey.config().sessions(SHORT_LIMIT);
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                planned.await();
                Journey.execute(rival, "LOCK TABLE a");
                locked.countDown();
                awaitRows(journey, "SELECT count(*) FROM b WHERE v = 'first'", 100);
                Awaitility.await()
                        .untilAsserted(() -> assertThat(replicator.status().lastError())
                                .contains("public.a", "is locked by process", "waits alone"));
                rival.commit();
                replication.awaitCaughtUp();
            } finally {
                locked.countDown();
            }
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 15", "18, 18"})
    void aLargeRoundHoldsOnlyTheTableItReads(int source, int target) throws SQLException, InterruptedException {
        var released = new CountDownLatch(1);
        try (Journey journey = Journey.empty(source, target);
                Connection superuser = journey.pair.sourceSuperuser()) {
            journey.onBoth(TABLES);
            journey.catchUp();
            journey.onSource("INSERT INTO a SELECT g, 'x' FROM generate_series(1, 100) AS g;"
                    + " INSERT INTO b SELECT g, repeat('x', 2000) FROM generate_series(1, 1000) AS g;"
                    + " INSERT INTO c SELECT g, 'x' FROM generate_series(1, 100) AS g");
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.ROUND_BEFORE_BATCH) {
                    Unchecked.run(released::await);
                }
            };
            var config = journey.config()
                    .sessions(new SessionOptions(
                            Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofHours(1)));
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                try {
                    // the ring is full and b is being read: a was let go of, c is not touched yet
                    awaitReading(superuser);
                    journey.onSource(SHORT_WAIT + "TRUNCATE a; INSERT INTO a VALUES (1, 'after')");
                    journey.onSource("TRUNCATE c; INSERT INTO c SELECT g, 'after' FROM generate_series(50, 60) AS g");
                } finally {
                    released.countDown();
                }
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    /** It is held before the next snapshot is taken, so it is read first, and let go of before the others are. */
    @ParameterizedTest
    @CsvSource({"13, 15", "18, 18"})
    void aTableThatWasTruncatedAfterTheSnapshotIsNotHeldForTheWholeRound(int source, int target)
            throws SQLException, InterruptedException {
        var released = new CountDownLatch(1);
        try (Journey journey = Journey.empty(source, target);
                Connection superuser = journey.pair.sourceSuperuser();
                Connection application = journey.pair.connectSource()) {
            journey.onBoth(TABLES);
            journey.catchUp();
            journey.onSource("INSERT INTO a SELECT g, 'x' FROM generate_series(1, 100) AS g;"
                    + " INSERT INTO b SELECT g, repeat('x', 2000) FROM generate_series(1, 1000) AS g");
            var snapshots = new AtomicInteger();
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.ROUND_SNAPSHOT && snapshots.incrementAndGet() == 1) {
                    Unchecked.run(() -> Journey.execute(application, "TRUNCATE a; INSERT INTO a VALUES (1, 'once')"));
                } else if (name == PausePoint.ROUND_BEFORE_BATCH) {
                    Unchecked.run(released::await);
                }
            };
            var config = journey.config()
                    .sessions(new SessionOptions(
                            Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofHours(1)));
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                try {
                    awaitReading(superuser);
                    assertThat(snapshots.get()).isEqualTo(2);
                    journey.onSource(SHORT_WAIT + "TRUNCATE a; INSERT INTO a VALUES (2, 'twice')");
                } finally {
                    released.countDown();
                }
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    private static void write(Journey journey, int rows, String value) throws SQLException {
        journey.onSource("INSERT INTO b SELECT g, '" + value + "' FROM generate_series(1, " + rows
                + ") AS g ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v; INSERT INTO c SELECT g, '" + value
                + "' FROM generate_series(1, " + rows + ") AS g ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v");
    }

    private static void awaitRows(Journey journey, String query, long rows) {
        Awaitility.await().until(() -> count(journey.target, query) == rows);
    }

    private static void awaitReading(Connection source) {
        Awaitility.await()
                .until(() -> count(
                                source,
                                "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
                                        + " WHERE l.relation = 'b'::regclass AND l.granted"
                                        + " AND a.application_name LIKE 'replicator drain%'")
                        > 0);
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
