package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.telemetry.ReplicationEvent.TableVerified;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Counts;
import io.pgreplicator.telemetry.VerifyReport.Extremes;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each difference is found and named by its key, and nothing else is; whether a replicator runs, is paused, or does not run. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class VerifyIT {
    private static final VerifyOptions QUICK =
            VerifyOptions.defaults().withLoad(1).rowsOnly();
    private static final String TABLES = """
            CREATE EXTENSION citext;
            CREATE TABLE things (id int PRIMARY KEY, v text, f float8, g real, n numeric, j json, b jsonb, x bytea, at timestamptz,
                c char(9), a int[], i interval);
            CREATE TABLE pairs (a int, b text, v text, PRIMARY KEY (b, a));
            CREATE TABLE mails (mail citext PRIMARY KEY, v int);
            CREATE TABLE sums (n numeric PRIMARY KEY, v int);
            CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (0) TO (500);
            CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (500) TO (20000);
            CREATE TABLE long (id int PRIMARY KEY, v text);
            CREATE TABLE nothing (id int PRIMARY KEY);
            CREATE TABLE "odd "" ?name" ("key ""?:x" int PRIMARY KEY, "select" text);
            """;
    private static final String ROWS = """
            INSERT INTO things SELECT g, 'v' || g, g / 7.0, g / 7.0, g, json_build_object('a', g, 'b', 2), jsonb_build_object('a', g),
                decode(md5(g::text), 'hex'), '2026-01-01'::timestamptz + g * interval '1 hour', 'c' || g, ARRAY[g, NULL], interval '1 day' * g
                FROM generate_series(1, 5000) AS g;
            UPDATE things SET v = '' WHERE id = 30;
            UPDATE things SET v = 'x ' WHERE id = 40;
            UPDATE things SET f = 0.1, g = 0.1 WHERE id IN (20, 21);
            UPDATE things SET f = '-0' WHERE id = 22;
            UPDATE things SET f = 'NaN', n = 'NaN', at = 'infinity' WHERE id = 23;
            INSERT INTO pairs SELECT g % 7, 'b, (' || g || ')"', NULLIF('v' || g % 3, 'v0') FROM generate_series(1, 1500) AS g;
            INSERT INTO mails SELECT 'Name' || g || '@Example', g FROM generate_series(1, 1100) AS g;
            INSERT INTO sums SELECT g + 0.50, g FROM generate_series(1, 100) AS g;
            INSERT INTO parts SELECT g, 'v' || g FROM generate_series(1, 1000) AS g;
            INSERT INTO long SELECT g, repeat(md5(g::text), 400) || (SELECT string_agg(md5((g * h)::text), '')
                FROM generate_series(1, 400) AS h) FROM generate_series(1, 20) AS g;
            INSERT INTO "odd "" ?name" SELECT g, 'v' || g FROM generate_series(1, 100) AS g;
            """;
    private static final String PLANTED = """
            UPDATE things SET v = 'other' WHERE id = 1;
            DELETE FROM things WHERE id IN (2, 5000);
            INSERT INTO things (id) VALUES (-5), (9999);
            UPDATE things AS t SET v = o.v FROM things AS o WHERE t.id IN (10, 11) AND o.id = 21 - t.id;
            UPDATE things SET f = 0.10000000000000002 WHERE id = 20;
            UPDATE things SET g = 0.10000001 WHERE id = 21;
            UPDATE things SET f = '0' WHERE id = 22;
            UPDATE things SET at = '-infinity' WHERE id = 23;
            UPDATE things SET v = NULL WHERE id = 30;
            UPDATE things SET v = 'x' WHERE id = 40;
            UPDATE things SET j = '{"b" : 2, "a" : 50}' WHERE id = 50;
            UPDATE things SET n = 60.0 WHERE id = 60;
            UPDATE things SET x = x || '\\x00' WHERE id = 70;
            UPDATE things SET a = '{80}' WHERE id = 80;
            UPDATE things SET i = interval '2160 hours' WHERE id = 90;
            UPDATE pairs SET v = '' WHERE a = 3 AND b = 'b, (3)"';
            UPDATE mails SET mail = lower(mail::text) WHERE v = 5;
            UPDATE sums SET n = trunc(n, 1) WHERE v = 7;
            DELETE FROM parts WHERE id = 700;
            INSERT INTO parts VALUES (19999, 'extra');
            UPDATE long SET v = overlay(v placing 'y' from 20000) WHERE id = 3;
            UPDATE "odd "" ?name" SET "select" = 'x' WHERE "key ""?:x" = 7;
            """;
    private static final Map<String, String> EXPECTED = Map.of(
            "things",
            "different 1, different 10, different 11, different 20, different 21, different 22, different 23,"
                    + " different 30, different 40, different 50, different 60, different 70, different 80, different 90,"
                    + " extra -5, extra 9999, missing 2, missing 5000",
            "pairs",
            "different b, (3)\" 3",
            "mails",
            "different Name5@Example",
            "sums",
            "different 7.50",
            "parts",
            "extra 19999, missing 700",
            "long",
            "different 3",
            "odd \" ?name",
            "different 7");

    private static final String CARRIED = "SELECT v FROM mails WHERE mail = 'Name9@Example'";

    /** So many days take all pairs of servers, at a build a day. */
    private static List<Arguments> pairs() {
        return Today.choose(List.of(arguments(15, 15), arguments(13, 18)), 2);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachDifferenceIsFoundAndNamed(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(TABLES);
            journey.onSource(ROWS);
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                VerifyReport equal = replicator.verify(QUICK);
                assertThat(differences(equal)).isEmpty();
                assertThat(equal.isRowsEqual()).isTrue();
                assertThat(equal.tables())
                        .hasSize(8)
                        .allSatisfy(table -> assertThat(table.sourceRows())
                                .isEqualTo(table.targetRows())
                                .isEqualTo(table.comparedRows()));
                Journey.execute(journey.target, PLANTED);
                assertThat(differences(replicator.verify(QUICK))).as("no run").isEqualTo(EXPECTED);
                try (Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    assertThat(differences(replicator.verify(QUICK)))
                            .as("a run")
                            .isEqualTo(EXPECTED);
                    replication.pause();
                    awaitEndOfRound(journey);
                    journey.onSource(
                            "UPDATE things SET v = 'later' WHERE id IN (3, 50); DELETE FROM things WHERE id = 9998");
                    VerifyReport paused = replicator.verify(QUICK);
                    assertThat(differences(paused).get("things")).as("paused").contains("pending 3,", "pending 50");
                    assertThat(table(paused, "things").counts()).isEqualTo(new Counts(13, 2, 2, 0, 2, 0));
                    assertThat(replicator.verify(QUICK.repairing()).isRowsEqual())
                            .as("nobody carries the marked rows")
                            .isFalse();
                    replication.resume();
                    replication.awaitCaughtUp();
                    assertThat(differences(replicator.verify(QUICK)))
                            .as("what was marked was brought")
                            .isEmpty();
                    Journey.execute(journey.target, PLANTED);
                    VerifyReport repaired = replicator.verify(QUICK.repairing());
                    assertThat(differences(repaired).values())
                            .as("what is not there yet is on its way")
                            .allMatch("pending 3"::equals);
                    assertThat(table(repaired, "things").repairedRows()).isEqualTo(18);
                    assertThat(table(repaired, "parts").repairedRows()).isEqualTo(2);
                    replication.awaitCaughtUp();
                    assertThat(replicator.verify(QUICK).isRowsEqual()).isTrue();
                }
            }
        }
    }

    /** A paused run completes the round in progress, if there is one: it carries this row, and no later one. */
    private static void awaitEndOfRound(Journey journey) throws SQLException, InterruptedException {
        journey.onSource("UPDATE mails SET v = -1 WHERE mail = 'Name9@Example'");
        for (int i = 0; i < 20 && !"-1".equals(Journey.text(journey.target, CARRIED)); i++) {
            Thread.sleep(100);
        }
    }

    @Test
    @SuppressWarnings("try") // it only has to be running
    void aRefusedRowIsNotCalledDifferent() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource("INSERT INTO t SELECT g, g FROM generate_series(1, 100) AS g");
            journey.catchUp();
            Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT positive CHECK (v > 0)");
            journey.onSource("UPDATE t SET v = -v WHERE id = 7");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                Awaitility.await().until(() -> replicator.status().refused().rows() == 1);
                VerifyReport report = replicator.verify(QUICK);
                assertThat(table(report, "t").counts()).isEqualTo(new Counts(0, 0, 0, 1, 0, 0));
                assertThat(report.isEqual()).isFalse();
            }
        }
    }

    @Test
    void saysWhatIsNotCompared() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE kept (id int PRIMARY KEY); CREATE TABLE lost (id int PRIMARY KEY);"
                    + " CREATE TABLE narrow (id int PRIMARY KEY, v int); CREATE TABLE wide (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("CREATE TABLE fresh (id int PRIMARY KEY); ALTER TABLE wide ADD COLUMN v int");
            Journey.execute(journey.target, "DROP TABLE lost; ALTER TABLE narrow DROP COLUMN v");
            try (Replicator replicator = journey.open()) {
                VerifyReport report = replicator.verify(QUICK);
                assertThat(report.tables())
                        .extracting(table -> table.table().name())
                        .containsExactly("kept");
                assertThat(report.notCompared())
                        .extracting(NotCompared::what)
                        .containsExactly("public.fresh", "public.lost", "public.narrow", "public.wide");
                assertThat(report.isEqual()).isFalse();
                assertThat(replicator.verify(QUICK.withTables(List.of("kept"))).isRowsEqual())
                        .isTrue();
            }
        }
    }

    /** The first and the last value of each type that has bounds, and what is beyond all of them. */
    @ParameterizedTest
    @MethodSource("pairs")
    void theEndsOfEachTypeAreCompared(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth("""
                    CREATE DOMAIN day AS date;
                    CREATE TABLE times (id bigint PRIMARY KEY, d date, y day, t timestamp, z timestamptz, i interval, n numeric);
                    CREATE TABLE days (d date PRIMARY KEY, v int);
                    CREATE TABLE numbers (n numeric PRIMARY KEY, v int);
                    CREATE TABLE plain (id int PRIMARY KEY, v text)""");
            journey.onSource("""
                    INSERT INTO times VALUES
                        (-9223372036854775808, '4713-01-01 BC', '4713-01-01 BC', '4713-01-01 BC', '4713-01-01 00:00 UTC BC', '-178000000 years', -1e9999),
                        (9223372036854775807, '5874897-12-31', '5874897-12-31', '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999 UTC',
                         '178000000 years', 1e9999);
                    INSERT INTO days VALUES ('-infinity', 1), ('4713-01-01 BC', 2), ('2026-01-01', 3), ('5874897-12-31', 4), ('infinity', 5);
                    INSERT INTO numbers VALUES (-1e9999, 1), (0, 2), (1e9999, 3), ('NaN', 4);
                    INSERT INTO plain VALUES (1, 'x')""");
            journey.catchUp();
            Journey.execute(
                    journey.target,
                    "UPDATE plain SET v = 'other'; UPDATE times SET t = '4713-01-02 BC' WHERE id < 0;"
                            + " DELETE FROM days WHERE d = 'infinity'");
            try (Replicator replicator = journey.open()) {
                VerifyReport report = replicator.verify(QUICK);
                assertThat(report.notCompared()).isEmpty();
                assertThat(differences(report))
                        .isEqualTo(Map.of(
                                "plain",
                                "different 1",
                                "times",
                                "different -9223372036854775808",
                                "days",
                                "missing infinity"));
                assertThat(table(report, "times").summary())
                        .contains(new Extremes(
                                "t",
                                "4713-01-01 00:00:00 BC",
                                "294276-12-31 23:59:59.999999",
                                "4713-01-02 00:00:00 BC",
                                "294276-12-31 23:59:59.999999"))
                        .contains(
                                new Extremes("y", "4713-01-01 BC", "5874897-12-31", "4713-01-01 BC", "5874897-12-31"));
                assertThat(table(report, "days").summary())
                        .containsExactly(new Extremes("d", "-infinity", "infinity", "-infinity", "5874897-12-31"));
            }
        }
    }

    /** Who reads the target's column divides by zero. */
    @Test
    void aTableWhoseRowsCannotBeReadIsNamedAndTheOthersAreCompared() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(18, 18)) {
            journey.onBoth("CREATE TABLE a (id int PRIMARY KEY, g int GENERATED ALWAYS AS (10 / id) VIRTUAL);"
                    + " CREATE TABLE b (id int PRIMARY KEY, v int)");
            journey.onSource("INSERT INTO a VALUES (1), (5); INSERT INTO b VALUES (1, 1), (2, 2)");
            journey.catchUp();
            Journey.execute(
                    journey.target,
                    "ALTER TABLE a ALTER COLUMN g SET EXPRESSION AS (10 / (id - 5)); UPDATE b SET v = 0 WHERE id = 2");
            try (Replicator replicator = journey.open()) {
                VerifyReport report = replicator.verify(QUICK.withStreams(1));
                assertThat(differences(report)).isEqualTo(Map.of("b", "different 2"));
                assertThat(report.notCompared()).singleElement().satisfies(left -> {
                    assertThat(left.what()).isEqualTo("public.a");
                    assertThat(left.why()).contains("target", "division by zero [22012]");
                    assertThat(left.needed()).isTrue();
                });
                assertThat(replicator.compare().different())
                        .extracting(table -> table.table().name())
                        .containsExactly("a", "b");
            }
        }
    }

    @Test
    void aNameOfNoTableIsNotEqual() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE \"Kept\" (id int PRIMARY KEY); CREATE TABLE shut (id int PRIMARY KEY)");
            var filter = new TableFilter(List.of(), List.of(), List.of(), List.of("shut"));
            try (Replicator replicator = journey.open(journey.config().tables(filter))) {
                Journey.catchUp(replicator);
                for (VerifyOptions options :
                        List.of(QUICK, VerifyOptions.defaults().objectsOnly())) {
                    VerifyReport report = replicator.verify(
                            options.withTables(List.of("public.Kept", "K*", "kept", "public.SHUT", "shut", "none")));
                    assertThat(report.notCompared().stream()
                                    .filter(NotCompared::needed)
                                    .map(left -> left.what() + ": " + left.why()))
                            .containsExactly(
                                    "kept: no table that is replicated has this name; names are case-sensitive: public.Kept",
                                    "none: no table that is replicated has this name",
                                    "public.SHUT: no table that is replicated has this name",
                                    "shut: no table that is replicated has this name: it is left out, by --exclude-table or another"
                                            + " of the options that select tables");
                    assertThat(report.isEqual()).isFalse();
                }
                assertThat(replicator
                                .verify(QUICK.withTables(List.of("Kept", "*kep*", "?ept")))
                                .isEqual())
                        .isFalse();
                assertThat(replicator
                                .verify(QUICK.withTables(List.of("Kept", "?ept")))
                                .isEqual())
                        .isTrue();
            }
        }
    }

    /** The second table gets a column after its definition was read, and before its rows are. */
    @Test
    void aTableThatIsAlteredMeanwhileIsNotEqual() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE large (id int PRIMARY KEY); CREATE TABLE small (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO large SELECT generate_series(1, 5000); INSERT INTO small VALUES (1)");
            journey.catchUp();
            ReplicationListener listener = ReplicationListener.when(TableVerified.class, verified -> {
                if (verified.table().name().equals("large")) {
                    Unchecked.run(() -> journey.onSource("ALTER TABLE small ADD COLUMN v int DEFAULT 7"));
                }
            });
            try (Replicator replicator = Replicator.open(journey.config().build(), listener)) {
                VerifyReport report = replicator.verify(QUICK.withStreams(1));
                assertThat(report.tables())
                        .extracting(table -> table.table().name())
                        .containsExactly("large");
                assertThat(report.notCompared())
                        .containsExactly(
                                new NotCompared("public.small", "its definition changed while it was compared", true));
                assertThat(report.isEqual()).isFalse();
            }
        }
    }

    @Test
    void withoutAMigrationThereIsNothingToCompare() throws SQLException {
        try (Journey journey = Journey.empty(15, 17);
                Replicator replicator = journey.open()) {
            SourceWithStandby.assertFails(ErrorCode.PREFLIGHT_FAILED, "no migration", () -> replicator.verify(QUICK));
        }
    }

    /** Texts are sorted in two ways; extra rows are before, between and after all others, and rows are missing at both ends. */
    @Test
    void whereTheSidesSortInTwoWaysNoRowIsInNoRange() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource("CREATE TABLE t (k text COLLATE \"en-x-icu\" PRIMARY KEY, v int)");
            Journey.execute(journey.target, "CREATE TABLE t (k text COLLATE \"C\" PRIMARY KEY, v int)");
            journey.onSource(
                    "INSERT INTO t SELECT CASE WHEN g % 2 = 0 THEN upper(md5(g::text)) ELSE md5(g::text) END, g"
                            + " FROM generate_series(1, 20000) AS g");
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                assertThat(differences(replicator.verify(QUICK))).isEmpty();
                Journey.execute(
                        journey.target,
                        "INSERT INTO t VALUES ('', 0), ('~~', 0), ('D', 0), ('e0', 0), ('é', 0);"
                                + " DELETE FROM t WHERE v IN (1, 2, 19999, 20000)");
                VerifyReport report = replicator.verify(QUICK);
                assertThat(table(report, "t").counts())
                        .as("%s", differences(report))
                        .isEqualTo(new Counts(0, 4, 5, 0, 0, 0));
            }
        }
    }

    private static VerifyReport.Table table(VerifyReport report, String name) {
        return report.tables().stream()
                .filter(table -> table.table().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** For each table that is not equal, kind and key of each row, sorted. */
    private static Map<String, String> differences(VerifyReport report) {
        var found = new TreeMap<String, String>();
        for (VerifyReport.Table table : report.tables()) {
            if (!table.isEqual() || !table.sampleKeys().isEmpty()) {
                found.put(
                        table.table().name(),
                        String.join(
                                ", ",
                                table.sampleKeys().stream()
                                        .sorted(VerifyIT::inOrder)
                                        .map(row -> row.kind() + " " + String.join(" ", keyOf(row)))
                                        .toList()));
            }
        }
        return found;
    }

    private static int inOrder(VerifyReport.Row one, VerifyReport.Row other) {
        int byKind = one.kind().toString().compareTo(other.kind().toString());
        String left = keyOf(one).get(0);
        String right = keyOf(other).get(0);
        boolean numbers = left.matches("-?\\d+") && right.matches("-?\\d+");
        return byKind != 0
                ? byKind
                : numbers ? Long.compare(Long.parseLong(left), Long.parseLong(right)) : left.compareTo(right);
    }

    private static List<String> keyOf(VerifyReport.Row row) {
        return List.copyOf(row.key().values());
    }
}
