package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rows that do not fit into the memory go through it in pieces, in the copy and in the rounds. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class LargeRowIT {
    /** Overrides what the process is started with: its bytes as text then do not fit into it even once. */
    private static final Map<String, String> SMALL_HEAP = Map.of("_JAVA_OPTIONS", "-Xmx80m");
    /** More than a COPY line of a JVM of that size may be; the text holds all that COPY escapes, and characters of three bytes. */
    private static final String ROWS = "INSERT INTO blobs VALUES"
            + " (1, repeat(E'\\u20ac\\\\N\\t\\n\\r\\\\.', 400000), NULL, NULL, NULL, NULL),"
            + " (2, 'small', decode(repeat('deadbeef00', 8000000), 'hex'), NULL, '\\x00ff', repeat('-', 40)),"
            + " (3, NULL, NULL, jsonb_build_object('a', repeat('x\"y\\', 1200000)), NULL, NULL),"
            + " (4, '', '', '{}', NULL, repeat('b', 5000000)), (5, '\\N', NULL, '[]', '', 'e');"
            + " INSERT INTO arrays SELECT 6, array_agg('element \"' || i || '\"') FROM generate_series(1, 300000) AS i;"
            + " INSERT INTO arrays VALUES (7, '{}')";

    @Test
    void aRowLargerThanTheHeapArrives() throws SQLException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE blobs (id int PRIMARY KEY, t text, b bytea, j jsonb, c bytea, v varchar);"
                    + " CREATE TABLE arrays (id int PRIMARY KEY, a text[]) PARTITION BY RANGE (id);"
                    + " CREATE TABLE arrays1 PARTITION OF arrays FOR VALUES FROM (1) TO (7);"
                    + " CREATE TABLE arrays2 PARTITION OF arrays FOR VALUES FROM (7) TO (9)");
            journey.onSource(ROWS);
            assertThat(run(journey)).isEqualTo("0");
            Journey.execute(journey.target, "ALTER TABLE blobs ADD CONSTRAINT no_z CHECK (t NOT LIKE 'z%')");
            journey.onSource(
                    "UPDATE blobs SET t = 'z' || t WHERE id = 1; UPDATE blobs SET b = b || '\\x00' WHERE id = 2;"
                            + " UPDATE blobs SET v = 'small' WHERE id = 4; UPDATE blobs SET j = '{}' WHERE id = 5;"
                            + " UPDATE arrays SET id = 8, a = a || ARRAY['\\', NULL] WHERE id = 6");
            assertThat(run(journey))
                    .startsWith("1")
                    .contains("refused 1 row, public.blobs (id)=(1)", "\"no_z\"", "[23514]");
            Journey.execute(journey.target, "ALTER TABLE blobs DROP CONSTRAINT no_z");
            assertThat(run(journey)).isEqualTo("0");
            journey.assertArrived();
        }
    }

    /** The exit code, and what was said when it is not 0. */
    private static String run(Journey journey) {
        try (ReplicatorProcess process = ReplicatorProcess.start(
                List.of(
                        "run",
                        "--source",
                        journey.pair.sourceUri(),
                        "--target",
                        journey.pair.targetUri(),
                        "--until",
                        "caught-up"),
                Map.of(),
                SMALL_HEAP)) {
            int code = process.waitFor(Patience.LIMIT);
            return code == 0 ? "0" : code + " " + process.stdout() + process.stderr();
        }
    }
}
