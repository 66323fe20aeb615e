package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements for kinds of objects that few databases have are run as they are printed; then nothing differs. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class ObjectStatementsIT {
    private static final VerifyOptions OBJECTS =
            VerifyOptions.defaults().withLoad(1).objectsOnly();

    private static final String AGGREGATES = """
            CREATE TYPE "Un it" AS ENUM ('a');
            CREATE FUNCTION most(int, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION of_unit(int, "Un it"[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION done(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION placed(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE AGGREGATE everything(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
            CREATE AGGREGATE "Ma""ny"(VARIADIC vs int[]) (SFUNC = most, STYPE = int);
            CREATE AGGREGATE of_units("Un it"[]) (SFUNC = of_unit, STYPE = int);
            CREATE AGGREGATE ordered(direct text ORDER BY sorted int) (SFUNC = int4larger, STYPE = int, FINALFUNC = done, INITCOND = '0');
            CREATE AGGREGATE ordered_alone(ORDER BY int) (SFUNC = int4larger, STYPE = int);
            CREATE AGGREGATE hypothetical(int ORDER BY int) (SFUNC = int4larger, STYPE = int, FINALFUNC = placed, HYPOTHETICAL);
            """;

    private static final String OF_SUPERUSERS =
            "CREATE AGGREGATE ranked(VARIADIC \"any\" ORDER BY VARIADIC \"any\") (SFUNC = ordered_set_transition_multi, STYPE = internal,"
                    + " FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);"
                    + " ALTER AGGREGATE ranked(VARIADIC \"any\" ORDER BY VARIADIC \"any\") OWNER TO ";

    private static final List<String> NAMES = List.of(
            "everything(*)",
            "\"Ma\"\"ny\"(VARIADIC int[])",
            "of_units(\"Un it\"[])",
            "ordered(text ORDER BY int)",
            "ordered_alone(ORDER BY int)",
            "ranked(VARIADIC \"any\" ORDER BY VARIADIC \"any\")",
            "hypothetical(int ORDER BY int)");

    @ParameterizedTest
    @CsvSource({"13, 13", "18, 18", "13, 18"})
    void aggregatesOfEveryKind(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(AGGREGATES);
            superuser(journey, true, OF_SUPERUSERS + "heroku_app");
            superuser(journey, false, OF_SUPERUSERS + "rds_master");
            for (String name : NAMES) {
                journey.onSource("COMMENT ON AGGREGATE " + name + " IS 'it''s'");
            }
            journey.onSource("REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC");
            Journey.execute(journey.target, "COMMENT ON AGGREGATE ordered_alone(ORDER BY int) IS 'other'");
            assertThat(carriedOut(journey)).hasSizeGreaterThan(2 * NAMES.size());
            for (String name : NAMES) {
                journey.onSource("COMMENT ON AGGREGATE " + name + " IS NULL");
            }
            assertThat(carriedOut(journey)).hasSize(NAMES.size());
        }
    }

    /** A transform belongs to nobody; who owns its type says what it is. */
    @ParameterizedTest
    @CsvSource({"13, 13", "18, 18"})
    void transforms(int from, int to) throws SQLException, InterruptedException {
        String functions = "CREATE TYPE \"Pa ir\" AS (a int);"
                + " CREATE FUNCTION tosql(internal) RETURNS \"Pa ir\" LANGUAGE internal IMMUTABLE AS 'int4in';"
                + " CREATE TRANSFORM FOR \"Pa ir\" LANGUAGE plpgsql (TO SQL WITH FUNCTION tosql(internal)); ALTER TYPE \"Pa ir\" OWNER TO ";
        try (Journey journey = Journey.empty(from, to)) {
            superuser(journey, true, functions + "heroku_app");
            superuser(journey, false, functions + "rds_master");
            String comment = "COMMENT ON TRANSFORM FOR \"Pa ir\" LANGUAGE plpgsql IS ";
            journey.onSource(comment + "'there'");
            assertThat(carriedOut(journey)).hasSize(1);
            journey.onSource(comment + "NULL");
            assertThat(carriedOut(journey)).hasSize(1);
        }
    }

    /** Of each table's kind: set on the source, other on the target, and on the target alone. */
    @ParameterizedTest
    @CsvSource({"13, 13", "18, 18"})
    void whatTablesAreMadeWith(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth("""
                    CREATE TYPE "Row" AS (id int, v text); CREATE TYPE other AS (id int, v text);
                    CREATE TABLE a (id int PRIMARY KEY, v text); CREATE TABLE b (id int PRIMARY KEY, v text);
                    CREATE TABLE c (id int PRIMARY KEY, v text); CREATE MATERIALIZED VIEW m AS SELECT 'x'::text AS v;
                    CREATE TABLE p (id int, v text) PARTITION BY LIST (id);
                    """);
            journey.onSource("""
                    ALTER TABLE a SET (toast.autovacuum_enabled = false, toast.vacuum_truncate = false, autovacuum_enabled = false);
                    ALTER TABLE b SET (toast.autovacuum_vacuum_threshold = 7); ALTER TABLE b CLUSTER ON b_pkey;
                    ALTER MATERIALIZED VIEW m SET (toast.autovacuum_enabled = false);
                    ALTER TABLE a OF "Row"; ALTER TABLE b OF "Row"; ALTER TABLE p OF "Row";
                    """);
            Journey.execute(journey.target, """
                    ALTER TABLE a SET (autovacuum_enabled = false);
                    ALTER TABLE b SET (toast.autovacuum_freeze_max_age = 200000000, toast.log_autovacuum_min_duration = 5); ALTER TABLE b OF other;
                    ALTER TABLE c SET (toast.autovacuum_enabled = false); ALTER TABLE c CLUSTER ON c_pkey; ALTER TABLE c OF other;
                    """);
            assertThat(carriedOut(journey)).hasSizeGreaterThan(8);
        }
    }

    /** A table is given another access method from version 15 on. */
    @ParameterizedTest
    @CsvSource({"13, 15", "18, 18"})
    void accessMethodsOfTables(int from, int to) throws SQLException, InterruptedException {
        String method = "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler";
        try (Journey journey = Journey.empty(from, to)) {
            superuser(journey, true, method);
            superuser(journey, false, method);
            journey.onSource("CREATE TABLE a (id int PRIMARY KEY) USING heap2; CREATE TABLE b (id int PRIMARY KEY)");
            Journey.execute(
                    journey.target,
                    "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY) USING heap2");
            assertThat(carriedOut(journey)).hasSize(2);
        }
    }

    /** They are left out where the target has not what they are made of; an administrator provides for it, and 'schema' does the rest. */
    @ParameterizedTest
    @CsvSource({"13, 13", "15, 15"})
    void foreignTablesAndTheirServers(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            superuser(
                    journey,
                    true,
                    "CREATE EXTENSION postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO heroku_app");
            journey.onSource("""
                    CREATE SERVER "F ar" FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', dbname 'd');
                    CREATE USER MAPPING FOR PUBLIC SERVER "F ar" OPTIONS (user 'u');
                    CREATE FOREIGN TABLE f (id int OPTIONS (column_name 'x')) SERVER "F ar" OPTIONS (table_name 't');
                    CREATE VIEW over AS SELECT * FROM f; CREATE TABLE plain (id int PRIMARY KEY);
                    """);
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
                List<Difference> missing = replicator.verify(OBJECTS).objects();
                assertThat(missing)
                        .extracting(Difference::object)
                        .contains("server F ar", "foreign table public.f", "view public.over");
                Difference server = missing.stream()
                        .filter(one -> one.object().equals("server F ar"))
                        .findFirst()
                        .orElseThrow();
                assertThat(server.cure()).contains(" -- as an administrator; then 'replicator schema'");
                superuser(journey, false, server.cure());
                replicator.createSchema();
                assertThat(replicator.verify(OBJECTS).objects()).isEmpty();
                Journey.execute(journey.target, "DROP VIEW over");
                journey.onSource("ALTER FOREIGN TABLE f OPTIONS (ADD schema_name 's'), ADD v text");
                List<Difference> differing = replicator.verify(OBJECTS).objects();
                for (Difference one : differing) {
                    if (one.object().startsWith("foreign table")) {
                        assertThat(one.cure()).startsWith("DROP FOREIGN TABLE public.f; -- then 'replicator schema'");
                    }
                }
                assertThat(differing)
                        .extracting(Difference::object)
                        .contains("foreign table public.f", "foreign table settings public.f");
                Journey.execute(
                        journey.target,
                        differing.stream()
                                .filter(one -> one.object().equals("foreign table public.f"))
                                .findFirst()
                                .orElseThrow()
                                .cure());
                replicator.createSchema();
                assertThat(replicator.verify(OBJECTS).objects()).isEmpty();
            }
        }
    }

    /** Each option of a table, whatever the target has. */
    @ParameterizedTest
    @CsvSource({"13, 13", "18, 18"})
    void optionsOfTables(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(
                    "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY)");
            journey.onSource(
                    "ALTER TABLE a SET (fillfactor = 70, autovacuum_enabled = false); ALTER TABLE b SET (fillfactor = 70)");
            Journey.execute(
                    journey.target,
                    "ALTER TABLE b SET (fillfactor = 80, parallel_workers = 2); ALTER TABLE c SET (autovacuum_analyze_threshold = 7)");
            assertThat(carriedOut(journey)).hasSize(3);
        }
    }

    /** What is printed for each difference, as the role that reads it; afterwards there is none. */
    private static List<Difference> carriedOut(Journey journey) throws SQLException {
        try (Replicator replicator = journey.open()) {
            List<Difference> before = replicator.verify(OBJECTS).objects();
            assertThat(before).allSatisfy(one -> {
                assertThat(one.cure()).as(one.object()).isNotEmpty();
                Journey.execute(journey.target, one.cure());
            });
            assertThat(replicator.verify(OBJECTS).objects()).isEmpty();
            return before;
        }
    }

    private static void superuser(Journey journey, boolean ofSource, String sql) throws SQLException {
        try (Connection superuser = ofSource ? journey.pair.sourceSuperuser() : journey.pair.targetSuperuser()) {
            Journey.execute(superuser, sql);
        }
    }
}
