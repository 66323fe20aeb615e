package io.pgreplicator.it.journey;

import static io.pgreplicator.it.journey.SourceWithStandby.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.RepairReport;
import io.pgreplicator.telemetry.TableComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody wrote to the target: a repair finds each row, whatever its key, and nothing else is touched. */
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class DriftIT {
    private static final String TABLES = """
            CREATE EXTENSION citext;
            CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE plain (id int PRIMARY KEY, v text, n numeric);
            CREATE TABLE lines (id int PRIMARY KEY, plain_id int NOT NULL REFERENCES plain ON DELETE CASCADE);
            CREATE TABLE pairs (a int, b text, v text, PRIMARY KEY (b, a));
            CREATE TABLE mails (mail citext PRIMARY KEY, v int);
            CREATE TABLE names (name text COLLATE any_case PRIMARY KEY, v int);
            CREATE TABLE sums (n numeric PRIMARY KEY, v int);
            CREATE TABLE swaps (id int PRIMARY KEY, v int UNIQUE);
            CREATE TABLE computed (id int PRIMARY KEY, v int, twice int GENERATED ALWAYS AS (v * 2) STORED);
            CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (0) TO (500);
            CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (500) TO (2000);
            CREATE TABLE parent (id int PRIMARY KEY, v text);
            CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
            CREATE TABLE "odd "" ?name" ("key ""?:x" int PRIMARY KEY, "select" text);
            """;
    private static final String ROWS = """
            INSERT INTO plain SELECT g, 'v' || g, g FROM generate_series(1, 3000) AS g;
            INSERT INTO lines SELECT g, g FROM generate_series(1, 3000) AS g;
            INSERT INTO pairs SELECT g % 7, 'b, (' || g || ')"', NULLIF('v' || g % 3, 'v0') FROM generate_series(1, 300) AS g;
            INSERT INTO mails SELECT 'Name' || g || '@Example', g FROM generate_series(1, 100) AS g;
            INSERT INTO names SELECT 'Name' || g, g FROM generate_series(1, 100) AS g;
            INSERT INTO sums SELECT g + 0.50, g FROM generate_series(1, 100) AS g;
            INSERT INTO swaps SELECT g, g FROM generate_series(1, 100) AS g;
            INSERT INTO computed SELECT g, g FROM generate_series(1, 100) AS g;
            INSERT INTO parts SELECT g, 'v' || g FROM generate_series(1, 1000) AS g;
            INSERT INTO parent SELECT g, 'v' || g FROM generate_series(1, 100) AS g;
            INSERT INTO child SELECT g, 'w' || g FROM generate_series(50, 150) AS g;
            INSERT INTO "odd "" ?name" SELECT g, 'v' || g FROM generate_series(1, 100) AS g;
            """;
    /** Each statement leaves rows that a wrong comparison would miss. */
    private static final String DRIFT = """
            UPDATE plain SET v = NULL WHERE id = 17;
            UPDATE plain SET v = '' WHERE id = 18;
            UPDATE plain SET n = 19.0 WHERE id = 19;
            UPDATE plain AS p SET v = 'v' || (2041 - id) WHERE id IN (1020, 1021);
            DELETE FROM plain WHERE id IN (1, 3000);
            INSERT INTO plain VALUES (-5, 'extra', 0), (9999, NULL, NULL);
            UPDATE pairs SET v = CASE WHEN v IS NULL THEN '' END WHERE a = 3;
            UPDATE pairs SET a = -1 WHERE a = 4;
            UPDATE mails SET mail = lower(mail::text) WHERE v <= 5;
            DELETE FROM mails WHERE v BETWEEN 6 AND 10;
            INSERT INTO mails VALUES ('extra', 1);
            UPDATE names SET name = upper(name) WHERE v <= 5;
            UPDATE names SET v = -v WHERE v = 7;
            UPDATE sums SET n = trunc(n, 1) WHERE v <= 5;
            UPDATE swaps SET id = -id WHERE id <= 4;
            UPDATE swaps SET id = 5 + id WHERE id < 0;
            UPDATE computed SET v = -v WHERE id = 5;
            DELETE FROM parts2;
            INSERT INTO parts VALUES (1999, 'extra');
            UPDATE ONLY parent SET v = 'other' WHERE id = 60;
            DELETE FROM child WHERE id = 61;
            UPDATE "odd "" ?name" SET "select" = 'x' WHERE "key ""?:x" = 7;
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"15, 15", "13, 18"})
    void everyRowThatDiffersIsBroughtAndOthersAreNot(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(from, to)) {
            journey.onBoth(TABLES);
            journey.onSource(ROWS);
            journey.catchUp();
            Journey.execute(journey.target, DRIFT);
            Journey.execute(journey.target, "CREATE TABLE before AS SELECT id, xmin::text::bigint AS x FROM plain");
            try (Replicator replicator = journey.open()) {
                ComparisonReport differing = replicator.compare();
                assertThat(differing.isEqual()).isFalse();
                assertThat(differing.different()).as("tables that differ").hasSize(12);
                RepairReport repair = replicator.repair();
                assertThat(repair.tables().stream()
                                .filter(table -> table.marked() > 0)
                                .map(RepairReport.Table::name))
                        .as("tables with marked keys")
                        .containsExactlyInAnyOrderElementsOf(differing.different().stream()
                                .map(TableComparison::table)
                                .toList());
                assertThat(repair.notCompared()).isEmpty();
                try (Replication replication = replicator.start()) {
                    journey.onSource("UPDATE plain SET v = 'later' WHERE id % 500 = 0; DELETE FROM mails WHERE v = 50");
                    replication.awaitCaughtUp();
                }
                assertThat(replicator.compare().tables()).allMatch(table -> table.equal(), "equal");
            }
            assertThat(longs(
                            journey,
                            "SELECT count(*) FROM plain AS p JOIN before USING (id) WHERE p.xmin::text::bigint = x"))
                    .as("rows left alone")
                    .isPositive();
            Journey.execute(journey.target, "DROP TABLE before");
            journey.assertArrived();
        }
    }

    @Test
    void aRefusedRowIsTriedAgainAfterARepair() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource("INSERT INTO t SELECT g, g FROM generate_series(1, 100) AS g");
            journey.catchUp();
            Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT positive CHECK (v > 0)");
            journey.onSource("UPDATE t SET v = -v WHERE id = 7");
            assertFails(ErrorCode.ROW_REFUSED, "public.t (id)=(7)", journey::catchUp);
            try (Replicator replicator = journey.open()) {
                replicator.repair();
                assertThat(replicator.status().refused().rows()).isEqualTo(1);
            }
            assertFails(ErrorCode.ROW_REFUSED, "public.t (id)=(7)", journey::catchUp);
            Journey.execute(journey.target, "ALTER TABLE t DROP CONSTRAINT positive");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** kill -9 of the real process; the last place leaves a target that no run goes on with until it is repaired. */
    @Test
    void isDoneAgainAfterAKillAtEveryNamedPlaceWhileWritersGoOn()
            throws SQLException, InterruptedException, IOException {
        try (Journey journey = Journey.withWorkload(15, 17);
                Workload workload = Workload.start(
                        journey.pair.writerUris(), WorkloadOptions.of(11, 3).pausing(Duration.ofMillis(30)))) {
            journey.catchUp();
            for (PausePoint place : Places.OF_REPAIR) {
                Path reached = directory.resolve(place.toString());
                try (ReplicatorProcess process = ReplicatorProcess.start(
                        arguments(journey), Map.of("replicator.pause-at", place + ":" + reached), Map.of())) {
                    awaitFile(process, reached);
                    process.kill9();
                }
            }
            workload.stop();
            try (ReplicatorProcess process = ReplicatorProcess.start(arguments(journey), Map.of(), Map.of())) {
                assertThat(process.waitFor(Patience.LIMIT)).as(process.stderr()).isZero();
            }
            journey.assertArrived();
        }
    }

    private static List<String> arguments(Journey journey) {
        return new ArrayList<>(List.of(
                "run",
                "--repair",
                "--until",
                "caught-up",
                "--source",
                journey.pair.sourceUri(),
                "--target",
                journey.pair.targetUri()));
    }

    private static void awaitFile(ReplicatorProcess process, Path file) throws InterruptedException {
        for (int i = 0; i < 1200 && !Files.exists(file); i++) {
            assertThat(process.isAlive()).as("%s: %s", file, process.stderr()).isTrue();
            Thread.sleep(50);
        }
        assertThat(file).as(process.stderr()).exists();
    }

    private static long longs(Journey journey, String sql) throws SQLException {
        try (var statement = journey.target.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
