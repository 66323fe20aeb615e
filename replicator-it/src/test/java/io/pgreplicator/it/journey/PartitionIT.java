package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that come and go at the wrong moment, and how long anybody waits while they get their triggers. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class PartitionIT {
    private static final String TREE = """
            CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
            CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (1000) TO (2000);
            CREATE TABLE p_rest PARTITION OF p DEFAULT;
            CREATE TABLE late (id int PRIMARY KEY, v text);
            """;
    private static final String ATTACH = "ALTER TABLE p ATTACH PARTITION late FOR VALUES FROM (5000) TO (6000)";

    private static final String ROWS = "SELECT coalesce(string_agg(r::text, ' ' ORDER BY id), '') FROM p AS r";

    private static final String PENDING = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";

    private static final TableFilter WITHOUT_LATE =
            new TableFilter(List.of(), List.of(), List.of(), List.of("public.late"));

    /** Planned anew, the copy takes in a partition that was attached meanwhile. */
    @ParameterizedTest
    @CsvSource({"13", "18"})
    void aPartitionAttachedDuringTheCopyAndTruncatedIsEmptyInTheEnd(int major) throws Exception {
        try (Journey journey = withLatePartition(major)) {
            planAgainWithLate(journey, "TRUNCATE late");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @CsvSource({"13", "18"})
    void aPartitionAttachedDuringTheCopyAndDroppedIsEmptyInTheEnd(int major) throws Exception {
        try (Journey journey = withLatePartition(major)) {
            planAgainWithLate(journey, "DROP TABLE late");
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
        }
    }

    /** The chunks of the new plan hold a partition that came after it was looked for. */
    @Test
    void aPartitionAttachedWhileTheCopyIsPlannedAgainIsNotCopiedBeforeItIsCaptured() throws Exception {
        try (Journey journey = withLatePartition(15)) {
            var rewritten = new AtomicBoolean();
            var attached = new AtomicBoolean();
            copy(journey, place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && rewritten.compareAndSet(false, true)) {
                    rewrite(journey);
                } else if (place == PausePoint.COPY_BEFORE_PLAN_AGAIN && attached.compareAndSet(false, true)) {
                    journey.onSource(ATTACH);
                    journey.onSource("VACUUM FULL p_2");
                } else if (place == PausePoint.FOREIGN_KEYS_BEFORE_RESTORE) {
                    journey.onSource("TRUNCATE late");
                }
            });
            journey.assertArrived();
        }
    }

    /** The server shows a new partition to a snapshot from before, with the rows that it had then. */
    @ParameterizedTest
    @CsvSource({"13", "18"})
    void aPartitionAttachedAfterTheSnapshotIsNotReadBeforeItIsCaptured(int major) throws Exception {
        try (Journey journey = withLatePartition(major)) {
            attachAfterTheSnapshot(journey, "TRUNCATE late");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @CsvSource({"13", "18"})
    void aPartitionAttachedAfterTheSnapshotAndDroppedIsEmptyInTheEnd(int major) throws Exception {
        try (Journey journey = withLatePartition(major)) {
            attachAfterTheSnapshot(journey, "DROP TABLE late");
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
        }
    }

    /** Retention while it follows: the rows go, those of other partitions are not looked at, and what is kept becomes a table. */
    @ParameterizedTest
    @CsvSource({"13", "18"})
    void whatIsDetachedOrDroppedLeavesTheTarget(int major) throws Exception {
        try (Journey journey = Journey.empty(major, 18)) {
            journey.onBoth(TREE);
            journey.onSource("INSERT INTO p SELECT g, 'v' FROM generate_series(1, 2999) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "BEGIN; UPDATE p SET v = 'w' WHERE id IN (7, 1007); ALTER TABLE p DETACH PARTITION p_1;"
                                + " INSERT INTO p VALUES (8, 'in the default partition'); COMMIT");
                awaitLeft(journey, replication, "public.p_1");
                assertThat(keysOfRounds(journey)).isBetween(1000L, 1100L);
                journey.onSource("DROP TABLE p_2");
                awaitLeft(journey, replication, "public.p_2");
                // what the default partition may hold has grown since it was captured
                journey.onSource("INSERT INTO p VALUES (1001, 'v'); UPDATE p_1 SET v = 'kept' WHERE id = 9");
                replication.awaitCaughtUp();
                journey.onSource("DROP TABLE p_rest");
                awaitLeft(journey, replication, "public.p_rest");
                assertThat(number(journey.target, "SELECT count(*) FROM p")).isZero();
            }
            assertThat(number(journey.source, "SELECT count(*) FROM replicator_capture.captured_leaf"))
                    .isZero();
            Journey.execute(journey.target, "ALTER TABLE p DETACH PARTITION p_1; DROP TABLE p_2, p_rest");
            journey.catchUp();
            journey.onSource("UPDATE p_1 SET v = 'a table of its own' WHERE id = 10");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static void awaitLeft(Journey journey, Replication replication, String partition) throws Exception {
        replication.awaitCaughtUp();
        assertThat(journey.events())
                .contains(new ReplicationEvent.PartitionLeft(new QualifiedName("public", "p"), partition));
        assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
    }

    private static long keysOfRounds(Journey journey) {
        return journey.events().stream()
                .filter(ReplicationEvent.RoundEnded.class::isInstance)
                .mapToLong(event -> ((ReplicationEvent.RoundEnded) event).keys())
                .sum();
    }

    /** Nobody looks; the next run does, and until then nobody says that the target has everything, or what it should not. */
    @ParameterizedTest
    @CsvSource({"13", "18"})
    void whatIsDroppedWhileNobodyFollowsLeavesTheTarget(int major) throws Exception {
        try (Journey journey = Journey.empty(major, 18)) {
            journey.onBoth(TREE);
            journey.onSource("INSERT INTO p SELECT g, 'v' FROM generate_series(1, 1999) AS g");
            journey.catchUp();
            journey.onSource("DROP TABLE p_1; ALTER TABLE p DETACH PARTITION p_2");
            try (Replicator replicator = journey.open()) {
                assertThatThrownBy(replicator::uninstall)
                        .hasMessageContaining("public.p: partitions that were detached or dropped");
                VerifyReport.Table compared = replicator.verify(VerifyOptions.defaults()).tables().stream()
                        .filter(table -> table.table().name().equals("p"))
                        .findAny()
                        .orElseThrow();
                assertThat(compared.counts().pending()).isEqualTo(1999);
                assertThat(compared.counts().different()).isZero();
            }
            // within other bounds, and back: its rows are carried again
            journey.onSource("DELETE FROM p_2 WHERE id < 1500; UPDATE p_2 SET v = 'again' WHERE id = 1501;"
                    + " ALTER TABLE p ATTACH PARTITION p_2 FOR VALUES FROM (1500) TO (2000)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
            journey.onSource("DROP TABLE p_2");
            journey.catchUp();
            assertThat(number(journey.target, "SELECT count(*) FROM p")).isZero();
        }
    }

    /** What a job makes ahead of time is there when its rows come; what a default partition of the target has in the way is told. */
    @ParameterizedTest
    @CsvSource({"13", "18"})
    void aNewPartitionOfTheSourceIsCreatedOnTheTarget(int major) throws Exception {
        String places = "SELECT string_agg(id || ' ' || tableoid::regclass, ', ' ORDER BY id) FROM p WHERE id > 2";
        try (Journey journey = Journey.empty(major, 18)) {
            journey.onBoth(TREE);
            journey.onSource("INSERT INTO p VALUES (1), (5500)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "CREATE TABLE p_3 PARTITION OF p FOR VALUES FROM (3000) TO (4000);"
                                + " CREATE TABLE p_4 PARTITION OF p FOR VALUES FROM (4000) TO (5000) PARTITION BY RANGE (id);"
                                + " CREATE TABLE p_4a PARTITION OF p_4 FOR VALUES FROM (4000) TO (4100); INSERT INTO p VALUES (3001), (4001)");
                journey.onSource("BEGIN; CREATE TABLE p_5 (LIKE p INCLUDING ALL);"
                        + " WITH moved AS (DELETE FROM p_rest WHERE id BETWEEN 5000 AND 5999 RETURNING *)"
                        + " INSERT INTO p_5 SELECT * FROM moved; ALTER TABLE p ATTACH PARTITION p_5 FOR VALUES FROM (5000) TO (6000);"
                        + " COMMIT; INSERT INTO p VALUES (5600)");
                replication.awaitCaughtUp();
                assertThat(Journey.text(journey.target, places)).isEqualTo("3001 p_3, 4001 p_4a, 5500 p_5, 5600 p_5");
                assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
            }
            assertThat(journey.events())
                    .contains(
                            new ReplicationEvent.PartitionCreated(new QualifiedName("public", "p_4a")),
                            new ReplicationEvent.PartitionCreated(new QualifiedName("public", "p_5")))
                    .noneMatch(event -> event instanceof ReplicationEvent.PartitionNotCreated);
            journey.assertArrived();
        }
    }

    /** Its rows arrive, and the statement gives it the name; where the bounds are others, one that keeps the rows. */
    @ParameterizedTest
    @CsvSource({"14, 15", "15, 18"})
    void aPartitionOfTheSameBoundsIsRenamed(int from, int to) throws Exception {
        String bounds = " PARTITION OF p FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')";
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth("CREATE SCHEMA other; CREATE TABLE p (at date PRIMARY KEY, v int) PARTITION BY RANGE (at)");
            Journey.execute(
                    journey.target,
                    "CREATE TABLE other.february" + bounds
                            + "; CREATE TABLE spring PARTITION OF p FOR VALUES FROM ('2024-03-01') TO ('2024-06-01')");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("CREATE TABLE \"P 2\"" + bounds + "; INSERT INTO p VALUES ('2024-02-05')");
                replication.awaitCaughtUp();
                CureLine.carryOut(journey.pair, notCreated(journey));
                journey.onSource(
                        "UPDATE p SET v = 1; CREATE TABLE p_3 PARTITION OF p FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');"
                                + " INSERT INTO p VALUES ('2024-03-05')");
                replication.awaitCaughtUp();
            }
            assertThat(
                            Journey.text(
                                    journey.target,
                                    "SELECT string_agg(tableoid::regclass || ' ' || at || coalesce(' ' || v, ''), ', ' ORDER BY at) FROM p"))
                    .isEqualTo("\"P 2\" 2024-02-05 1, spring 2024-03-05");
            assertThat(journey.events())
                    .filteredOn(ReplicationEvent.PartitionNotCreated.class::isInstance)
                    .extracting(event -> ((ReplicationEvent.PartitionNotCreated) event).cure())
                    .containsExactly(
                            "On the target: ALTER TABLE \"other\".\"february\" RENAME TO \"P 2\"; ALTER TABLE \"other\".\"P 2\" SET SCHEMA \"public\";",
                            "On the target: BEGIN; SET LOCAL session_replication_role = replica; ALTER TABLE \"public\".\"p\" DETACH"
                                    + " PARTITION \"public\".\"spring\"; CREATE TABLE \"public\".\"p_3\" PARTITION OF \"public\".\"p\" FOR"
                                    + " VALUES FROM ('2024-03-01') TO ('2024-04-01'); WITH moved AS (DELETE FROM \"public\".\"spring\""
                                    + " RETURNING at, v) INSERT INTO \"public\".\"p\" (at, v) OVERRIDING SYSTEM VALUE SELECT at, v FROM"
                                    + " moved; COMMIT;");
        }
    }

    /** The source divides a partition anew, or gives its place to another table and keeps it: what is told to be done loses no row. */
    @ParameterizedTest
    @CsvSource({"13, 15", "18, 18"})
    void whatIsInTheWayOfNewPartitionsIsReplacedWithItsRows(int from, int to) throws Exception {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(
                    "CREATE TABLE h (id int PRIMARY KEY, v text, n int GENERATED ALWAYS AS (id + 1) STORED) PARTITION BY HASH (id);"
                            + " CREATE TABLE h_0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                            + " CREATE TABLE h_1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);"
                            + " CREATE TABLE m (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);"
                            + " CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (100)");
            journey.onSource("INSERT INTO h (id, v) SELECT g, 'v' || g FROM generate_series(1, 400) AS g;"
                    + " INSERT INTO m SELECT g, 'v' || g FROM generate_series(1, 50) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("BEGIN; ALTER TABLE h DETACH PARTITION h_1;"
                        + " CREATE TABLE h_1a PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 1) PARTITION BY RANGE (id);"
                        + " CREATE TABLE h_1a_rest PARTITION OF h_1a DEFAULT;"
                        + " CREATE TABLE h_1b PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 3);"
                        + " INSERT INTO h (id, v) SELECT id, v FROM h_1; DROP TABLE h_1; COMMIT");
                journey.onSource(
                        "BEGIN; ALTER TABLE m DETACH PARTITION m_1;"
                                + " CREATE TABLE m_1b PARTITION OF m FOR VALUES FROM (0) TO (100); INSERT INTO m SELECT * FROM m_1; COMMIT");
                replication.awaitCaughtUp();
                for (String cure : notCreatedCures(journey)) {
                    CureLine.carryOut(journey.pair, cure);
                }
                journey.onSource("INSERT INTO h (id, v) SELECT g, 'w' || g FROM generate_series(401, 500) AS g;"
                        + " UPDATE m SET v = 'w' WHERE id < 9");
                replication.awaitCaughtUp();
            }
            String places = "SELECT string_agg(id || ' ' || v || ' ' || tableoid::regclass, ', ' ORDER BY id) FROM ";
            for (String table : List.of("h", "m")) {
                assertThat(Journey.text(journey.target, places + table))
                        .isEqualTo(Journey.text(journey.source, places + table));
            }
            assertThat(number(journey.target, "SELECT count(*) FROM h_1")).isZero();
            assertThat(number(journey.target, "SELECT count(*) FROM m_1")).isZero();
        }
    }

    private static List<String> notCreatedCures(Journey journey) {
        return journey.events().stream()
                .filter(ReplicationEvent.PartitionNotCreated.class::isInstance)
                .map(event -> ((ReplicationEvent.PartitionNotCreated) event).cure())
                .toList();
    }

    /**
     * What refers to the rows, what fires on them and what is generated in them is as before; partitions below the new one are made with it.
     */
    @ParameterizedTest
    @CsvSource({"14, 14", "13, 18", "15, 16"})
    void rowsMoveOutOfTheDefaultPartitionOfTheTarget(int from, int to) throws Exception {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(DEEP);
            journey.onSource(DEEP_ROWS);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(MOVE);
                journey.onSource("INSERT INTO r (id, v) SELECT g, 'late' FROM generate_series(5900, 5910) AS g;"
                        + " DELETE FROM r WHERE id = 5003");
                replication.awaitCaughtUp();
                assertSameRows(journey);
            }
            assertThat(Journey.text(journey.target, PLACES)).isEqualTo(Journey.text(journey.source, PLACES));
            assertThat(number(journey.target, "SELECT count(*) FROM child")).isEqualTo(50);
            assertThat(number(journey.target, "SELECT count(*) FROM fired")).isZero();
            journey.onSource("UPDATE r SET v = 'y' WHERE id IN (7, 5001)");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static final String DEEP = """
            CREATE TABLE fired (id int PRIMARY KEY);
            CREATE TABLE r (gone int, id int PRIMARY KEY, v text COLLATE "C", n int GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT positive CHECK (id >= 0))
                PARTITION BY RANGE (id);
            ALTER TABLE r DROP COLUMN gone;
            CREATE TABLE r_rest (v text COLLATE "C", id int NOT NULL, n int GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT positive CHECK (id >= 0))
                PARTITION BY RANGE (id);
            CREATE TABLE r_rest_1 PARTITION OF r_rest FOR VALUES FROM (0) TO (5500);
            CREATE TABLE r_rest_2 PARTITION OF r_rest DEFAULT;
            ALTER TABLE r ATTACH PARTITION r_rest DEFAULT;
            CREATE INDEX ON r (v);
            CREATE TABLE child (id int PRIMARY KEY, r int REFERENCES r ON DELETE CASCADE);
            CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
                INSERT INTO public.fired VALUES (coalesce(NEW.id, OLD.id)); RETURN NULL; END$$;
            CREATE TRIGGER fires AFTER DELETE ON r FOR EACH ROW WHEN (OLD.id = 5001) EXECUTE FUNCTION fire();
            """;
    private static final String DEEP_ROWS = "INSERT INTO r (id, v) SELECT g, 'v' || g FROM generate_series(1, 50) AS g;"
            + " INSERT INTO r (id, v) SELECT g, 'v' || g FROM generate_series(5000, 6050) AS g WHERE g NOT BETWEEN 5900 AND 5950;"
            + " INSERT INTO child SELECT g, 5000 + 10 * g FROM generate_series(1, 50) AS g";

    /** The source's own way, which its foreign keys and triggers do not see. */
    private static final String MOVE = "BEGIN; ALTER TABLE child DROP CONSTRAINT child_r_fkey; DROP TRIGGER fires ON r;"
            + " CREATE TEMPORARY TABLE m ON COMMIT DROP AS SELECT id, v FROM r_rest WHERE id BETWEEN 5000 AND 5999;"
            + " DELETE FROM r_rest WHERE id BETWEEN 5000 AND 5999;"
            + " CREATE TABLE r_5 PARTITION OF r FOR VALUES FROM (5000) TO (6000) PARTITION BY RANGE (id);"
            + " CREATE TABLE r_5a PARTITION OF r_5 FOR VALUES FROM (5000) TO (5100);"
            + " CREATE TABLE r_5b PARTITION OF r_5 DEFAULT; INSERT INTO r (id, v) SELECT id, v FROM m;"
            + " ALTER TABLE child ADD FOREIGN KEY (r) REFERENCES r ON DELETE CASCADE;"
            + " CREATE TRIGGER fires AFTER DELETE ON r FOR EACH ROW WHEN (OLD.id = 5001) EXECUTE FUNCTION fire(); COMMIT";

    private static final String PLACES =
            "SELECT string_agg(id || ' ' || v || ' ' || n || ' ' || tableoid::regclass, ', ' ORDER BY id) FROM r";

    private static void assertSameRows(Journey journey) throws SQLException {
        String rows = "SELECT md5(string_agg(id || ' ' || v || ' ' || n, ', ' ORDER BY id)) || count(*) FROM r";
        assertThat(Journey.text(journey.target, rows)).isEqualTo(Journey.text(journey.source, rows));
    }

    private static String notCreated(Journey journey) {
        return journey.events().stream()
                .filter(ReplicationEvent.PartitionNotCreated.class::isInstance)
                .map(event -> ((ReplicationEvent.PartitionNotCreated) event).cure())
                .findFirst()
                .orElseThrow();
    }

    /** It is no partition for new snapshots, and one for old ones, until those have ended. */
    @Test
    void whatIsBeingDetachedConcurrentlyHasLeft() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection reader = journey.pair.connectSource();
                Connection detaching = journey.pair.connectSource()) {
            journey.onBoth(
                    "CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY LIST (id);"
                            + " CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1, 2); CREATE TABLE p_3 PARTITION OF p FOR VALUES IN (3)");
            journey.onSource("INSERT INTO p VALUES (1), (2), (3)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                reader.setAutoCommit(false);
                assertThat(number(reader, "SELECT count(*) FROM p")).isEqualTo(3);
                var detached = CompletableFuture.runAsync(() -> Unchecked.run(
                        () -> Journey.execute(detaching, "ALTER TABLE p DETACH PARTITION p_1 CONCURRENTLY")));
                Awaitility.await().until(() -> number(journey.source, PENDING) == 1);
                awaitLeft(journey, replication, "public.p_1");
                journey.onSource("UPDATE p SET v = 'w'");
                replication.awaitCaughtUp();
                assertThat(detached).isNotDone();
                assertThat(number(reader, "SELECT count(*) FROM p")).isEqualTo(3);
                reader.rollback();
                detached.join();
                replication.awaitCaughtUp();
                assertThat(Journey.text(journey.target, ROWS)).isEqualTo("(3,w)");
            }
            assertThat(journey.events())
                    .noneMatch(event -> event instanceof ReplicationEvent.PartitionCaptured)
                    .filteredOn(event -> event instanceof ReplicationEvent.PartitionLeft)
                    .hasSize(1);
        }
    }

    /** Columns that exchange their names exchange what the bounds mean. */
    @Test
    void boundsThatNamedOtherColumnsAreNotUsed() throws Exception {
        String exchange = "ALTER TABLE q RENAME a TO c; ALTER TABLE q RENAME b TO a; ALTER TABLE q RENAME c TO b";
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE q (id int, a int, b int, PRIMARY KEY (id, a, b)) PARTITION BY RANGE (a);"
                    + " CREATE TABLE q_1 PARTITION OF q FOR VALUES FROM (0) TO (10);"
                    + " CREATE TABLE q_2 PARTITION OF q FOR VALUES FROM (10) TO (20)");
            journey.onSource("INSERT INTO q SELECT g, g % 20, (g + 10) % 20 FROM generate_series(1, 200) AS g");
            journey.catchUp();
            journey.onSource(exchange + "; DROP TABLE q_1");
            Journey.execute(journey.target, exchange);
            journey.catchUp();
            assertThat(number(journey.target, "SELECT count(*) FROM q WHERE b < 10"))
                    .isZero();
            assertThat(number(journey.target, "SELECT count(*) FROM q")).isEqualTo(100);
        }
    }

    /** Key 5001 is logged, for it was deleted from the default partition; a row of that key is in the new partition. */
    private static void attachAfterTheSnapshot(Journey journey, String end) throws InterruptedException, SQLException {
        var step = new AtomicInteger();
        PausePoint.Hook hook = place -> Unchecked.run(() -> {
            if (place == PausePoint.ROUND_SNAPSHOT && step.compareAndSet(1, 2)) {
                journey.onSource("DELETE FROM p WHERE id = 5001");
            } else if (place == PausePoint.ROUND_SNAPSHOT && step.compareAndSet(2, 3)) {
                journey.onSource(ATTACH);
            } else if (place == PausePoint.ROUND_ACKNOWLEDGED && step.compareAndSet(3, 4)) {
                journey.onSource(end);
            }
        });
        var config = journey.config().tables(WITHOUT_LATE);
        journey.onSource("INSERT INTO p VALUES (5001, 'in the default partition')");
        try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            step.set(1);
            Awaitility.await().until(() -> step.get() == 4);
            replication.awaitCaughtUp();
        }
    }

    /** A crash between two partitions leaves a table that is not captured yet, nor taken for one that is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableWhoseInstallationWasEndedHalfwayIsCompletedOrRemoved(boolean completed) throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TREE);
            journey.onSource("INSERT INTO p SELECT g, 'v' FROM generate_series(1, 1999) AS g");
            // the second table is the partitioned one
            var roots = new AtomicInteger();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.INSTALL_CAPTURED_ROOT && roots.incrementAndGet() == 2) {
                    throw new IllegalStateException("crashed here");
                }
            };
            var config = journey.config();
            try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).hasMessageContaining("crashed here");
            }
            assertThat(number(journey.source, "SELECT count(*) FROM replicator_capture.captured_leaf"))
                    .isZero();
            journey.onSource("UPDATE p SET v = 'w' WHERE id = 7; TRUNCATE p_2; INSERT INTO p VALUES (1001, 'new')");
            if (completed) {
                journey.catchUp();
                assertThat(number(journey.source, "SELECT count(*) FROM replicator_capture.delta_1"))
                        .as("rows from before the capture are copied, not logged")
                        .isZero();
                journey.onSource("UPDATE p SET v = 'x' WHERE id = 8; TRUNCATE p_2");
                journey.catchUp();
                journey.assertArrived();
            } else {
                try (Replicator replicator = journey.open()) {
                    replicator.uninstall();
                }
                assertThat(number(
                                journey.source,
                                "SELECT count(*) FROM pg_namespace WHERE nspname = 'replicator_capture'"))
                        .isZero();
            }
        }
    }

    /** A partition that is released already may be truncated unnoticed, so nothing of the table counts as carried. */
    @Test
    void aTableThatIsReleasedHalfwayIsCopiedAnew() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection reader = journey.pair.connectSource()) {
            journey.onBoth(TREE);
            journey.onSource("INSERT INTO p SELECT g, 'v' FROM generate_series(1, 1999) AS g");
            journey.catchUp();
            reader.setAutoCommit(false);
            Journey.execute(reader, "SELECT FROM p_2 LIMIT 1");
            var config = journey.config()
                    .sessions(new SessionOptions(Duration.ofMillis(10), Duration.ofMillis(1), Duration.ofSeconds(60)));
            try (Replicator replicator = Replicator.open(config.build(), event -> {})) {
                assertThatThrownBy(replicator::uninstall).hasMessageContaining("removing the capture of public.p");
            }
            assertThat(number(
                            journey.source,
                            "SELECT count(*) FROM replicator_capture.captured_leaf WHERE triggers IS NOT NULL"))
                    .isEqualTo(2);
            journey.onSource("TRUNCATE p_1");
            reader.rollback();
            journey.catchUp();
            assertThat(journey.events())
                    .contains(new ReplicationEvent.CopyRestarted(
                            new QualifiedName("public", "p"), ReplicationEvent.CopyRestart.CAPTURED_ANEW));
            assertThat(Journey.text(journey.target, ROWS)).isEqualTo(Journey.text(journey.source, ROWS));
            journey.assertArrived();
        }
    }

    /**
     * The application holds one partition and comes for the root; whoever has waited for longer than the server's
     * deadlock_timeout by then is not the one who is ended.
     */
    @Test
    void theApplicationIsNeverTheVictimOfInstalling() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection application = journey.pair.connectSource()) {
            journey.onBoth(TREE);
            application.setAutoCommit(false);
            Journey.execute(application, "INSERT INTO p_2 VALUES (1001, 'v')");
            withPatience(journey, () -> {
                Journey.execute(application, "INSERT INTO p VALUES (1, 'v'), (1002, 'v'), (7000, 'v')");
                application.commit();
            });
            journey.assertArrived();
        }
    }

    /** The same with the tables of a round. */
    @Test
    void theApplicationIsNeverTheVictimOfARound() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection application = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
            application.setAutoCommit(false);
            Journey.execute(application, "TRUNCATE b");
            withPatience(journey, () -> {
                Journey.execute(application, "TRUNCATE a");
                application.commit();
            });
            journey.assertArrived();
        }
    }

    /** Runs a replicator that may wait for a minute, and lets the application act once it has waited for too long or given up. */
    private static void withPatience(Journey journey, Unchecked.Work act) throws Exception {
        List<ReplicationEvent> events = new CopyOnWriteArrayList<>();
        var config = journey.config()
                .sessions(new SessionOptions(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(60)));
        try (Replicator replicator = Replicator.open(config.build(), events::add);
                Replication replication = replicator.start().endWhenCaughtUp()) {
            Awaitility.await()
                    .until(() -> events.stream()
                                    .anyMatch(event -> event instanceof ReplicationEvent.Retrying retrying
                                            && retrying.reason().contains("lock timeout"))
                            || number(
                                            journey.source,
                                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                    + " AND application_name LIKE 'replicator%' AND datname = current_database()"
                                                    + " AND clock_timestamp() - state_change"
                                                    + " > 2 * current_setting('deadlock_timeout')::interval")
                                    > 0);
            act.run();
            replication.await();
        }
    }

    /** A loose table of rows, which the source attaches later, as the target has done. */
    private static Journey withLatePartition(int major) throws SQLException {
        Journey journey = Journey.empty(major, 18);
        journey.onBoth(TREE);
        Journey.execute(journey.target, ATTACH);
        journey.onSource("INSERT INTO p SELECT g, repeat('x', 200) FROM generate_series(1, 1999) AS g;"
                + " INSERT INTO late SELECT g, 'came late' FROM generate_series(5001, 5100) AS g");
        return journey;
    }

    private static void planAgainWithLate(Journey journey, String end) throws InterruptedException {
        var attached = new AtomicBoolean();
        var ended = new AtomicBoolean();
        copy(journey, place -> {
            if (place == PausePoint.COPY_AFTER_COMMIT && attached.compareAndSet(false, true)) {
                journey.onSource(ATTACH);
                rewrite(journey);
            } else if (place == PausePoint.COPY_AFTER_COMMIT
                    && allIsCopied(journey)
                    && ended.compareAndSet(false, true)) {
                journey.onSource(end);
            }
        });
    }

    /** Nobody looks for partitions any more until the first round. */
    private static boolean allIsCopied(Journey journey) throws SQLException {
        return number(journey.target, "SELECT count(*) FROM replicator.chunk WHERE copied_at IS NULL") == 0;
    }

    private static void rewrite(Journey journey) throws SQLException {
        journey.onSource("VACUUM FULL p_1");
        journey.onSource("VACUUM FULL p_2");
    }

    private interface AtPlace {
        void reached(PausePoint place) throws SQLException;
    }

    /** Copies in small chunks, one after the other, without the loose table, and catches up. */
    private static void copy(Journey journey, AtPlace atPlace) throws InterruptedException {
        PausePoint.Hook hook = place -> Unchecked.run(() -> atPlace.reached(place));
        var config = journey.config()
                .tables(WITHOUT_LATE)
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
        try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
