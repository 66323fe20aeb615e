package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that the target refuses is named, holds up nobody else, and arrives once the cause is mended. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class RefusedRowIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v int)";
    private static final String CHECK = "ALTER TABLE t ADD CONSTRAINT positive CHECK (v > 0)";
    private static final String CURE = "ALTER TABLE t DROP CONSTRAINT positive";

    @ParameterizedTest
    @ValueSource(ints = {100, 3000})
    void theRowsAroundItArriveInASmallRoundAndInOneOfSeveralLanes(int rows) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth(TABLE);
            journey.onSource("INSERT INTO t VALUES (7, 7)");
            journey.catchUp();
            onTarget(journey, CHECK);
            journey.onSource("DELETE FROM t; INSERT INTO t SELECT g, CASE WHEN g IN (7, 8, " + rows
                    + ") THEN -g ELSE g END FROM generate_series(1, " + rows + ") AS g");
            assertRefused(journey, "refused 3 rows, public.t (id)=(7)", "\"positive\" [23514]");
            assertThat(longs(journey.target, "SELECT count(*), sum(v) FILTER (WHERE id = 7) FROM t"))
                    .as("all good rows, and what row 7 was before")
                    .containsExactly(rows - 2L, 7L);
            Progress status = status(journey);
            assertThat(status.phase()).isEqualTo(Phase.FAILED);
            assertThat(status.lastError()).contains("public.t (id)=(7)");
            assertThat(names(status)).containsExactly("t{id=7}", "t{id=8}", "t{id=" + rows + "}");
            assertThat(status.lag().pendingKeys()).isGreaterThanOrEqualTo(3);

            onTarget(journey, CURE);
            journey.catchUp();
            assertThat(status(journey).refused().rows()).isZero();
            assertThat(journey.events().stream().filter(RowRefused.class::isInstance))
                    .hasSize(3);
            assertThat(journey.events().stream().filter(RowArrived.class::isInstance))
                    .hasSize(3);
            journey.assertArrived();
        }
    }

    @Test
    void aKeyThatTheSourceDoesNotReadAnyMoreStopsNoneOfTheOthers() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE + "; CREATE TABLE ruled (relation regclass PRIMARY KEY, v int)");
            journey.catchUp();
            journey.onSource("CREATE VIEW only_here AS SELECT 1 AS one; INSERT INTO ruled VALUES ('only_here', 1)");
            assertRefused(journey, "refused 1 row", "only_here");
            journey.onSource("DELETE FROM ruled; DROP VIEW only_here; INSERT INTO t VALUES (1, 1)");
            assertRefused(journey, "refused 1 row", "only_here");
            assertThat(longs(journey.target, "SELECT v FROM t")).containsExactly(1L);
        }
    }

    @Test
    void everySortOfRefusalIsNamedAndCuredWhileOthersGoOn() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TYPE mood AS ENUM ('glad', 'sad');"
                    + " CREATE TABLE nulls (id int PRIMARY KEY, v int);"
                    + " CREATE TABLE shorts (id int PRIMARY KEY, v varchar(10));"
                    + " CREATE TABLE moods (id int PRIMARY KEY, v mood);"
                    + " CREATE TABLE raised (id int PRIMARY KEY, v int);"
                    + " CREATE TABLE uniques (a text, b int, v int, PRIMARY KEY (b, a));"
                    + " CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);"
                    + " CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (1) TO (10)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                onTarget(
                        journey,
                        "ALTER TABLE nulls ALTER v SET NOT NULL;"
                                + " CREATE TABLE in_the_way PARTITION OF parts FOR VALUES FROM (19) TO (30);"
                                + " ALTER TABLE shorts ADD CONSTRAINT three CHECK (substr(v, 1, 3 - length(v)) = '');"
                                + " CREATE UNIQUE INDEX only_here ON uniques (v);"
                                + " CREATE FUNCTION refuse(int) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN IF $1 > 2 THEN"
                                + " RAISE 'not % again', $1 USING ERRCODE = 'UP001'; END IF; RETURN true; END$$;"
                                + " ALTER TABLE raised ADD CONSTRAINT refuse CHECK (refuse(v))");
                journey.onSource("ALTER TYPE mood ADD VALUE 'furious'");
                journey.onSource("CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (10) TO (20)");
                journey.onSource("INSERT INTO nulls VALUES (1, 1), (2, null), (3, 3);"
                        + " INSERT INTO shorts VALUES (1, 'abc'), (2, 'abcd'), (3, 'abc');"
                        + " INSERT INTO moods VALUES (1, 'glad'), (2, 'furious'), (3, 'sad');"
                        + " INSERT INTO raised VALUES (1, 1), (2, 3), (3, 2);"
                        + " INSERT INTO uniques VALUES ('x''', 1, 1), ('ta\tb\\', 2, 1), ('z', 3, 3);"
                        + " INSERT INTO parts VALUES (1, 1), (12, 2), (3, 3)");
                await(() -> replicator.status().refused().rows() == 6);
                assertThat(states(journey.target))
                        .containsExactlyInAnyOrder(
                                "nulls {id} [\"2\"] 23502",
                                "shorts {id} [\"2\"] 22011",
                                "moods {id} [\"2\"] 22P02",
                                "raised {id} [\"2\"] UP001",
                                "uniques {b,a} [\"2\", \"ta\\tb\\\\\"] 23505",
                                "parts {id} [\"12\"] 23514");
                assertThat(longs(
                                journey.target,
                                "SELECT (SELECT count(*) FROM nulls), (SELECT count(*) FROM shorts),"
                                        + " (SELECT count(*) FROM moods), (SELECT count(*) FROM raised),"
                                        + " (SELECT count(*) FROM uniques), (SELECT count(*) FROM parts)"))
                        .containsExactly(2L, 2L, 2L, 2L, 2L, 2L);
                assertThatThrownBy(replication::awaitCaughtUp)
                        .isInstanceOfSatisfying(ReplicatorException.class, RefusedRowIT::assertRowRefused);

                onTarget(journey, "ALTER TYPE mood ADD VALUE 'furious'");
                onTarget(
                        journey,
                        "ALTER TABLE nulls ALTER v DROP NOT NULL; ALTER TABLE shorts DROP CONSTRAINT three;"
                                + " DROP INDEX only_here; ALTER TABLE raised DROP CONSTRAINT refuse; DROP FUNCTION refuse(int);"
                                + " DROP TABLE in_the_way; CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (10) TO (20)");
                await(() -> replicator.status().refused().rows() == 0);
                replication.awaitCaughtUp();
                assertThat(replicator.status().phase()).isEqualTo(Phase.FOLLOWING);
            }
            journey.assertArrived();
        }
    }

    /** The query that is printed shows the rows of a key of several columns, and the cause has a statement, whatever the table is called. */
    @Test
    void rowsOfATableWithAnOddNameAreShownWithTheirCause() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TYPE pair AS (a int, b text);"
                    + " CREATE TABLE \"a on b\" (id int, day date, p pair, v int, PRIMARY KEY (id, day, p))");
            journey.catchUp();
            onTarget(journey, "ALTER TABLE \"a on b\" ADD CONSTRAINT \"c on d\" CHECK (v > 0)");
            journey.onSource(
                    "INSERT INTO \"a on b\" VALUES (1, '2026-01-01', '(1,x)', -1), (2, '2026-01-02', '(2,y)', -2),"
                            + " (3, '2026-01-03', '(3,z)', 3)");
            ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            assertThat(failure)
                    .hasMessageContaining("On the target: ALTER TABLE public.\"a on b\" DROP CONSTRAINT \"c on d\";");
            String query = CureLine.lines(failure.cure()).get(0).sql();
            assertThat(longs(journey.source, query.replace("SELECT *", "SELECT sum(v)")))
                    .containsExactly(-3L);
        }
    }

    @Test
    void aRowDeletedOrMendedOnTheSourceIsRefusedNoMore() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id numeric PRIMARY KEY, v int)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                onTarget(journey, CHECK);
                journey.onSource("INSERT INTO t VALUES (1.0, -1), (2.0, -2), (3.0, 3)");
                await(() -> replicator.status().refused().rows() == 2);
                journey.onSource("DELETE FROM t WHERE id = 1");
                journey.onSource("UPDATE t SET id = 2.00, v = 2 WHERE id = 2");
                await(() -> replicator.status().refused().rows() == 0);
                replication.awaitCaughtUp();
                assertThat(longs(journey.target, "SELECT count(*), sum(v) FROM t"))
                        .containsExactly(2L, 5L);
            }
            onTarget(journey, CURE);
            journey.assertArrived();
        }
    }

    @Test
    void goodRowsChangePlacesThoughAnotherIsRefusedAndWhatItBlocksIsRefusedToo()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v int)");
            journey.onSource("INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)");
            journey.catchUp();
            onTarget(journey, CHECK);
            journey.onSource("BEGIN; UPDATE t SET u = -u; UPDATE t SET u = 2, v = 20 WHERE id = 1;"
                    + " UPDATE t SET u = 1, v = 10 WHERE id = 2; UPDATE t SET u = 5, v = -3 WHERE id = 3;"
                    + " UPDATE t SET u = 3, v = 40 WHERE id = 4; COMMIT");
            assertRefused(journey, "refused 2 rows, public.t (id)=(", "[23514]", "[23505]");
            assertThat(longs(journey.target, "SELECT v FROM t ORDER BY id"))
                    .as("1 and 2 swapped; 3 kept its old version, which is in the way of 4")
                    .containsExactly(20L, 10L, 3L, 4L);
            onTarget(journey, CURE);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void lanesOfALargeRoundRefuseNoRowForAValueThatAnotherHolds() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE, v int)");
            journey.onSource("INSERT INTO t SELECT g, g, g FROM generate_series(1, 1000) AS g");
            journey.catchUp();
            onTarget(journey, CHECK);
            journey.onSource(
                    "BEGIN; UPDATE t SET u = -u; UPDATE t SET u = CASE id % 2 WHEN 1 THEN id + 1 ELSE id - 1 END;"
                            + " UPDATE t SET v = -500 WHERE id = 500; COMMIT");
            assertRefused(journey, "refused 2 rows, public.t (id)=(", "[23514]", "[23505]");
            assertThat(longs(
                            journey.target,
                            "SELECT count(*) FILTER (WHERE u <> id), sum(id) FILTER (WHERE u = id) FROM t"))
                    .as("all but 500 and the row whose value it holds changed places")
                    .containsExactly(998L, 999L);
            onTarget(journey, CURE);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void anEntryStaysWhileOtherRowsGoOnUntilItIsTriedAgain() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            ReplicatorConfig patient =
                    journey.config().rounds(rounds(1000, Duration.ofHours(1))).build();
            try (Replicator replicator = Replicator.open(patient, event -> {});
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                onTarget(journey, CHECK);
                journey.onSource("INSERT INTO t VALUES (1, -1)");
                await(() -> replicator.status().refused().rows() == 1);
                for (int id = 2; id < 6; id++) {
                    journey.onSource("INSERT INTO t VALUES (" + id + ", 1)");
                    long rows = id - 1L;
                    await(() -> longs(journey.target, "SELECT count(*) FROM t").equals(List.of(rows)));
                }
                assertThat(names(replicator.status())).containsExactly("t{id=1}");
                assertThat(replicator.status().lag().seconds()).isPositive();
            }
            onTarget(journey, CURE);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Without the right to set session_replication_role the target's foreign keys bind what is replicated. */
    @Test
    void theChildOfARefusedParentIsRefusedTooAndBothArrive() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth(TABLE + "; CREATE TABLE child (id int PRIMARY KEY, parent int)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                String foreignKey = "ALTER TABLE child ADD CONSTRAINT of_t FOREIGN KEY (parent) REFERENCES t"
                        + " DEFERRABLE INITIALLY DEFERRED";
                onTarget(journey, CHECK + "; " + foreignKey);
                journey.onSource("INSERT INTO t VALUES (1, 1), (2, -2); INSERT INTO child VALUES (1, 1), (2, 2)");
                await(() -> Set.copyOf(names(replicator.status())).equals(Set.of("t{id=2}", "child{id=2}")));
                assertThat(longs(journey.target, "SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM child)"))
                        .containsExactly(1L, 1L);
                onTarget(journey, CURE);
                await(() -> replicator.status().refused().rows() == 0);
                replication.awaitCaughtUp();
                onTarget(journey, "ALTER TABLE child DROP CONSTRAINT of_t");
            }
            journey.assertArrived();
        }
    }

    @Test
    void aRowRefusedInTheInitialCopyComesAfterTheCureWithTheForeignKeys() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE + "; CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES t)");
            onTarget(journey, CHECK);
            journey.onSource(
                    "INSERT INTO t SELECT g, CASE g WHEN 7 THEN -7 ELSE g END FROM generate_series(1, 5000) AS g;"
                            + " INSERT INTO child SELECT g, g FROM generate_series(1, 100) AS g");
            assertThatThrownBy(() -> run(journey.config().build(), Replication::endWhenCopied))
                    .isInstanceOfSatisfying(ReplicatorException.class, RefusedRowIT::assertRowRefused)
                    .hasMessageContaining("public.t (id)=(7)");
            assertThat(longs(journey.target, "SELECT count(*) FROM t")).containsExactly(4999L);
            assertThat(longs(journey.target, "SELECT sum(rows) FROM replicator.chunk"))
                    .as("only the chunk of the refused row was left to the rounds")
                    .allMatch(copied -> copied > 100 && copied < 5100);
            onTarget(journey, CURE);
            run(journey.config().build(), Replication::endWhenCopied);
            assertThat(longs(
                            journey.target,
                            "SELECT count(*) FROM pg_constraint WHERE conrelid = 'child'::regclass AND contype = 'f'"))
                    .containsExactly(1L);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY_LEFT_TO_ROUNDS", "ROUND_BEFORE_COMMIT", "ROUND_AFTER_COMMIT", "REFUSED_LOGGED"})
    void aCrashInBetweenLosesNeitherTheRowNorItsEntry(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            onTarget(journey, CHECK);
            journey.onSource("INSERT INTO t VALUES (1, 1), (2, -2), (3, 3)");
            var crashed = new AtomicBoolean();
            ReplicatorConfig config = journey.config().build();
            PausePoint.Hook crash = reached -> {
                if (reached == place && crashed.compareAndSet(false, true)) {
                    throw new IllegalStateException("crash at " + reached);
                }
            };
            assertThatThrownBy(() -> run(config, Replication::endWhenCaughtUp, crash))
                    .hasMessage("crash at " + place);
            assertRefused(journey, "public.t (id)=(2)");
            journey.onSource("UPDATE t SET v = -22 WHERE id = 2");
            crashed.set(false);
            assertThatThrownBy(() -> run(config, Replication::endWhenCaughtUp, crash))
                    .as("a second crash, or the refusal where that place is not reached again")
                    .isInstanceOf(RuntimeException.class);
            assertThat(status(journey).refused().rows()).isEqualTo(1);
            onTarget(journey, CURE);
            journey.catchUp();
            assertThat(status(journey).refused().rows()).isZero();
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3000})
    void moreThanMayBeRefusedAreNotTheRowsFault(int rows) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            journey.catchUp();
            onTarget(journey, CHECK);
            journey.onSource("INSERT INTO t SELECT g, CASE g % 10 WHEN 0 THEN -g ELSE g END FROM generate_series(1, "
                    + rows + ") AS g");
            ReplicatorConfig few =
                    journey.config().rounds(rounds(5, Duration.ofMillis(500))).build();
            assertThatThrownBy(() -> run(few, Replication::endWhenCaughtUp))
                    .isInstanceOfSatisfying(ReplicatorException.class, RefusedRowIT::assertRowRefused)
                    .hasMessageContaining("refused more than 5 rows, public.t (id)=(");
            assertThat(longs(journey.target, "SELECT count(*) FROM replicator.refused_row"))
                    .containsExactly(0L);
            onTarget(journey, CURE);
            run(few, Replication::endWhenCaughtUp);
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValueThatNamesWhatTheTargetLacksIsARow(boolean whileFollowing) throws SQLException, InterruptedException {
        String missing =
                "CREATE SCHEMA lacking; CREATE VIEW lacking_view AS SELECT 1; CREATE TYPE lacking_type AS (a int);"
                        + " CREATE FUNCTION lacking_function() RETURNS int LANGUAGE sql AS 'SELECT 1'";
        String rows =
                "INSERT INTO named VALUES (1, 'pg_class', 'int', 'now', 'public'), (2, 'lacking_view', 'int', 'now',"
                        + " 'public'), (3, 'pg_class', 'lacking_type', 'now', 'public'), (4, 'pg_class', 'int', 'lacking_function',"
                        + " 'public'), (5, 'pg_class', 'int', 'now', 'lacking'), (6, 'pg_type', 'text', 'now', 'public')";
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE named (id int PRIMARY KEY, c regclass, t regtype, p regproc, n regnamespace)");
            journey.onSource(missing);
            if (!whileFollowing) {
                journey.onSource(rows);
            }
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                if (whileFollowing) {
                    replication.awaitCopied();
                    journey.onSource(rows);
                }
                await(() -> replicator.status().refused().rows() == 4);
                assertThat(states(journey.target))
                        .containsExactlyInAnyOrder(
                                "named {id} [\"2\"] 42P01",
                                "named {id} [\"3\"] 42704",
                                "named {id} [\"4\"] 42883",
                                "named {id} [\"5\"] 3F000");
                assertThat(longs(journey.target, "SELECT id FROM named ORDER BY id"))
                        .containsExactly(1L, 6L);
                onTarget(journey, missing);
                replication.awaitCaughtUp();
            }
            journey.onSource("DROP TABLE named");
            onTarget(journey, "DROP TABLE named CASCADE");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t DROP COLUMN v",
                "REVOKE INSERT ON t FROM rds_master",
                "ALTER TABLE t RENAME TO u",
            })
    void aStatementThatFailsWithoutAnyRowIsNotTheRowsFault(String change) throws SQLException, InterruptedException {
        String table = "CREATE TABLE t (id int PRIMARY KEY, v int)";
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(table);
            journey.onSource("INSERT INTO t VALUES (1, 1)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                onTarget(journey, change);
                journey.onSource("INSERT INTO t SELECT g, g FROM generate_series(2, 100) AS g");
                assertThatThrownBy(replication::await)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                // a look may come before the statement
                                failure -> assertThat(failure.code())
                                        .isIn(ErrorCode.TARGET_FAILED, ErrorCode.TARGET_WENT_BACK))
                        .message()
                        .containsAnyOf("[42", "renamed: ");
            }
            assertThat(longs(journey.target, "SELECT count(*) FROM replicator.refused_row"))
                    .containsExactly(0L);
        }
    }

    static RoundOptions rounds(int maxRefused, Duration refusedRetry) {
        return new RoundOptions(
                3,
                50,
                ByteSize.ofKilobytes(64),
                ByteSize.ofKilobytes(256),
                200,
                ByteSize.ofKilobytes(64),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                maxRefused,
                refusedRetry);
    }

    private static void assertRefused(Journey journey, String... said) {
        assertThatThrownBy(journey::catchUp)
                .isInstanceOfSatisfying(ReplicatorException.class, RefusedRowIT::assertRowRefused)
                .hasMessageContainingAll(said);
    }

    private static void assertRowRefused(ReplicatorException failure) {
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.ROW_REFUSED);
    }

    private static void run(ReplicatorConfig config, UnaryOperator<Replication> goal) throws InterruptedException {
        run(config, goal, PausePoint.Hook.NONE);
    }

    private static void run(ReplicatorConfig config, UnaryOperator<Replication> goal, PausePoint.Hook hook)
            throws InterruptedException {
        try (Replicator replicator = PausableReplicator.open(config, event -> {}, hook);
                Replication replication = goal.apply(replicator.start())) {
            replication.await();
        }
    }

    private static Progress status(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return replicator.status();
        }
    }

    private static List<String> names(Progress status) {
        return status.refused().first().stream()
                .map(row -> row.row().table().name()
                        + Map.copyOf(row.row().key()).entrySet().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(",", "{", "}")))
                .toList();
    }

    private static void onTarget(Journey journey, String sql) throws SQLException {
        Journey.execute(journey.target, sql);
    }

    private static List<String> states(Connection target) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT t.table_name || ' ' || r.key_columns::text || ' ' || r.key || ' ' || r.sqlstate"
                                + " FROM replicator.refused_row AS r JOIN replicator.table_copy AS t USING (table_id)")) {
            var states = new ArrayList<String>();
            while (rows.next()) {
                states.add(rows.getString(1));
            }
            return states;
        }
    }

    /** The numbers of the only row, or of the only column. */
    private static List<Long> longs(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var numbers = new ArrayList<Long>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    numbers.add(rows.getLong(i));
                }
            }
            return numbers;
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
