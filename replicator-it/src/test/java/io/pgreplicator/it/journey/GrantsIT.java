package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.telemetry.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever the databases grant by default, nobody but the replicator's role may use what it creates. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("InlineFormatString") // statements longer than the methods that run them
class GrantsIT {
    private static final String TABLES = """
            CREATE TABLE t (id int PRIMARY KEY, v text);
            CREATE TABLE p (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (100000);
            """;

    private static final String DEFAULTS = """
            ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO %1$s;
            ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO %1$s;
            ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO %1$s;
            ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO %1$s;
            ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC;
            ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
            """;

    /** Everything in our schema that another role may do something with, whatever way it got there. */
    private static final String OPEN = """
            SELECT 'schema' FROM pg_namespace WHERE nspname ~ '^replicator' AND has_schema_privilege('%1$s', oid, 'USAGE, CREATE')
            UNION ALL
            SELECT oid::regclass::text FROM pg_class
            WHERE relnamespace::regnamespace::text ~ '^replicator' AND CASE WHEN relkind IN ('r', 'p', 'v') THEN
                has_table_privilege('%1$s', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                WHEN relkind = 'S' THEN has_sequence_privilege('%1$s', oid, 'USAGE, SELECT, UPDATE') ELSE false END
            UNION ALL
            SELECT oid::regprocedure::text FROM pg_proc
            WHERE pronamespace::regnamespace::text ~ '^replicator' AND has_function_privilege('%1$s', oid, 'EXECUTE')
            """;

    private static final String ATTACK = """
            CREATE TEMP TABLE own (id int PRIMARY KEY, v text);
            INSERT INTO own SELECT g, 'x' FROM generate_series(1, 50) AS g;
            CREATE TRIGGER attack_t BEFORE TRUNCATE ON own FOR EACH STATEMENT EXECUTE PROCEDURE replicator_capture.capture_%1$s_truncate();
            CREATE TRIGGER attack_p BEFORE TRUNCATE ON own FOR EACH STATEMENT EXECUTE PROCEDURE replicator_capture.capture_%2$s_truncate();
            CREATE TRIGGER attack_leaf BEFORE TRUNCATE ON own FOR EACH STATEMENT EXECUTE PROCEDURE replicator_capture.capture_%2$s_leaf();
            CREATE TRIGGER attack_new AFTER UPDATE ON own REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE PROCEDURE replicator_capture.capture_%1$s_new();
            CREATE TRIGGER attack_row AFTER UPDATE ON own FOR EACH ROW EXECUTE PROCEDURE replicator_capture.capture_%2$s_new();
            CREATE TRIGGER attack_key AFTER UPDATE ON own FOR EACH ROW EXECUTE PROCEDURE replicator_capture.capture_%1$s_key();
            UPDATE own SET id = -id;
            TRUNCATE own;
            """;

