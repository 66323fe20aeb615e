package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Subprocess;
import java.sql.Connection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Somebody gives a logical copy of the source, which has the capture schema as well, in the place of the source. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class CopiedSourceIT {
    private static final String KEYS =
            "SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace";

    @Test
    void aCopyOfTheSourceEndsNothingOfTheMigration() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                DatabasePair elsewhere = DatabasePair.create(15, 15);
                Connection copy = elsewhere.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY REFERENCES t)");
            journey.onSource("INSERT INTO t VALUES (1), (2); INSERT INTO c VALUES (1)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, KEYS)).isEqualTo("c_id_fkey");
            Subprocess.run(List.of(
                            "bash",
                            "-c",
                            "set -o pipefail; pg_dump --no-owner '" + journey.pair.sourceUri() + "' | psql -q '"
                                    + elsewhere.sourceUri() + "'"))
                    .orThrow();
            ReplicatorConfig.Builder copied = journey.config().source(elsewhere.sourceUri());
            try (Replicator replicator = journey.open(copied)) {
                assertRefused(ErrorCode.PREFLIGHT_FAILED, () -> Journey.catchUp(replicator));
                assertRefused(ErrorCode.CAPTURE_INVALID, replicator::uninstall);
            }
            assertThat(Journey.text(journey.target, KEYS)).isEqualTo("c_id_fkey");
            journey.onSource("INSERT INTO t VALUES (3); INSERT INTO c VALUES (3)");
            journey.catchUp();
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM c")).isEqualTo("2");

            // as the cure says
            Replicator.uninstallSourceAlone(copied.buildSource(), false, event -> {});
            assertThat(Journey.text(copy, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                    .isEqualTo("0");
            journey.assertArrived();
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable act) {
        ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, act);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.toString() + failure.getMessage() + failure.cure())
                .contains("is a copy of the database that this migration began with")
                .contains("uninstall --source-only");
    }
}
