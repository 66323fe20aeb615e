package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that were detached while no run was alive: as tables of their own they are captured anew, and keep no other from being carried. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class DetachedWhileOffIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));

    private static final String TREE = """
            CREATE TABLE a (id int PRIMARY KEY);
            CREATE TABLE m (id int, d int, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
            CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10);
            CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (d);
            CREATE TABLE m2_1 PARTITION OF m2 FOR VALUES FROM (10) TO (15);
            CREATE TABLE q (id int, d int, PRIMARY KEY (id, d)) PARTITION BY RANGE (d)
            """;

    private static final String ROWS = "SELECT concat_ws('/', (SELECT string_agg(id::text, ' ' ORDER BY id) FROM m),"
            + " (SELECT string_agg(id::text, ' ' ORDER BY id) FROM %s), (SELECT string_agg(id::text, ' ' ORDER BY id) FROM a))";

    private static Journey following() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 16);
        journey.onBoth(TREE);
        journey.onSource("INSERT INTO m VALUES (1, 1), (2, 11)");
        journey.catchUp();
        return journey;
    }

    @Test
    void oneIsCapturedAsATableOfItsOwn() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.onSource(
                    "ALTER TABLE m DETACH PARTITION m1; INSERT INTO m1 VALUES (3, 3); INSERT INTO a VALUES (1)");
            Journey.execute(
                    journey.target,
                    "CREATE SCHEMA aside; ALTER TABLE m1 SET SCHEMA aside; CREATE TABLE m1 (id int, d int, PRIMARY KEY (id, d))");
            journey.catchUp();
            journey.onSource("INSERT INTO m1 VALUES (4, 4); DELETE FROM m1 WHERE id = 3; INSERT INTO a VALUES (2)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS.formatted("m1"))).isEqualTo("2/1 4/1 2");
            Journey.execute(journey.target, "DROP SCHEMA aside CASCADE");
            journey.assertArrived();
        }
    }

    /** Its own partitions have the triggers. */
    @Test
    void onePartitionedItselfIsCapturedAsATableOfItsOwn() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.onSource(
                    "ALTER TABLE m DETACH PARTITION m2; INSERT INTO m2 VALUES (3, 12); INSERT INTO a VALUES (1)");
            Journey.execute(
                    journey.target,
                    "DROP TABLE m2; CREATE TABLE m2 (id int, d int, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);"
                            + " CREATE TABLE m2_1 PARTITION OF m2 FOR VALUES FROM (10) TO (15)");
            journey.catchUp();
            journey.onSource("INSERT INTO m2 VALUES (4, 14); DELETE FROM m2 WHERE id = 3; INSERT INTO a VALUES (2)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS.formatted("m2"))).isEqualTo("1/2 4/1 2");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneThatIsAttachedToAnotherTableIsCapturedThere(boolean read) throws SQLException, InterruptedException {
        try (Journey journey = following();
                var reader = journey.pair.connectSource()) {
            journey.onSource(
                    "ALTER TABLE m DETACH PARTITION m1; ALTER TABLE q ATTACH PARTITION m1 FOR VALUES FROM (0) TO (10);"
                            + " INSERT INTO q VALUES (3, 3); INSERT INTO a VALUES (1)");
            Journey.execute(
                    journey.target, "DROP TABLE m1; CREATE TABLE m1 PARTITION OF q FOR VALUES FROM (0) TO (10)");
            reader.setAutoCommit(false);
            if (read) {
                Journey.execute(reader, "SELECT FROM m1");
                var ends = new Thread(() -> Unchecked.run(() -> {
                    Thread.sleep(4_000);
                    reader.rollback();
                }));
                ends.start();
            }
            journey.catchUp();
            journey.onSource("INSERT INTO q VALUES (4, 4); DELETE FROM q WHERE id = 3; INSERT INTO a VALUES (2)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, ROWS.formatted("q"))).isEqualTo("2/1 4/1 2");
            journey.assertArrived();
        }
    }

    @Test
    void oneOfTheNewPrimaryIsCapturedAsATableOfItsOwn() throws SQLException, InterruptedException {
        try (Journey journey = following()) {
            journey.cutOver(SWITCH);
            Journey.execute(
                    journey.target,
                    "ALTER TABLE m DETACH PARTITION m1; INSERT INTO m1 VALUES (3, 3); INSERT INTO a VALUES (1)");
            journey.onSource("CREATE SCHEMA aside; ALTER TABLE m1 SET SCHEMA aside;"
                    + " CREATE TABLE m1 (id int, d int, PRIMARY KEY (id, d))");
            journey.catchUp();
            Journey.execute(journey.target, "INSERT INTO m1 VALUES (4, 4); INSERT INTO a VALUES (2)");
            journey.catchUp();
            assertThat(Journey.text(journey.source, ROWS.formatted("m1"))).isEqualTo("2/1 3 4/1 2");
        }
    }
}
