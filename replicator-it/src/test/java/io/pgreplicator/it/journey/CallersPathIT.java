package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing of ours on the source looks a name up in the path of whoever writes: the capture functions run with the
 * replicator's rights, so what they would find there would too.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class CallersPathIT {
    private static final String SCHEMA = """
            CREATE TABLE first (id int PRIMARY KEY, v text);
            CREATE TABLE later (v text, id int NOT NULL, l varchar NOT NULL, PRIMARY KEY (id, l));
            CREATE TABLE split (v text, id int PRIMARY KEY) PARTITION BY RANGE (id);
            CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (100);
            CREATE TABLE split_2 (id int NOT NULL, v text);
            ALTER TABLE split ATTACH PARTITION split_2 FOR VALUES FROM (100) TO (100000);
            CREATE TABLE parent (v text, id int PRIMARY KEY);
            CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
            """;

    private static final String ROWS = """
            INSERT INTO first SELECT g, 'v' FROM generate_series(1, 50) AS g;
            INSERT INTO later SELECT 'v', g, 'l' FROM generate_series(1, 50) AS g;
            INSERT INTO split SELECT 'v', g FROM generate_series(1, 199) AS g;
            INSERT INTO parent SELECT 'v', g FROM generate_series(1, 50) AS g;
            INSERT INTO child SELECT 'v', g FROM generate_series(1, 50) AS g;
            GRANT SELECT, INSERT, UPDATE, DELETE ON first, later, split, parent, child TO heroku_reporter;
            GRANT TRUNCATE ON first, split, split_1, split_2 TO heroku_reporter;
            """;

    /** Every write that is captured, which names nothing by the path itself. */
    private static final List<String> WRITES = List.of(
            "INSERT INTO public.first VALUES (%1$s, NULL)",
            "UPDATE public.first SET v = NULL",
            "UPDATE public.first SET id = %1$s1 WHERE id OPERATOR(pg_catalog.=) %1$s",
            "DELETE FROM public.first WHERE id OPERATOR(pg_catalog.=) %1$s1",
            "INSERT INTO public.later VALUES (NULL, %1$s, 'x')",
            "UPDATE public.later SET v = NULL",
            "UPDATE public.later SET %2$s = %1$s1 WHERE %2$s OPERATOR(pg_catalog.=) %1$s",
            "DELETE FROM public.later WHERE %2$s OPERATOR(pg_catalog.=) %1$s1",
            "INSERT INTO public.split (%2$s) VALUES (%1$s)",
            "UPDATE public.split SET v = NULL",
            "UPDATE public.split SET %2$s = 2%1$s WHERE %2$s OPERATOR(pg_catalog.=) %1$s",
            "UPDATE public.split SET %2$s = 0 WHERE %2$s OPERATOR(pg_catalog.=) 2%1$s",
            "DELETE FROM public.split WHERE %2$s OPERATOR(pg_catalog.=) 0",
            "INSERT INTO public.child (%2$s) VALUES (%1$s)",
            "UPDATE public.parent SET v = NULL",
            "UPDATE public.parent SET %2$s = %1$s1 WHERE %2$s OPERATOR(pg_catalog.=) %1$s",
            "DELETE FROM public.child WHERE %2$s OPERATOR(pg_catalog.=) %1$s1",
            "TRUNCATE public.split_1",
            "TRUNCATE public.split",
            "INSERT INTO public.split (%2$s) VALUES (5), (105)",
            "BEGIN ISOLATION LEVEL SERIALIZABLE; TRUNCATE public.split_2; COMMIT",
            "TRUNCATE public.first");

    /**
     * What a role may leave in a caller's path: for each function and operator of the catalog one of the same arguments, for
     * each type a domain, for each relation of the catalog and of ours a temporary view. Reached, each counts and fails; the
     * count lasts though the statement is rolled back.
     */
    private static final String TRAPS = """
            CREATE SCHEMA hostile;
            CREATE SEQUENCE hostile.reached;
            GRANT USAGE ON SCHEMA hostile TO PUBLIC;
            GRANT ALL ON SEQUENCE hostile.reached TO PUBLIC;
            DO $do$
            DECLARE
                found record;
                body constant text := 'BEGIN PERFORM pg_catalog.nextval(''hostile.reached''::pg_catalog.regclass);'
                    ' RAISE EXCEPTION ''reached''; END';
            BEGIN
                FOR found IN
                    SELECT DISTINCT ON (p.proname, p.proargtypes::text) p.proname,
                        (SELECT string_agg(format_type(a.type, NULL), ', ' ORDER BY a.position)
                         FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, position)) AS arguments,
                        CASE WHEN r.typtype = 'p' THEN 'int' ELSE format_type(p.prorettype, NULL) END AS result, p.proretset
                    FROM pg_proc AS p JOIN pg_type AS r ON r.oid = p.prorettype
                    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind IN ('f', 'a') AND p.provariadic = 0
                        AND NOT EXISTS (
                            SELECT FROM unnest(p.proargtypes) AS a (type) JOIN pg_type AS t ON t.oid = a.type
                            WHERE t.typname IN ('cstring', 'internal', 'any', 'trigger', 'event_trigger', 'language_handler',
                                'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler', 'pg_ddl_command'))
                LOOP
                    BEGIN
                        EXECUTE format('CREATE FUNCTION hostile.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', found.proname,
                            found.arguments, found.result, body);
                    EXCEPTION WHEN OTHERS THEN
                        NULL;
                    END;
                END LOOP;
                FOR found IN
                    SELECT o.oid, o.oprname, o.oprleft::regtype AS lefts, o.oprright::regtype AS rights, o.oprresult::regtype AS result
                    FROM pg_operator AS o
                    WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b'
                LOOP
                    BEGIN
                        EXECUTE format('CREATE FUNCTION hostile.operator_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L',
                            found.oid, found.lefts, found.rights, found.result, body);
                        EXECUTE format('CREATE OPERATOR hostile.%s (LEFTARG = %s, RIGHTARG = %s, PROCEDURE = hostile.operator_%s)',
                            found.oprname, found.lefts, found.rights, found.oid);
                    EXCEPTION WHEN OTHERS THEN
                        NULL;
                    END;
                END LOOP;
                FOR found IN
                    SELECT t.typname FROM pg_type AS t
                    WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b' AND t.typname !~ '^_'
                LOOP
                    EXECUTE format('CREATE DOMAIN hostile.%I AS text', found.typname);
                END LOOP;
            END$do$;
            """;

    private static final String TEMPORARY_TRAPS = """
            CREATE FUNCTION pg_temp.reached() RETURNS int LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_catalog.nextval(''hostile.reached''::pg_catalog.regclass); RAISE EXCEPTION ''reached''; END';
            DO $do$
            DECLARE
                found record;
            BEGIN
                FOR found IN
                    SELECT c.relname,
                        (SELECT string_agg(format('pg_temp.reached()::text::%s AS %I', format_type(a.atttypid, NULL), a.attname), ', ')
                         FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                             AND t.typname NOT IN ('anyarray', '_pg_statistic')) AS columns
                    FROM pg_class AS c
                    WHERE c.relnamespace IN ('pg_catalog'::regnamespace, 'replicator_capture'::regnamespace) AND c.relkind IN ('r', 'v', 'p')
                LOOP
                    EXECUTE format('CREATE TEMP VIEW %I AS SELECT %s', found.relname, found.columns);
                END LOOP;
                FOR found IN
                    SELECT t.typname FROM pg_catalog.pg_type AS t
                    WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b' AND t.typname !~ '^_'
                LOOP
                    EXECUTE format('CREATE DOMAIN pg_temp.%I AS pg_catalog.text', found.typname);
                END LOOP;
            END$do$;
            CREATE TEMP TABLE new_rows (id int, l text, v text, k1 int);
            CREATE TEMP TABLE old_rows (id int, l text, v text, k1 int);
            """;

    private static final String WITHOUT_PATHS = """
            DO $do$
            DECLARE
                found record;
            BEGIN
                FOR found IN SELECT p.oid::regprocedure AS function FROM pg_proc AS p
                    WHERE p.pronamespace = 'replicator_capture'::regnamespace AND p.prosecdef
                LOOP
                    EXECUTE format('ALTER FUNCTION %s RESET search_path', found.function);
                END LOOP;
            END$do$;
            """;

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void noNameIsLookedUpThere(int major) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(major, 18);
                Connection superuser = journey.pair.sourceSuperuser();
                Connection reporter = journey.pair.connectReporter()) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            journey.catchUp();
            assertThat(texts(superuser, """
                            SELECT p.oid::regprocedure::text FROM pg_proc AS p
                            WHERE p.pronamespace = 'replicator_capture'::regnamespace AND p.proname NOT IN ('gate', 'is_applied')
                                AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
                            UNION ALL
                            SELECT c.oid::regclass::text FROM pg_class AS c
                            WHERE c.relnamespace = 'replicator_capture'::regnamespace AND c.relkind IN ('v', 'm')
                            UNION ALL
                            SELECT r.rulename FROM pg_rules AS r WHERE r.schemaname = 'replicator_capture'
                            """))
                    .as("functions of ours that keep their caller's path, views and rules")
                    .isEmpty();
            Journey.execute(superuser, TRAPS);
            Journey.execute(
                    superuser, "GRANT TEMPORARY ON DATABASE " + journey.pair.sourceDatabase() + " TO heroku_reporter");
            Journey.execute(reporter, TEMPORARY_TRAPS);
            Journey.execute(reporter, "SET search_path = hostile, pg_temp, public, pg_catalog");
            writeAll(reporter, 700, "id");
            // each of the two ways must do alone: the path that the functions set, and names that need none
            journey.onSource(WITHOUT_PATHS);
            journey.onSource("SELECT replicator_capture.skip_applied_by('00000000-0000-0000-0000-000000000001')");
            Journey.execute(reporter, "SELECT pg_catalog.set_config('replicator.applies', 'x', false)");
            writeAll(reporter, 710, "id");
            journey.onSource(
                    "SELECT replicator_capture.arm_gate(gate_epoch, 'nowhere') FROM replicator_capture.capture");
            writeAll(reporter, 715, "id");
            for (String table : List.of("later", "split", "parent")) {
                journey.onBoth("ALTER TABLE " + table + " RENAME COLUMN id TO no");
            }
            writeAll(reporter, 720, "no");
            assertThat(texts(superuser, "SELECT is_called::text FROM hostile.reached"))
                    .containsExactly("false");
            assertThat(texts(
                            superuser,
                            "SELECT count(*)::text FROM pg_proc WHERE pronamespace = 'hostile'::regnamespace"))
                    .allMatch(count -> Integer.parseInt(count) > 1000);
            Journey.execute(reporter, "DISCARD TEMP");
            Journey.execute(superuser, "DROP SCHEMA hostile CASCADE");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static void writeAll(Connection writer, int row, String key) throws SQLException {
        for (String write : WRITES) {
            Journey.execute(writer, write.formatted(row, key));
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
