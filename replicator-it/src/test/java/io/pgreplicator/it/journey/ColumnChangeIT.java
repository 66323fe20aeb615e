package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of captured tables change while their rows do. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class ColumnChangeIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v text, n int)";
    private static final String ROWS = "INSERT INTO t SELECT g, 'row ' || g, g FROM generate_series(1, 300) AS g";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD COLUMN a int",
                "ALTER TABLE t ADD COLUMN a text NOT NULL DEFAULT 'the same'",
                "ALTER TABLE t ADD COLUMN a float8 DEFAULT random()",
                "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid(), DROP COLUMN v",
                "ALTER TABLE t DROP COLUMN v; ALTER TABLE t ADD COLUMN v text",
                "ALTER TABLE t DROP COLUMN v; ALTER TABLE t ADD COLUMN v text DEFAULT clock_timestamp()::text",
                "ALTER TABLE t ALTER COLUMN n TYPE text USING 'n' || n * random()",
                "ALTER TABLE t ALTER COLUMN v TYPE varchar(40)",
                "ALTER TABLE t ALTER COLUMN n TYPE int USING n * 2 + (1000 * random())::int",
                "ALTER TABLE t RENAME COLUMN v TO w",
                "ALTER TABLE t RENAME COLUMN v TO w; ALTER TABLE t RENAME COLUMN n TO v",
                "ALTER TABLE t RENAME COLUMN id TO key",
                "CREATE TYPE pair AS (a int, b int); ALTER TABLE t ADD COLUMN p pair DEFAULT row(NULL, NULL)"
            })
    void aChangeThatWasMadeOnTheTargetFirstIsCarriedWithoutAStop(String change)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(TABLE);
            journey.onSource(ROWS);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                Journey.execute(journey.target, change);
                journey.onSource(change);
                String key = change.contains("id TO key") ? "key" : "id";
                journey.onSource("DELETE FROM t WHERE " + key + " = 7");
                journey.onSource("UPDATE t SET " + key + " = 1000 WHERE " + key + " = 9");
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    @Test
    void aColumnThatTheTargetLacksStopsUntilItIsThere() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            journey.onSource(ROWS);
            journey.catchUp();
            journey.onSource("ALTER TABLE t ADD COLUMN a int DEFAULT 7; UPDATE t SET a = id WHERE id < 10");
            assertThatThrownBy(journey::catchUp)
                    .hasMessageContaining("column a is missing on the target")
                    .hasMessageContaining("ALTER TABLE \"public\".\"t\" ADD COLUMN \"a\" integer");
            Journey.execute(journey.target, "ALTER TABLE t ADD COLUMN a int");
            journey.catchUp();
            Journey.execute(journey.target, "ALTER TABLE t ALTER COLUMN a SET DEFAULT 7");
            journey.assertArrived();
        }
    }

    @Test
    void aColumnThatTheTargetLacksStopsAFollowerWithTheStatementToRun() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            journey.onSource(ROWS);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = id");
                assertThatThrownBy(replication::await)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SHAPE_CHANGED))
                        .hasMessageContaining("The columns of public.t changed")
                        .hasMessageContaining("ADD COLUMN \"a\" integer");
            }
            Journey.execute(journey.target, "ALTER TABLE t ADD COLUMN a int");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Rows that are copied before the column exists, chunks that are copied after, and what is written between. */
    @Test
    void columnsMayChangeDuringTheCopy() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 1000) AS g");
            var chunks = new AtomicInteger();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && chunks.incrementAndGet() == 3) {
                    change(journey);
                }
            };
            var config = journey.config();
            try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            journey.assertArrived();
        }
    }

    private static void change(Journey journey) {
        try (Connection source = journey.pair.connectSource();
                Connection target = journey.pair.connectTarget()) {
            for (Connection side : new Connection[] {target, source}) {
                Journey.execute(side, "ALTER TABLE t ADD COLUMN a int DEFAULT 5, ALTER COLUMN a SET DEFAULT 6");
            }
            Journey.execute(source, "UPDATE t SET a = id WHERE id % 50 = 0; INSERT INTO t VALUES (2000, 'new', 1)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The triggers know key columns by name; a rename may not make one write of the application fail or go missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (a int, v text, b text, PRIMARY KEY (b, a))",
                "CREATE TABLE t (gone int, a int, b text, v text, PRIMARY KEY (b, a)); ALTER TABLE t DROP COLUMN gone",
                "CREATE TABLE t (a int, v text, b text, PRIMARY KEY (b, a)) PARTITION BY HASH (a);"
                        + " CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);"
                        + " CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
            })
    void aRenamedKeyColumnNeitherFailsNorLosesWrites(String table) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(13, 15);
                Connection other = journey.pair.connectSource()) {
            journey.onBoth(table);
            String insert = "INSERT INTO t (a, v, b) SELECT g, 'v', 'b' || g FROM generate_series(%d, %d) AS g";
            journey.onSource(insert.formatted(1, 50));
            Journey.execute(other, insert.formatted(51, 100));
            journey.catchUp();
            // this session has its plans already
            Journey.execute(other, "UPDATE t SET v = 'w' WHERE a = 51; DELETE FROM t WHERE a = 52");
            journey.onSource("ALTER TABLE t RENAME COLUMN a TO c");
            for (Connection session : new Connection[] {other, journey.source}) {
                Journey.execute(session, "UPDATE t SET v = 'x' WHERE c % 7 = 0");
                Journey.execute(session, "DELETE FROM t WHERE c % 11 = 0");
                Journey.execute(session, "UPDATE t SET c = c + 1000 WHERE c < 5");
                Journey.execute(session, "INSERT INTO t (c, v, b) VALUES (5000 + pg_backend_pid(), 'n', 'm')");
            }
            assertThatThrownBy(journey::catchUp).hasMessageContaining("column c is missing on the target");
            Journey.execute(journey.target, "ALTER TABLE t RENAME COLUMN a TO c");
            journey.onSource("UPDATE t SET v = 'after' WHERE c = 90");
            journey.catchUp();
            journey.onSource("UPDATE t SET v = 'adapted', c = c + 1 WHERE c = 90");
            journey.catchUp();
            journey.assertArrived();
        }
    }
}
