package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsReject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source drops or relaxes a constraint, and the target still has it: whoever reads of a rejected row reads how to let it in. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class RelaxedConstraintIT {
    private static final String SCHEMA = """
            CREATE DOMAIN small AS int CONSTRAINT small_check CHECK (VALUE < 10);
            CREATE TABLE t (id int PRIMARY KEY, c int CONSTRAINT positive CHECK (c > 0), u int CONSTRAINT one_u UNIQUE, i int, n int NOT NULL DEFAULT 1,
                p int, x int, s small, CONSTRAINT no_twins EXCLUDE USING btree (x WITH =));
            CREATE UNIQUE INDEX one_i ON t (i); CREATE UNIQUE INDEX one_p ON t (p) WHERE c > 5;
            INSERT INTO t (id, c, u, i, p, x) VALUES (1, 1, 1, 1, 1, 1), (2, 7, 2, 2, 2, 2)""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE t DROP CONSTRAINT positive | INSERT INTO t (id, c) VALUES (3, -1) | no constraint positive on public.t",
                "ALTER TABLE t DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (c > -9)"
                        + " | INSERT INTO t (id, c) VALUES (3, -1) | source's constraint positive on public.t",
                "ALTER TABLE t DROP CONSTRAINT one_u | INSERT INTO t (id, u) VALUES (3, 1) | no constraint one_u on public.t",
                "ALTER TABLE t DROP CONSTRAINT one_u, ADD CONSTRAINT one_u UNIQUE (u, id)"
                        + " | INSERT INTO t (id, u) VALUES (3, 1) | source's constraint one_u on public.t",
                "ALTER TABLE t DROP CONSTRAINT no_twins | INSERT INTO t (id, x) VALUES (3, 1) | no constraint no_twins on public.t",
                "DROP INDEX one_i | INSERT INTO t (id, i) VALUES (3, 1) | no index public.one_i",
                "DROP INDEX one_i; CREATE INDEX one_i ON t (i) | INSERT INTO t (id, i) VALUES (3, 1) | source's index public.one_i",
                "DROP INDEX one_p; CREATE UNIQUE INDEX one_p ON t (p) WHERE c > 8"
                        + " | INSERT INTO t (id, c, p) VALUES (3, 8, 2) | source's index public.one_p",
                "ALTER TABLE t ALTER n DROP NOT NULL | INSERT INTO t (id, n) VALUES (3, NULL) | source's column public.t.n",
                "ALTER DOMAIN small DROP CONSTRAINT small_check"
                        + " | INSERT INTO t (id, s) VALUES (3, 11) | no constraint small_check on public.small",
            })
    void theRejectedRowComesWithTheStatementThatLetsItIn(String change, String row, String named)
            throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onSource(change);
            journey.onSource(row);
            ReplicatorException failure = failure(journey);
            assertThat(failure).hasMessageContaining("public.t (id)=(3)").hasMessageContaining(named);
            assertThat(CureLine.lines(said(failure))).as(failure.getMessage()).hasSize(1);
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.status().lastError())
                        .contains(named, CureLine.lines(said(failure)).get(0).sql());
            }
            CureLine.carryOut(journey.pair, said(failure));
            journey.catchUp();
            finish(journey, said(failure));
            journey.assertArrived();
        }
    }

    /** What is left to do afterwards, if anything, makes both sides equal. */
    private static void finish(Journey journey, String message) throws SQLException {
        for (String line :
                message.lines().filter(one -> one.startsWith("Once ")).toList()) {
            Journey.execute(journey.target, line.substring(line.indexOf("on the target: ") + 15));
        }
        assertNothingDiffers(journey);
    }

    private static void assertNothingDiffers(Journey journey) {
        try (Replicator replicator = journey.open()) {
            assertThat(replicator.verify(VerifyCatalogIT.OPTIONS.objectsOnly()).objects())
                    .filteredOn(one -> !one.object().startsWith("privileges"))
                    .isEmpty();
        }
    }

    /** While it follows, the run itself and 'status' say so, and no more once the row has come. */
    @Test
    void aRunThatFollowsSaysSo() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("ALTER TABLE t DROP CONSTRAINT positive; INSERT INTO t (id, c) VALUES (3, -1)");
                Awaitility.await()
                        .untilAsserted(() -> assertThat(replicator.status().lastError())
                                .startsWith("The source has no constraint positive on public.t"));
                CureLine.carryOut(journey.pair, last(journey).get(0));
                Awaitility.await().until(() -> last(journey).isEmpty());
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    @Test
    void tooManyRowsComeWithTheStatementAsWell() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onSource(
                    "ALTER TABLE t DROP CONSTRAINT positive; INSERT INTO t (id, c) SELECT g, -1 FROM generate_series(3, 9) AS g");
            ReplicatorException failure;
            try (Replicator replicator = journey.open(
                    journey.config().rounds(RefusedRowIT.rounds(2, Duration.ofSeconds(10))), place -> {})) {
                failure = catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
            }
            assertThat(failure)
                    .hasMessageStartingWith("The target refused more than 2 rows")
                    .hasMessageContaining("The source has no constraint positive on public.t");
            CureLine.carryOut(journey.pair, said(failure));
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void anIndexOfAPartitionInAnotherSchemaIsNamed() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onBoth(
                    "CREATE SCHEMA of_the_table; CREATE SCHEMA s;"
                            + " CREATE TABLE of_the_table.p (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);"
                            + " CREATE TABLE s.q PARTITION OF of_the_table.p FOR VALUES FROM (0) TO (99); CREATE UNIQUE INDEX i ON s.q (v)");
            journey.onSource("INSERT INTO of_the_table.p VALUES (1, 1)");
            journey.catchUp();
            journey.onSource("DROP INDEX s.i; INSERT INTO of_the_table.p VALUES (2, 1)");
            ReplicatorException failure = failure(journey);
            assertThat(failure).hasMessageContaining("The source has no index s.i");
            CureLine.carryOut(journey.pair, said(failure));
            journey.catchUp();
            finish(journey, said(failure));
            journey.assertArrived();
        }
    }

    /** Each row is found by what is printed, and by what {@code status} has of it, whatever its key is made of. */
    @Test
    void eachOfSeveralRowsIsFound() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onBoth(
                    "CREATE TABLE w (a text, b timestamptz, c numeric CONSTRAINT above CHECK (c > 0), PRIMARY KEY (a, b))");
            journey.catchUp();
            journey.onSource(
                    "ALTER TABLE w DROP CONSTRAINT above; ALTER TABLE t DROP CONSTRAINT positive;"
                            + " INSERT INTO t (id, c) SELECT g, -1 FROM generate_series(3, 9) AS g;"
                            + " INSERT INTO w VALUES ('it''s', '2026-01-01', -1), ('b, c', '2026-02-01 10:00+02', 0), ('ok', '2026-03-01', 1)");
            ReplicatorException failure = failure(journey);
            assertThat(CureLine.lines(said(failure))).hasSize(2);
            String queries = failure.cure().substring(failure.cure().indexOf("On the source: ") + 15);
            int rows = 0;
            for (String query : Pattern.compile("; ")
                    .splitAsStream(queries.substring(0, queries.indexOf(". Then")))
                    .toList()) {
                rows += Integer.parseInt(Journey.text(journey.source, "SELECT count(*) FROM (" + query + ") AS found"));
            }
            assertThat(rows).as(queries).isEqualTo(9);
            try (Replicator replicator = journey.open()) {
                List<Progress.RefusedRow> refused =
                        replicator.status().refused().first();
                assertThat(refused).hasSize(9);
                for (Progress.RefusedRow one : refused) {
                    assertThat(Journey.text(journey.source, "SELECT count(*) FROM (" + one.query() + ") AS found"))
                            .isEqualTo("1");
                }
            }
        }
    }

    /** Only what the target's server names is blamed, though others differ as well. */
    @Test
    void anotherDefinitionIsNotBlamed() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            journey.onSource(
                    "ALTER TABLE t DROP CONSTRAINT one_u; ALTER TABLE t ALTER n DROP NOT NULL; INSERT INTO t (id, c) VALUES (3, 77)");
            Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT one_ua CHECK (c < 50)");
            assertThat(CureLine.lines(said(failure(journey))))
                    .singleElement()
                    .satisfies(line -> assertThat(line.sql()).endsWith(" DROP CONSTRAINT one_ua;"));
        }
    }

    /** The run stops at a new column: what rows may need is among what is done at once, what cannot be done before they are there is not. */
    @Test
    void aStopTellsWhatRowsNeedApartFromTheRest() throws SQLException, InterruptedException {
        try (Journey journey = begun()) {
            ReplicatorException stop = stop(
                    journey,
                    "UPDATE t SET c = 20 WHERE id = 1; ALTER TABLE t DROP CONSTRAINT positive,"
                            + " ADD CONSTRAINT positive CHECK (c > 5); ALTER TABLE t DROP CONSTRAINT one_u,"
                            + " DROP CONSTRAINT no_twins, ALTER n DROP NOT NULL, ALTER n DROP DEFAULT; DROP INDEX one_i;"
                            + " ALTER TABLE t ADD later int;"
                            + " INSERT INTO t (id, c, u, x, i, n, later) VALUES (3, 9, 1, 1, 1, NULL, 3)");
            assertThat(stop.code()).as(stop.getMessage()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            DeployIT.Advice advice = DeployIT.Advice.of(stop);
            assertThat(advice.atOnce())
                    .extracting(
                            line -> line.replaceFirst("^ALTER TABLE \\S+ ", "").replaceFirst("; -- .*", ";"))
                    .containsExactlyInAnyOrder(
                            "ADD COLUMN \"later\" integer;",
                            "DROP CONSTRAINT positive;",
                            "DROP CONSTRAINT one_u;",
                            "DROP CONSTRAINT no_twins;",
                            "DROP INDEX public.one_i;",
                            "ALTER COLUMN n DROP NOT NULL;");
            assertThat(advice.later())
                    .containsExactlyInAnyOrder(
                            "ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;",
                            "ALTER TABLE public.t ADD CONSTRAINT positive CHECK ((c > 5));");
            for (String one : advice.atOnce()) {
                Journey.execute(journey.target, one);
            }
            journey.catchUp();
            for (String one : advice.later()) {
                Journey.execute(journey.target, one);
            }
            assertNothingDiffers(journey);
            journey.assertArrived();
        }
    }

    private static ReplicatorException stop(Journey journey, String change) throws SQLException, InterruptedException {
        try (Replicator replicator = journey.open();
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            journey.onSource(change);
            return catchThrowableOfType(ReplicatorException.class, replication::await);
        }
    }

    private static Journey begun() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 17);
        journey.onBoth(SCHEMA.substring(0, SCHEMA.indexOf("INSERT")));
        journey.onSource(SCHEMA.substring(SCHEMA.indexOf("INSERT")));
        journey.catchUp();
        return journey;
    }

    private static ReplicatorException failure(Journey journey) {
        ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, journey::catchUp);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.ROW_REFUSED);
        return failure;
    }

    private static String said(ReplicatorException failure) {
        return String.valueOf(failure.getMessage());
    }

    private static List<String> last(Journey journey) {
        return journey.events().stream()
                .filter(DefinitionsReject.class::isInstance)
                .map(event -> ((DefinitionsReject) event).causes())
                .reduce((one, next) -> next)
                .orElse(List.of());
    }
}
