package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsDiffer;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a deployment does to the schema of the source while the replicator follows. The run stops once; then exactly what its message says
 * is done, in its order, as the role of the target, and both sides are equal.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class DeployIT {
    private static final Pattern AT_ONCE = Pattern.compile("On the target: (.*)");
    private static final Pattern ONCE_CAUGHT_UP =
            Pattern.compile("On the target, once 'replicator run' has caught up: (.*)");
    private static final Pattern NEXT = Pattern.compile("(\\d+ finding.*|  (table|target tables|type|domain) ?.*: .*)");
    private static final Pattern SECTION = Pattern.compile("-- @\\w+\\n");
    private static final String REST = "No row needs the rest.";

    private static final String SOURCE = """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE DOMAIN short AS text NOT NULL;
            CREATE TABLE lasting (id int PRIMARY KEY);
            CREATE TABLE users (id bigserial PRIMARY KEY, name text, age int, mood mood DEFAULT 'ok', old text, must int NOT NULL DEFAULT 1,
                short short DEFAULT 's');
            CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint REFERENCES users, total int);
            CREATE VIEW names AS SELECT id, name FROM users;
            """;
    private static final String ROWS =
            "INSERT INTO users (name, age, old) SELECT 'u' || i, i, 'o' FROM generate_series(1, 500) AS i;"
                    + " INSERT INTO orders (user_id, total) SELECT i, i FROM generate_series(1, 500) AS i";

    /** What a stop tells to do: at once, and once it has caught up. */
    record Advice(List<String> atOnce, List<String> later) {
        static Advice of(ReplicatorException stop) {
            var atOnce = new ArrayList<String>();
            var later = new ArrayList<String>();
            boolean rest = false;
            for (String line : String.valueOf(stop.getMessage()).lines().toList()) {
                var now = AT_ONCE.matcher(line);
                var then = ONCE_CAUGHT_UP.matcher(line);
                if (line.startsWith(REST)) {
                    rest = true;
                } else if (rest && line.startsWith("  ")) {
                    later.add(line.strip());
                } else if (then.find()) {
                    later.add(then.group(1));
                } else if (now.find()) {
                    atOnce.add(now.group(1));
                } else if (line.contains(": replicator schema")) {
                    atOnce.add("replicator schema");
                } else if (!rest && !atOnce.isEmpty() && !NEXT.matcher(line).matches()) {
                    // a function of several lines
                    atOnce.add(atOnce.remove(atOnce.size() - 1) + "\n" + line);
                }
            }
            return new Advice(atOnce, later);
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 14", "15, 17"})
    void aDeployOfRails(int from, int to) throws Exception {
        List<String> parts = SECTION.splitAsStream(resource("rails-deploy.sql")).toList();
        try (Journey journey = Journey.empty(from, to)) {
            journey.onSource(parts.get(1));
            Advice advice = deploy(journey, parts.get(2));
            assertThat(advice.atOnce).hasSize(6);
            assertThat(advice.atOnce.get(5)).isEqualTo("replicator schema");
            assertThat(advice.later).hasSize(2);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM users WHERE plan = 'paid'"))
                    .isEqualTo("9");
        }
    }

    static Stream<String> stops() {
        return Stream.of(
                // a volatile default, and the manner of Django
                "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL; ALTER TABLE users ALTER COLUMN token DROP DEFAULT",
                "ALTER TABLE users RENAME COLUMN old TO former",
                // no cast leads from the target's values
                "ALTER TABLE orders ALTER total SET NOT NULL, ALTER total TYPE timestamptz USING to_timestamp(1600000000 + total);"
                        + " ALTER TABLE users ALTER old TYPE text[] USING string_to_array(old, 'u')",
                // its row is refused until it may be null
                "ALTER TABLE users ADD note text; ALTER TABLE users ALTER must DROP NOT NULL; UPDATE users SET must = NULL WHERE id = 9",
                // a label that rows and a column need, and what no row does
                "ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'; COMMIT; ALTER TABLE orders ADD mood mood NOT NULL DEFAULT 'fine';"
                        + " UPDATE users SET mood = 'fine' WHERE id = 9; ALTER DOMAIN short DROP NOT NULL;"
                        + " ALTER DOMAIN short SET DEFAULT 'q'; UPDATE users SET short = NULL WHERE id = 8; ALTER TABLE lasting SET UNLOGGED;"
                        + " ALTER TABLE users ADD twice int GENERATED ALWAYS AS (age * 2) STORED",
                "ALTER TABLE orders ALTER COLUMN total TYPE bigint; UPDATE orders SET total = 5000000000 WHERE id = 3",
                // sequences that defaults need, and a key that others rely on
                "ALTER SEQUENCE orders_id_seq RENAME TO orders_seq; CREATE SEQUENCE apart; ALTER TABLE users ALTER age SET DEFAULT nextval('apart');"
                        + " ALTER TABLE orders ALTER total SET DEFAULT nextval('apart'), ADD note text",
                "CREATE FUNCTION code() RETURNS text LANGUAGE sql AS 'SELECT md5(random()::text)';"
                        + " CREATE SCHEMA kinds; CREATE TYPE kinds.k AS ENUM ('a', 'b'); CREATE TYPE kinds.\"Odd\" AS (x kinds.k, y int);"
                        + " ALTER TABLE users ADD k kinds.k DEFAULT 'a'; ALTER TABLE orders ADD k kinds.k NOT NULL DEFAULT 'b';"
                        + " ALTER TABLE orders ADD o kinds.\"Odd\", ADD c text DEFAULT code() UNIQUE;"
                        + " ALTER TABLE users ADD shall int; UPDATE users SET shall = 1; ALTER TABLE users ALTER shall SET NOT NULL;"
                        + " CREATE VIEW kinds.v AS SELECT k, c FROM orders;"
                        + " CREATE TABLE kinds.t (id bigserial PRIMARY KEY, user_id bigint REFERENCES users, c text REFERENCES orders (c));"
                        + " ALTER TABLE users ADD t_id bigint REFERENCES kinds.t; INSERT INTO kinds.t (user_id) VALUES (3);"
                        + " UPDATE users SET t_id = 1 WHERE id = 4; CREATE INDEX ON users (k) WHERE k = 'a'; ALTER TABLE users ALTER age SET DEFAULT 18");
    }

    @ParameterizedTest
    @MethodSource("stops")
    void oneStopNamesEverything(String deploy) throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(SOURCE + ROWS);
            deploy(journey, deploy);
        }
    }

    /** At the next start the check is the first to see it. */
    @Test
    void aColumnThatWasRenamedMeanwhileIsRenamedAndNoMore() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, tenant text NOT NULL)");
            journey.onSource("INSERT INTO t VALUES (1, 'a')");
            journey.catchUp();
            journey.onSource("ALTER TABLE t RENAME COLUMN tenant TO owner; INSERT INTO t VALUES (2, 'b')");
            ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            CureLine.carryOut(
                    journey.pair,
                    String.valueOf(failure.getMessage()).replace("    cure: ", "") + "\n" + failure.cure());
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** What the check has passed is not left out, with an exit code of 0. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTableThatLosesItsKeyJustAfterTheCheckEndsTheRun(boolean ofTarget) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1); INSERT INTO u VALUES (1)");
            try (Replicator replicator = journey.open(journey.config(), place -> {
                if (place == PausePoint.INSTALL_CONTROL_SCHEMA) {
                    Unchecked.run(() -> Journey.execute(
                            ofTarget ? journey.target : journey.source,
                            ofTarget ? "ALTER TABLE u RENAME TO v" : "ALTER TABLE u DROP CONSTRAINT u_pkey"));
                }
            })) {
                ReplicatorException failure =
                        catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
                assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
                assertThat(failure).hasMessageContaining("public.u").hasMessageNotContaining("public.t");
            }
            Journey.execute(
                    ofTarget ? journey.target : journey.source,
                    ofTarget ? "ALTER TABLE v RENAME TO u" : "ALTER TABLE u ADD PRIMARY KEY (id)");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** No row was written yet, so none has to be compared. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aColumnThatChangesJustAfterTheCheckEndsTheRunAndNeedsNoRepair(boolean ofTarget)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v bigint)");
            journey.onSource("INSERT INTO t VALUES (1, 1)");
            String change = "ALTER TABLE t ALTER v TYPE " + (ofTarget ? "int" : "numeric");
            try (Replicator replicator = journey.open(journey.config(), place -> {
                if (place == PausePoint.INSTALL_CONTROL_SCHEMA) {
                    Unchecked.run(() -> Journey.execute(ofTarget ? journey.target : journey.source, change));
                }
            })) {
                ReplicatorException failure =
                        catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
                assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
                assertThat(failure).hasMessageContaining("public.t: column v is ");
            }
            Journey.execute(ofTarget ? journey.source : journey.target, change);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** The others go on, and what came with it is copied; no goal counts as reached before it has what it lacks. */
    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE came (id int)", "CREATE TABLE came (id int PRIMARY KEY)"})
    void aTableThatCameSinceIsInNoOthersWay(String definition) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.onSource(definition + "; INSERT INTO came VALUES (1); INSERT INTO t VALUES (2)");
            journey.onBoth("CREATE TABLE cam (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO cam VALUES (1)");
            try (Replicator replicator = journey.open()) {
                try (Replication replication = replicator.start()) {
                    assertFallsShort(replication::awaitCopied);
                    journey.onSource("INSERT INTO cam VALUES (2)");
                    assertFallsShort(replication::awaitCaughtUp);
                    assertThat(Journey.text(journey.target, "SELECT count(*) FROM t, cam"))
                            .isEqualTo("4");
                    assertThat(journey.events())
                            .contains(new NotReplicated(
                                    List.of(new QualifiedName("public", "came")), List.of(), List.of()));
                    assertThat(String.valueOf(replicator.status().lastError())).contains("public.came");
                }
                assertFallsShort(() -> Journey.catchUp(replicator));
                for (Finding finding : replicator.check().failures()) {
                    if (finding.cure().startsWith("replicator schema")) {
                        replicator.createSchema();
                    } else {
                        CureLine.carryOut(journey.pair, finding.cure());
                    }
                }
                if (!replicator.check().failures().isEmpty()) {
                    replicator.createSchema();
                }
                Journey.catchUp(replicator);
            }
            journey.assertArrived();
        }
    }

    /** What was left out and is dropped keeps nobody waiting. */
    @Test
    void aTableThatCameSinceAndIsGoneAgainIsMissedByNobody() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("CREATE TABLE came (id int); INSERT INTO t VALUES (1)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                assertFallsShort(replication::awaitCaughtUp);
                journey.onSource("DROP TABLE came");
                Awaitility.await().ignoreExceptions().untilAsserted(replication::awaitCaughtUp);
            }
            journey.assertArrived();
        }
    }

    private static void assertFallsShort(ThrowingCallable goal) {
        ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, goal);
        assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
        assertThat(failure)
                .hasMessageContaining("tables that came since the migration began")
                .hasMessageContaining("public.came.\n  ");
        assertThat(failure.cure()).contains("--exclude-table");
    }

    /**
     * None has been looked at by the check: one has no key, another one no table on the target, and the columns of the last one may not be
     * the same on both sides.
     */
    @Test
    void tablesThatComeAfterTheCheckAreLeftToTheNextRun() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1)");
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == PausePoint.INSTALL_CONTROL_SCHEMA) {
                            Unchecked.run(() -> journey.onSource("CREATE TABLE IF NOT EXISTS keyless (id int);"
                                    + " CREATE TABLE IF NOT EXISTS late (id int PRIMARY KEY);"
                                    + " CREATE TABLE IF NOT EXISTS of_both (id int PRIMARY KEY)"));
                            Unchecked.run(() -> Journey.execute(
                                    journey.target, "CREATE TABLE IF NOT EXISTS of_both (id int PRIMARY KEY)"));
                        }
                    });
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(journey.events())
                                .contains(new NotReplicated(
                                        List.of(
                                                new QualifiedName("public", "keyless"),
                                                new QualifiedName("public", "late"),
                                                new QualifiedName("public", "of_both")),
                                        List.of(),
                                        List.of())));
            }
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("1");
        }
    }

    /**
     * Neither what is over a renamed column, which is as before once it is renamed, nor what somebody added on the target, unless it does
     * not allow all rows.
     */
    @Test
    void aStopChangesNothingThatNeedsNoChange() throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(
                    SOURCE + ROWS + "; ALTER TABLE users ADD CONSTRAINT of_age CHECK (age > 0), ADD UNIQUE (age);"
                            + " CREATE INDEX by_age ON users (age); CREATE TABLE pets (id int PRIMARY KEY, age int REFERENCES users (age))");
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                Journey.catchUp(replicator);
                Journey.execute(
                        journey.target,
                        "CREATE INDEX added ON orders (total DESC); ALTER TABLE orders ADD CONSTRAINT added_check CHECK (total > 0)");
                ReplicatorException stop = stop(
                        journey,
                        replicator,
                        "ALTER TABLE users RENAME COLUMN age TO years; ALTER TABLE users RENAME COLUMN id TO number;"
                                + " CREATE INDEX by_total ON orders (total)");
                assertThat(stop.cure()).contains("'replicator verify --objects'");
                Advice advice = Advice.of(stop);
                assertThat(advice.atOnce).hasSize(3).satisfies(lines -> {
                    assertThat(lines.subList(0, 2)).allMatch(line -> line.contains(" RENAME COLUMN "));
                    assertThat(lines.get(2)).startsWith("ALTER TABLE public.orders DROP CONSTRAINT added_check; -- ");
                });
                assertThat(advice.later).singleElement().asString().contains("by_total");
                for (String one : Stream.concat(advice.atOnce.stream(), advice.later.stream())
                        .toList()) {
                    Journey.execute(journey.target, one);
                }
                Journey.catchUp(replicator);
                assertThat(verified(replicator).objects())
                        .filteredOn(DeployIT::isOfNoStandIn)
                        .extracting(SchemaReport.Difference::object)
                        .containsExactly("index public.added");
            }
        }
    }

    /** Rows are found by it: dropped, the next run would only ask for another one over the same columns. */
    @Test
    void aStopLeavesTheKeyThatRowsAreFoundBy() throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(SOURCE + ROWS
                    + "; CREATE TABLE pk (id int PRIMARY KEY, alt int NOT NULL, CONSTRAINT u UNIQUE (alt))");
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                ReplicatorException stop = stop(
                        journey,
                        replicator,
                        "ALTER TABLE pk DROP CONSTRAINT pk_pkey, DROP CONSTRAINT u; ALTER TABLE pk ADD PRIMARY KEY (alt);"
                                + " ALTER TABLE orders ADD note text; ALTER TABLE orders ALTER total SET DEFAULT 3");
                assertThat(stop)
                        .hasMessageContaining("(id) by which public.pk is captured is gone")
                        .hasMessageContaining("leave the table's constraints and indexes on the target as they are")
                        .hasMessageNotContaining("ALTER TABLE public.pk");
                assertThat(verified(replicator).objects())
                        .filteredOn(one -> one.object().contains("on public.pk"))
                        .isNotEmpty()
                        .allSatisfy(one -> assertThat(one.cure()).contains(" -- not before the migration has ended"));
            }
        }
    }

    /** What no row needs stops nothing, and is told until it is there. */
    @Test
    void whatNoRowNeedsIsTold() throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(SOURCE + ROWS);
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                try (Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    journey.onSource(
                            "ALTER TABLE users DROP COLUMN old; ALTER TABLE users ALTER age SET NOT NULL;"
                                    + " ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT grown;"
                                    + " CREATE UNIQUE INDEX ON users (name); ALTER TABLE users ALTER name SET DEFAULT 'nobody';"
                                    + " ALTER TABLE orders ADD CONSTRAINT u UNIQUE (user_id); ALTER TABLE users ADD CONSTRAINT own FOREIGN KEY (id)"
                                    + " REFERENCES orders (user_id); COMMENT ON COLUMN users.age IS 'in years'; CREATE STATISTICS st ON name, age FROM users");
                    journey.onSource("UPDATE users SET age = age + 1");
                    replication.awaitCaughtUp();
                    Awaitility.await().until(() -> told(journey).size() >= 8);
                    Awaitility.await()
                            .until(() -> String.valueOf(replicator.status().lastError())
                                    .contains("definition(s) differ"));
                }
                Journey.catchUp(replicator);
                for (SchemaReport.Difference one : verified(replicator).objects()) {
                    if (!one.cure().isEmpty() && isOfNoStandIn(one)) {
                        Journey.execute(journey.target, one.cure());
                    }
                }
                Journey.catchUp(replicator);
                assertThat(verified(replicator).objects())
                        .filteredOn(DeployIT::isOfNoStandIn)
                        .extracting(SchemaReport.Difference::toString)
                        .singleElement()
                        .asString()
                        .startsWith("column public.users.old exists on the target only");
            }
        }
    }

    /** It is replaced where nothing can be in the way of that, and made anew otherwise, with what is its own. */
    @Test
    void viewsThatChangedAreAsOnTheSourceByTheirStatements() throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onSource(
                    SOURCE + ROWS
                            + "; CREATE VIEW longer AS SELECT id FROM users; CREATE VIEW over AS SELECT * FROM longer;"
                            + " CREATE VIEW \"Other\" AS SELECT id AS n, name FROM users; COMMENT ON VIEW \"Other\" IS 'o';"
                            + " GRANT SELECT ON \"Other\" TO PUBLIC; CREATE MATERIALIZED VIEW m AS SELECT 1 AS n; CREATE UNIQUE INDEX ON m (n)");
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                journey.onSource(
                        "CREATE OR REPLACE VIEW longer WITH (security_barrier) AS SELECT id, name FROM users WHERE name <> 'it''s' AND name <> E'a\\n  b';"
                                + " DROP VIEW \"Other\"; CREATE VIEW \"Other\" AS SELECT name FROM users; COMMENT ON VIEW \"Other\" IS 'p';"
                                + " GRANT SELECT ON \"Other\" TO PUBLIC; DROP MATERIALIZED VIEW m;"
                                + " CREATE MATERIALIZED VIEW m AS SELECT 2 AS n; CREATE UNIQUE INDEX ON m (n)");
                List<SchemaReport.Difference> changed = replicator.createSchema().differences().stream()
                        .filter(one ->
                                one.object().contains("view ") && !one.object().startsWith("comment"))
                        .toList();
                assertThat(changed)
                        .extracting(SchemaReport.Difference::object)
                        .containsExactlyInAnyOrder(
                                "view public.longer", "view public.Other", "materialized view public.m");
                for (SchemaReport.Difference one : changed) {
                    Journey.execute(journey.target, one.cure());
                }
                assertThat(replicator.createSchema().created()).isTrue();
                assertThat(replicator.createSchema().differences().stream().filter(DeployIT::isOfNoStandIn))
                        .isEmpty();
            }
        }
    }

    /** What would be refused is not said: another view relies on it. */
    @Test
    void aViewThatOthersRelyOnHasNoStatementUnlessItCanBeReplaced() throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onSource(SOURCE + ROWS
                    + "; CREATE VIEW base AS SELECT id, name FROM users; CREATE VIEW rests AS SELECT id FROM base");
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                journey.onSource(
                        "DROP VIEW base CASCADE; CREATE VIEW base AS SELECT id, name COLLATE \"C\" AS name FROM users;"
                                + " CREATE VIEW rests AS SELECT id FROM base");
                assertThat(replicator.createSchema().differences())
                        .filteredOn(DeployIT::isOfNoStandIn)
                        .singleElement()
                        .satisfies(one -> {
                            assertThat(one.object()).isEqualTo("view public.base");
                            assertThat(one.cure()).isEmpty();
                        });
            }
        }
    }

    /** Rows that hold a label which the target lacks are refused, until it has it. */
    @Test
    void aLabelThatIsUsedAtOnce() throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(SOURCE + ROWS);
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                try (Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    journey.onSource("ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'");
                    journey.onSource(
                            "UPDATE users SET mood = 'fine' WHERE id = 9; UPDATE users SET name = 'x' WHERE id = 10");
                    Awaitility.await()
                            .until(() -> told(journey).stream().anyMatch(line -> line.contains("ALTER TYPE")));
                    String line = told(journey).stream()
                            .filter(one -> one.contains("ALTER TYPE"))
                            .findFirst()
                            .orElseThrow();
                    Journey.execute(journey.target, line.substring(line.indexOf("On the target: ") + 15));
                    replication.awaitCaughtUp();
                }
                assertEqual(replicator);
            }
        }
    }

    /** No column changed, so nothing stops the run; the rows that are refused come with the statement, where it was not told before. */
    @Test
    void aLabelThatRowsWaitForIsInTheFailure() throws Exception {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onSource(SOURCE + ROWS);
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                Journey.catchUp(replicator);
                journey.onSource("ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'");
                journey.onSource("UPDATE users SET mood = 'fine' WHERE id = 9");
                ReplicatorException failure =
                        catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
                assertThat(failure.code()).isEqualTo(ErrorCode.ROW_REFUSED);
                assertThat(Advice.of(failure).atOnce)
                        .containsExactly("ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'fine' AFTER 'sad';");
                Journey.execute(journey.target, Advice.of(failure).atOnce.get(0));
                Journey.catchUp(replicator);
                assertEqual(replicator);
            }
        }
    }

    /** Does it while the run follows, then what the stop says; returns that. */
    private static Advice deploy(Journey journey, String statements) throws Exception {
        try (Replicator replicator = journey.open()) {
            replicator.createSchema();
            ReplicatorException stop = stop(journey, replicator, statements);
            assertThat(stop.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            Advice advice = Advice.of(stop);
            for (String one : advice.atOnce) {
                if (one.equals("replicator schema")) {
                    assertThat(replicator.createSchema().created()).isTrue();
                } else {
                    Journey.execute(journey.target, one);
                }
            }
            Journey.catchUp(replicator);
            for (String one : advice.later) {
                Journey.execute(journey.target, one);
            }
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
            }
            Journey.catchUp(replicator);
            assertEqual(replicator);
            return advice;
        }
    }

    private static ReplicatorException stop(Journey journey, Replicator replicator, String statements)
            throws Exception {
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            journey.onSource(statements);
            replication.await();
        } catch (ReplicatorException e) {
            return e;
        }
        throw new AssertionError("it did not stop");
    }

    private static boolean isOfNoStandIn(SchemaReport.Difference one) {
        return !one.object().matches("(role|.* to) (rds_master|heroku_reporter|heroku_app)");
    }

    /** Roles of the stand-ins are also on servers that other tests use. */
    private static void assertEqual(Replicator replicator) {
        VerifyReport report = verified(replicator);
        assertThat(report.isRowsEqual()).as(report.toString()).isTrue();
        assertThat(Stream.concat(report.objects().stream(), replicator.createSchema().differences().stream()))
                .filteredOn(DeployIT::isOfNoStandIn)
                .isEmpty();
    }

    private static VerifyReport verified(Replicator replicator) {
        return replicator.verify(VerifyOptions.defaults().withLoad(1));
    }

    private static List<String> told(Journey journey) {
        return journey.events().stream()
                .filter(DefinitionsDiffer.class::isInstance)
                .map(event -> ((DefinitionsDiffer) event).differences())
                .reduce(List.of(), (earlier, later) -> later);
    }

    private static String resource(String name) {
        try (InputStream in = DeployIT.class.getResourceAsStream("/deploys/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
