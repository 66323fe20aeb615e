package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody changes the target's tables while the replicator writes to them: no row is lost or altered without a word. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class TargetChangeIT {
    private static final String ORDINARY = "CREATE TABLE t (id int PRIMARY KEY, v numeric)";
    /** Such a table is not written by ON CONFLICT. */
    private static final String REPLACED =
            "CREATE TABLE t (id int PRIMARY KEY, v numeric, n int GENERATED ALWAYS AS IDENTITY)";

    private static final String ROWS = "INSERT INTO t (id, v) SELECT g, g + 0.125 FROM generate_series(%d, %d) AS g";
    private static final String LEAVES_OUT = "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN IF NEW.id % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW; END';"
            + " CREATE TRIGGER leaves_out BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act()";

    @ParameterizedTest
    @ValueSource(strings = {ORDINARY, REPLACED})
    void aTriggerThatLeavesRowsOutOfARoundEndsTheRunWhichThenGoesOn(String table)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth(table);
            journey.catchUp();
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                Journey.execute(journey.target, LEAVES_OUT);
                journey.onSource(ROWS.formatted(1, 10));
                ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, replication::await);
                assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FAILED);
                assertThat(failure).hasMessageContaining("trigger").hasMessageContaining("public.t");
            }
            journey.catchUp();
            Journey.execute(journey.target, "DROP TRIGGER leaves_out ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }

    @Test
    void aTriggerThatLeavesRowsOutOfAChunkEndsTheRunWhichThenGoesOn() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 1000) AS g");
            var chunks = new AtomicInteger();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && chunks.incrementAndGet() == 3) {
                    Unchecked.run(() -> Journey.execute(journey.pair.connectTarget(), LEAVES_OUT));
                }
            };
            try (Replicator replicator = journey.open(journey.config(), hook);
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, replication::await);
                assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FAILED);
                assertThat(failure).hasMessageContaining("trigger").hasMessageContaining("public.t");
            }
            journey.catchUp();
            Journey.execute(journey.target, "DROP TRIGGER leaves_out ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }
}
