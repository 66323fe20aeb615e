package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes to a side that takes no writes takes none either, and is known to the way back from its first row on. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class ClosedSideIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults();
    private static final String TABLES = """
            CREATE TABLE m (id int, d date, t text, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
            CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE m_rest PARTITION OF m DEFAULT;
            CREATE TABLE a (id int PRIMARY KEY, t text);
            """;
    private static final String ROWS =
            "INSERT INTO m VALUES (1, '2026-01-05', 'x'), (2, '2026-02-05', 'default'); INSERT INTO a VALUES (1, 'x'), (2, 'y')";
    private static final String PARTITION =
            "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')";
    private static final String PARTED = "INSERT INTO m VALUES (3, '2026-03-05', 'new'), (4, '2026-03-06', 'new')";

    private static Journey switched(int from, int to) throws SQLException, InterruptedException {
        Journey journey = Journey.empty(from, to);
        journey.onBoth(TABLES);
        journey.onSource(ROWS);
        journey.catchUp();
        journey.cutOver(SWITCH);
        return journey;
    }

    private static void assertClosed(Connection side, String... writes) {
        for (String write : writes) {
            assertThatThrownBy(() -> Journey.execute(side, write)).as(write).hasMessageContaining("takes no writes");
        }
    }

    private static void assertSameRows(Journey journey) throws SQLException {
        for (String query : List.of(
                "SELECT string_agg(m::text, ' ' ORDER BY m) FROM m",
                "SELECT string_agg(a::text, ' ' ORDER BY a) FROM a")) {
            assertThat(Journey.text(journey.source, query)).isEqualTo(Journey.text(journey.target, query));
        }
    }

    /** Whoever creates it on the former side: the replicator, somebody before its rows come, or while it follows. */
    @ParameterizedTest
    @ValueSource(strings = {"replicator", "before", "following"})
    void aPartitionThatComesToTheFormerSideTakesNoWrites(String made) throws SQLException, InterruptedException {
        try (Journey journey = switched(15, 16)) {
            if (made.equals("before")) {
                journey.onSource(PARTITION);
            }
            Journey.execute(journey.target, PARTITION);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                if (made.equals("following")) {
                    String other = PARTITION
                            .replace("m_2", "m_3")
                            .replace("-04-", "-05-")
                            .replace("-03-", "-04-");
                    journey.onSource(other);
                    Journey.execute(journey.target, other);
                }
                Journey.execute(journey.target, PARTED);
                replication.awaitCaughtUp();
            }
            journey.catchUp();
            assertClosed(
                    journey.source,
                    "INSERT INTO m_2 VALUES (5, '2026-03-07', 'stale')",
                    "DELETE FROM m_2 WHERE id = 3",
                    "UPDATE m_2 SET t = 'stale'",
                    "TRUNCATE m_2");
            if (made.equals("following")) {
                assertClosed(journey.source, "INSERT INTO m_3 VALUES (5, '2026-04-07', 'stale')");
            }
            journey.cutOver(SWITCH.goingBack());
            journey.onSource("DELETE FROM m WHERE id = 4; INSERT INTO m VALUES (6, '2026-03-08', 'back')");
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** Its rows are changed as soon as writers pass; the last place is after the switch. */
    @ParameterizedTest
    @EnumSource(
            value = PausePoint.class,
            names = {"GATE_ARMED", "SWITCH_COMMITTED"})
    void aPartitionThatComesDuringTheSwitchIsCapturedBeforeWritersPass(PausePoint when)
            throws SQLException, InterruptedException {
        var done = new AtomicBoolean();
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(TABLES);
            journey.onSource(ROWS);
            journey.catchUp();
            PausePoint.Hook hook = place -> {
                if (place == when && done.compareAndSet(false, true)) {
                    Unchecked.run(() -> {
                        if (when == PausePoint.GATE_ARMED) {
                            journey.onSource(PARTITION);
                            journey.onSource(PARTED);
                        } else {
                            Journey.execute(journey.target, PARTITION);
                        }
                    });
                }
            };
            try (Replicator replicator = journey.open(journey.config(), hook);
                    Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                replication.await();
            }
            assertThat(done).isTrue();
            Journey.execute(journey.target, when == PausePoint.GATE_ARMED ? "DELETE FROM m WHERE id = 3" : PARTED);
            Journey.execute(journey.target, "UPDATE m SET t = 'changed' WHERE id = 4");
            if (when == PausePoint.SWITCH_COMMITTED) {
                journey.onSource(PARTITION);
            }
            journey.catchUp();
            assertSameRows(journey);
            journey.cutOver(SWITCH.goingBack());
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** It is another table than the one that was captured there; so is what has its name here, if that is made anew as well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatIsMadeAnewTakesNoWritesOnTheFormerSide(boolean onBoth) throws SQLException, InterruptedException {
        try (Journey journey = switched(15, 16)) {
            Journey.execute(
                    journey.target,
                    "CREATE TABLE fresh (id int PRIMARY KEY, t text); INSERT INTO fresh SELECT * FROM a; DROP TABLE a;"
                            + " ALTER TABLE fresh RENAME TO a");
            assertThatThrownBy(journey::catchUp).hasMessageContaining("not empty");
            journey.onSource(onBoth ? "DROP TABLE a; CREATE TABLE a (id int PRIMARY KEY, t text)" : "TRUNCATE a");
            journey.catchUp();
            assertSameRows(journey);
            assertClosed(
                    journey.source, "INSERT INTO a VALUES (9, 'stale')", "DELETE FROM a WHERE id = 1", "TRUNCATE a");
            Journey.execute(journey.target, "INSERT INTO a VALUES (3, 'primary')");
            journey.catchUp();
            journey.cutOver(SWITCH.goingBack());
            journey.onSource("INSERT INTO a VALUES (4, 'back'); DELETE FROM a WHERE id = 2");
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** A table or a partition of the former side that was lost there: it comes again by a repair. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE a; CREATE TABLE a (id int PRIMARY KEY, t text)",
                "DROP TABLE m_1",
                "DROP TABLE m_1; CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
            })
    void whatARepairBringsTakesNoWritesOnTheFormerSide(String loss) throws SQLException, InterruptedException {
        try (Journey journey = switched(15, 16)) {
            journey.catchUp();
            journey.onSource(loss);
            assertThatThrownBy(journey::catchUp).isInstanceOf(ReplicatorException.class);
            try (Replicator replicator = journey.open()) {
                replicator.repair();
            }
            journey.catchUp();
            assertSameRows(journey);
            assertClosed(
                    journey.source, "DELETE FROM a", "DELETE FROM m_1", "TRUNCATE m_1", "INSERT INTO m DEFAULT VALUES");
            journey.cutOver(SWITCH.goingBack());
            journey.onSource("DELETE FROM a WHERE id = 1; DELETE FROM m_1; INSERT INTO a VALUES (7, 'back')");
            journey.catchUp();
            assertSameRows(journey);
        }
    }

    /** No administrator is needed, who could not write there. */
    @Test
    void rowsMoveOutOfTheDefaultPartitionOfTheFormerSide() throws SQLException, InterruptedException {
        try (Journey journey = switched(13, 13)) {
            Journey.execute(journey.target, "INSERT INTO m VALUES (5, '2026-03-09', 'in the default')");
            journey.catchUp();
            Journey.execute(
                    journey.target,
                    "WITH moved AS (DELETE FROM m WHERE id = 5 RETURNING *) SELECT count(*) FROM moved; " + PARTITION
                            + "; " + "INSERT INTO m VALUES (5, '2026-03-09', 'moved')");
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT tableoid::regclass || ' ' || t FROM m WHERE id = 5"))
                    .isEqualTo("m_2 moved");
            assertClosed(journey.source, "DELETE FROM m_2");
            assertSameRows(journey);
        }
    }
}
