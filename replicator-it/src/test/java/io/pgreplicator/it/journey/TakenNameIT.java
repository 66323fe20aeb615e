package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.telemetry.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The target's tables have other names, and something else has theirs: what the check says is done as it stands, nothing is lost of either,
 * and all rows arrive.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class TakenNameIT {
    private static final String OBJECTS =
            "SELECT (SELECT count(*) FROM pg_class AS c WHERE relkind <> 't' AND relnamespace::regnamespace::text !~ '^(pg_|information|replicator)')"
                    + " + (SELECT count(*) FROM pg_type AS t WHERE typtype IN ('e', 'd', 'r') AND typnamespace::regnamespace::text !~ '^(pg_|information|replicator)')";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE SCHEMA old; ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old SET SCHEMA old | CREATE VIEW t AS SELECT 1 AS id",
                "ALTER TABLE t RENAME TO t_old | CREATE VIEW t AS SELECT 1 AS id",
                "CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old | CREATE MATERIALIZED VIEW t AS SELECT 1 AS id; CREATE UNIQUE INDEX t_v_key ON t (id)",
                "ALTER TABLE t RENAME TO t_old | CREATE SEQUENCE t",
                "CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old | CREATE TYPE t AS (id int)",
                "CREATE SCHEMA old; ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old SET SCHEMA old | CREATE TYPE t AS ENUM ('a')",
                "ALTER TABLE t RENAME TO t_old | CREATE DOMAIN t AS int",
                "CREATE SCHEMA old; ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old SET SCHEMA old | CREATE INDEX t ON u (t)",
                "ALTER TABLE t RENAME TO t_old | CREATE INDEX t ON u (t); CREATE TYPE t AS RANGE (subtype = int)",
                "CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old | CREATE FOREIGN TABLE t (id int) SERVER far",
                "ALTER TABLE t RENAME TO t_old | CREATE TABLE t (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE t_1 PARTITION OF t DEFAULT",
                "CREATE SCHEMA old; ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old SET SCHEMA old | CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE t_aside ()",
            })
    void whateverHasTheNameIsSetAside(String renaming, String other) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 16)) {
            try (Connection superuser = journey.pair.targetSuperuser()) {
                Journey.execute(
                        superuser,
                        "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; GRANT USAGE ON FOREIGN SERVER far TO rds_master");
            }
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE); CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)");
            journey.onSource(
                    "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 50) AS g; INSERT INTO u SELECT id, id FROM t");
            journey.catchUp();
            String relation = Journey.text(journey.target, "SELECT 't'::regclass::oid");
            Journey.execute(journey.target, renaming + "; " + other);
            String objects = Journey.text(journey.target, OBJECTS);
            try (Replicator replicator = journey.open()) {
                CureLine.carryOut(journey.pair, renamed(replicator));
                assertThat(Journey.text(journey.target, "SELECT 'public.t'::regclass::oid"))
                        .isEqualTo(relation);
                assertThat(Journey.text(journey.target, OBJECTS)).isEqualTo(objects);
                replicator.repair();
            }
            assertArrived(journey);
        }
    }

    /** Their beginnings are the same, characters are of several bytes, and what one is set aside as may be the name of another. */
    @Test
    void manyNamesAreFree() throws SQLException, InterruptedException {
        String longName = "\u00e4".repeat(28);
        List<String> names = List.of(longName + "_1", longName + "_2", "x".repeat(44), "x".repeat(45), "t", "t_aside");
        try (Journey journey = Journey.empty(15, 15)) {
            for (String name : names) {
                journey.onBoth("CREATE TABLE \"" + name + "\" (id int PRIMARY KEY)");
                journey.onSource("INSERT INTO \"" + name + "\" SELECT generate_series(1, 20)");
            }
            journey.catchUp();
            for (int i = 0; i < names.size(); i++) {
                Journey.execute(
                        journey.target,
                        "ALTER TABLE \"" + names.get(i) + "\" RENAME TO was_" + i + "; CREATE "
                                + (i % 2 == 0 ? "TABLE" : "VIEW") + " \"" + names.get(i) + "\" AS SELECT 1 AS id");
            }
            String objects = Journey.text(journey.target, OBJECTS);
            try (Replicator replicator = journey.open()) {
                CureLine.carryOut(journey.pair, renamed(replicator));
                assertThat(Journey.text(journey.target, OBJECTS)).isEqualTo(objects);
                replicator.repair();
            }
            assertArrived(journey);
        }
    }

    /** Of the warning, of the failure, or of both. */
    private static String renamed(Replicator replicator) {
        List<Finding> findings = replicator.check().findings().stream()
                .filter(finding -> finding.message().contains("which were renamed: "))
                .toList();
        assertThat(findings).isNotEmpty();
        return findings.stream().map(Finding::cure).collect(Collectors.joining("\n"));
    }

    private static void assertArrived(Journey journey) throws SQLException, InterruptedException {
        try (Replicator replicator = journey.open()) {
            Journey.catchUp(replicator);
            assertThat(replicator.verify(VerifyOptions.defaults().withLoad(1)).isRowsEqual())
                    .isTrue();
            replicator.uninstall();
        }
    }
}
