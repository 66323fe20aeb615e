package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sequences on their way to the target: which ones, how far ahead, and what goes wrong with one. Confined to the test thread. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class SequenceIT {
    private Journey journey;

    @BeforeEach
    void open() throws SQLException {
        journey = Journey.empty(15, 17);
        journey.onBoth("CREATE TABLE a (id serial PRIMARY KEY, v int); CREATE TABLE b (id serial PRIMARY KEY, v int)");
    }

    @AfterEach
    void close() throws SQLException {
        journey.close();
    }

    @Test
    void theSequencesOfTablesThatTakeNoPartStayAsTheyAre() throws SQLException, InterruptedException {
        journey.onBoth("CREATE SEQUENCE shared; CREATE SEQUENCE only_b; CREATE SEQUENCE nobodys;"
                + " ALTER TABLE a ADD s int DEFAULT nextval('shared'); ALTER TABLE b ADD s int DEFAULT nextval('shared');"
                + " ALTER TABLE b ADD o int DEFAULT nextval('only_b')");
        // b's are further on than on the target, so that only their taking no part keeps them there
        journey.onSource("INSERT INTO a (v) VALUES (1); SELECT nextval('nobodys');"
                + " INSERT INTO b (v) SELECT 1 FROM generate_series(1, 1000)");
        superuser(
                false,
                "CREATE SEQUENCE b_hidden; ALTER TABLE b ADD h int DEFAULT nextval('b_hidden');"
                        + " REVOKE ALL ON SEQUENCE b_hidden FROM PUBLIC");
        target("INSERT INTO b (v, s, o) SELECT g, g, nextval('only_b') FROM generate_series(1, 50) AS g");
        var filter = new TableFilter(List.of(), List.of(), List.of(), List.of("b"));
        try (Replicator replicator = open(filter)) {
            assertThat(replicator.check().findings()).noneMatch(finding -> finding.level() == Finding.Level.FAIL);
            catchUp(replicator);
        }
        assertThat(next(journey.target, "b_id_seq")).isEqualTo(51);
        assertThat(next(journey.target, "only_b")).isEqualTo(51);
        for (String sequence : List.of("a_id_seq", "shared", "nobodys")) {
            assertThat(next(journey.target, sequence)).as(sequence).isGreaterThan(next(journey.source, sequence));
        }
    }

    @Test
    void onlyNamedOnesTakePartWithPatternsForTables() throws SQLException, InterruptedException {
        journey.onBoth("CREATE SEQUENCE counter; CREATE SEQUENCE other");
        journey.onSource("SELECT nextval('counter'), nextval('other'), nextval('b_id_seq') FROM generate_series(1, 9)");
        try (Replicator replicator = open(new TableFilter(List.of(), List.of(), List.of("a", "counter"), List.of()))) {
            catchUp(replicator);
        }
        assertThat(next(journey.target, "counter")).isGreaterThan(9);
        assertThat(next(journey.target, "other")).isEqualTo(1);
        assertThat(next(journey.target, "b_id_seq")).isEqualTo(1);
    }

    @Test
    void oneThatIsAheadStaysAndNoneIsSetBackUnlessTheSourcesWentBack() throws SQLException, InterruptedException {
        target("SELECT setval('a_id_seq', 100000)");
        journey.onSource("INSERT INTO a (v) VALUES (1); SELECT setval('b_id_seq', 70000)");
        try (Replicator replicator = journey.open()) {
            try (Replication replication = replicator.start().endWhenCopied()) {
                replication.await();
            }
            assertThat(next(journey.target, "b_id_seq")).isGreaterThan(70000);
            target("SELECT setval('b_id_seq', 70001)");
            catchUp(replicator);
            assertThat(next(journey.target, "a_id_seq")).isEqualTo(100001);
            assertThat(next(journey.target, "b_id_seq")).isGreaterThan(70002);
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
            }
            // while nobody follows, so that only what was remembered tells
            journey.onSource("TRUNCATE a, b RESTART IDENTITY");
            catchUp(replicator);
        }
        assertThat(next(journey.target, "a_id_seq")).isEqualTo(100002);
        // somebody else has moved it on since it was set
        assertThat(next(journey.target, "b_id_seq")).isGreaterThan(70002);
    }

    @Test
    void oneThatWentBackOnTheSourceGoesBackFromWhereItWasSetTo() throws SQLException, InterruptedException {
        journey.onSource("SELECT setval('b_id_seq', 70000)");
        try (Replicator replicator = journey.open()) {
            catchUp(replicator);
            journey.onSource("TRUNCATE b RESTART IDENTITY; INSERT INTO b (v) VALUES (1)");
            catchUp(replicator);
        }
        assertThat(next(journey.target, "b_id_seq")).isBetween(2L, 1000L);
    }

    @Test
    void theyAreAheadByWhatWasHandedOutLatelyAndByWhatSessionsMayHold() throws SQLException, InterruptedException {
        journey.onBoth("CREATE SEQUENCE cached CACHE 500; CREATE SEQUENCE down INCREMENT -2 MAXVALUE 9;"
                + " CREATE SEQUENCE narrow MAXVALUE 12; CREATE SEQUENCE used_up MAXVALUE 3");
        journey.onSource("SELECT nextval('cached'), nextval('down'), nextval('narrow');"
                + " SELECT nextval('used_up') FROM generate_series(1, 3)");
        try (Replicator replicator = journey.open();
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            assertThat(next(journey.target, "cached")).isGreaterThan(501 + 500);
            assertThat(next(journey.target, "down")).isLessThan(7).isOdd();
            assertThat(next(journey.target, "narrow")).isBetween(2L, 8L);
            assertThat(Journey.text(journey.target, "SELECT last_value FROM used_up"))
                    .isEqualTo("3");
            for (int i = 1; i <= 3; i++) {
                journey.onSource("INSERT INTO a (v) SELECT 1 FROM generate_series(1, 2000)");
                replication.awaitCaughtUp();
            }
        }
        // what is handed out late, after the last look, is not handed out on the target again
        journey.onSource("INSERT INTO a (v) SELECT 1 FROM generate_series(1, 2000)");
        assertThat(next(journey.target, "a_id_seq")).isGreaterThan(next(journey.source, "a_id_seq"));
    }

    @Test
    void aValueBeyondTheTargetsBoundsIsToldByNameAndStopsNothing() throws SQLException, InterruptedException {
        target("ALTER SEQUENCE b_id_seq MAXVALUE 1000");
        journey.onSource("SELECT setval('b_id_seq', 5000); INSERT INTO a (v) VALUES (1)");
        try (Replicator replicator = journey.open()) {
            Finding finding = replicator.check().findings().stream()
                    .filter(found -> found.subject().equals("sequence public.b_id_seq"))
                    .findFirst()
                    .orElseThrow();
            assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
            try (Replication replication = replicator.start()) {
                SourceWithStandby.assertFails(
                        ErrorCode.SEQUENCE_NOT_SET,
                        "public.b_id_seq: the source's is at 5000",
                        replication::awaitCaughtUp);
                assertThat(Journey.text(journey.target, "SELECT count(*) FROM a"))
                        .isEqualTo("1");
                assertThat(next(journey.target, "a_id_seq")).isGreaterThan(next(journey.source, "a_id_seq"));
                assertThat(replicator.status().sequenceProblems())
                        .extracting(Progress.SequenceProblem::sequence)
                        .hasToString("[public.b_id_seq]");
                target(finding.cure().replace("On the target: ", ""));
                replication.awaitCaughtUp();
                assertThat(replicator.status().sequenceProblems()).isEmpty();
            }
            assertThat(replicator.check().findings())
                    .noneMatch(found -> found.subject().equals("sequence public.b_id_seq"));
            try (Replication replication = replicator.start().endWhenCopied()) {
                replication.await();
            }
        }
        assertThat(next(journey.target, "b_id_seq")).isGreaterThan(5000);
    }

    @Test
    void whatGoesWrongWithOneWhileFollowingIsToldByNameAndStopsNothing() throws SQLException, InterruptedException {
        journey.onBoth("CREATE SEQUENCE lost; CREATE SEQUENCE shut; CREATE SEQUENCE locked");
        journey.onSource("SELECT nextval('lost'), nextval('shut'), nextval('locked')");
        try (Replicator replicator = journey.open();
                Connection other = journey.pair.connectSource();
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            superuser(true, "ALTER SEQUENCE lost OWNER TO postgres");
            journey.onSource("SELECT setval('lost', 1000000)");
            superuser(false, "ALTER SEQUENCE shut OWNER TO postgres");
            journey.onSource("CREATE SEQUENCE fresh");
            other.setAutoCommit(false);
            Journey.execute(other, "ALTER SEQUENCE locked CACHE 2");
            journey.onSource("INSERT INTO a (v) SELECT 1 FROM generate_series(1, 3000)");
            awaitProblems(replicator, "[public.fresh, public.locked, public.lost, public.shut]");
            SourceWithStandby.assertFails(
                    ErrorCode.SEQUENCE_NOT_SET, "public.lost: the target's cannot be", replication::awaitCaughtUp);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM a")).isEqualTo("3000");
            assertThat(Long.parseLong(Journey.text(journey.target, "SELECT last_value FROM a_id_seq")))
                    .isGreaterThan(3000);
            other.rollback();
            superuser(true, "ALTER SEQUENCE lost OWNER TO rds_master");
            superuser(false, "ALTER SEQUENCE shut OWNER TO heroku_app");
            target("CREATE SEQUENCE fresh");
            journey.onSource("CREATE SEQUENCE short_lived");
            awaitProblems(replicator, "[public.short_lived]");
            journey.onSource("DROP SEQUENCE short_lived");
            awaitProblems(replicator, "[]");
            replication.awaitCaughtUp();
        }
        assertThat(journey.events())
                .filteredOn(event -> event instanceof ReplicationEvent.SequenceFailed)
                .isNotEmpty();
        assertThat(next(journey.target, "fresh")).isGreaterThan(next(journey.source, "fresh"));
        journey.onBoth("DROP SEQUENCE lost, shut, locked, fresh");
        journey.assertArrived();
    }

    @Test
    void manyAreReadAndSetInPages() throws SQLException, InterruptedException {
        String many = "DO 'BEGIN FOR i IN 1..1300 LOOP EXECUTE format(''CREATE SEQUENCE many_%s'', i); END LOOP; END'";
        journey.onBoth(many);
        journey.onSource("SELECT nextval(c.oid::regclass), nextval(c.oid::regclass) FROM pg_class AS c"
                + " WHERE relkind = 'S' AND relname LIKE 'many%7'; SELECT setval('many_1299', 40, false)");
        journey.catchUp();
        journey.assertArrived();
        assertThat(next(journey.target, "many_1299")).isGreaterThan(40);
    }

    private Replicator open(TableFilter filter) {
        return Replicator.open(journey.config().tables(filter).build(), event -> {});
    }

    private static void catchUp(Replicator replicator) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private static void awaitProblems(Replicator replicator, String names) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(replicator.status().sequenceProblems())
                        .extracting(Progress.SequenceProblem::sequence)
                        .hasToString(names));
    }

    private void target(String sql) throws SQLException {
        Journey.execute(journey.target, sql);
    }

    private void superuser(boolean ofTarget, String sql) throws SQLException {
        try (Connection connection = ofTarget ? journey.pair.targetSuperuser() : journey.pair.sourceSuperuser()) {
            Journey.execute(connection, sql);
        }
    }

    private static long next(Connection connection, String sequence) throws SQLException {
        return Long.parseLong(Journey.text(connection, "SELECT nextval('" + sequence + "')"));
    }
}