    @Test
    void defaultPrivilegesOpenNothing() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection source = journey.pair.sourceSuperuser();
                Connection target = journey.pair.targetSuperuser()) {
            journey.onBoth(TABLES);
            journey.onSource(DEFAULTS.formatted("heroku_reporter"));
            Journey.execute(journey.target, DEFAULTS.formatted("pg_monitor"));
            journey.catchUp();
            journey.onSource("INSERT INTO t SELECT g, 'v' FROM generate_series(1, 9000) AS g");
            journey.catchUp();
            journey.onSource("INSERT INTO p SELECT g, 'v' FROM generate_series(1, 9000) AS g");
            journey.catchUp();
            journey.catchUp();
            assertThat(texts(source, "SELECT segment::text FROM replicator_capture.captured_table"))
                    .contains("2");
            assertThat(texts(source, OPEN.formatted("heroku_reporter"))).isEmpty();
            assertThat(texts(target, OPEN.formatted("pg_monitor"))).isEmpty();
            assertThat(found(journey)).isEmpty();
            journey.assertArrived();
        }
    }

    @Test
    void whatIsGrantedLaterIsFoundAndOpensNoTargetTable() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection source = journey.pair.sourceSuperuser();
                Connection target = journey.pair.targetSuperuser();
                Connection reporter = journey.pair.connectReporter()) {
            journey.onBoth(TABLES);
            journey.onSource("INSERT INTO t SELECT g, 'v' FROM generate_series(1, 50) AS g;"
                    + "INSERT INTO p SELECT g, 'v' FROM generate_series(1, 50) AS g");
            journey.catchUp();
            journey.onSource("GRANT USAGE ON SCHEMA replicator_capture TO heroku_reporter;"
                    + " GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA replicator_capture TO PUBLIC, heroku_reporter;"
                    + " GRANT INSERT (table_id) ON replicator_capture.truncation TO heroku_reporter");
            Journey.execute(journey.target, "GRANT SELECT ON replicator.migration TO pg_monitor");
            Journey.execute(
                    source, "GRANT TEMPORARY ON DATABASE " + journey.pair.sourceDatabase() + " TO heroku_reporter");
            Journey.execute(reporter, ATTACK.formatted(tableId(source, "t"), tableId(source, "p")));
            assertThat(
                            texts(
                                    source,
                                    "SELECT 'x' FROM replicator_capture.truncation UNION ALL SELECT 'x' FROM replicator_capture.leaf_truncation"))
                    .isEmpty();
            assertThat(
                            texts(
                                    source,
                                    "SELECT k1::text FROM replicator_capture.delta_1 UNION ALL SELECT k1::text FROM replicator_capture.delta_2"))
                    .noneMatch(key -> key.startsWith("-"));
            List<Finding> findings = found(journey);
            assertThat(findings)
                    .extracting(Finding::level)
                    .containsExactly(Finding.Level.FAIL, Finding.Level.FAIL, Finding.Level.WARN);
            for (Finding finding : findings) {
                CureLine.carryOut(journey.pair, finding.cure());
            }
            assertThat(found(journey)).isEmpty();
            Journey.execute(source, "INSERT INTO p VALUES (51, 'v')");
            journey.catchUp();
            assertThat(texts(target, "SELECT count(*)::text FROM t UNION ALL SELECT count(*)::text FROM p"))
                    .containsExactly("50", "51");
            journey.assertArrived();
        }
    }

    /** No trigger of the root is cloned to it, whose functions the role that makes it would have to be allowed to execute. */
    @Test
    void anotherRoleMakesAPartition() throws SQLException, InterruptedException {
        String owner = "made_by_test_" + System.nanoTime();
        try (Journey journey = Journey.empty(15, 17);
                Connection source = journey.pair.sourceSuperuser()) {
            Journey.execute(
                    source,
                    "CREATE ROLE " + owner + "; GRANT " + owner + " TO heroku_app, heroku_reporter;"
                            + " GRANT CREATE, USAGE ON SCHEMA public TO " + owner);
            try {
                journey.onBoth(TABLES);
                journey.onSource("ALTER TABLE p OWNER TO " + owner + "; ALTER TABLE p_1 OWNER TO " + owner
                        + "; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
                journey.catchUp();
                try (Connection reporter = journey.pair.connectReporter()) {
                    Journey.execute(
                            reporter,
                            "SET ROLE " + owner
                                    + "; CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (100000) TO (200000)");
                    Journey.execute(reporter, "RESET ROLE; INSERT INTO p VALUES (1, 'v'), (100001, 'v')");
                }
                Journey.execute(journey.target, "CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (100000) TO (200000)");
                journey.catchUp();
                journey.assertArrived();
            } finally {
                Journey.execute(source, "DROP OWNED BY " + owner + " CASCADE; DROP ROLE " + owner);
            }
        }
    }

    private static List<Finding> found(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return replicator.check().findings().stream()
                    .filter(finding -> finding.message().contains(" in the schema replicator"))
                    .toList();
        }
    }

    private static String tableId(Connection source, String name) throws SQLException {
        return texts(
                        source,
                        "SELECT table_id::text FROM replicator_capture.captured_table WHERE table_name = '" + name
                                + "'")
                .get(0);
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
