package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * After a cutover, whatever a user reads calls the source what was given as the source: done there as it stands, each statement is on its
 * right side, and no row of the side that takes writes is lost.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class GivenWordsIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));

    private static Journey switched(String tables) throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 16);
        journey.onBoth(tables);
        journey.onSource("INSERT INTO t VALUES (1, 1)");
        journey.catchUp();
        journey.cutOver(SWITCH);
        journey.catchUp();
        return journey;
    }

    private static ReplicatorException stop(Journey journey) {
        ReplicatorException stop = Assertions.catchThrowableOfType(ReplicatorException.class, journey::catchUp);
        assertThat(stop.getMessage() + stop.cure()).doesNotContain("is here");
        return stop;
    }

    /** Its lines with statements as a cure has them. */
    static String unindented(ReplicatorException stop) {
        return String.valueOf(stop.getMessage()).replaceAll("(?m)^ *(?:cure: )?", "");
    }

    private static ReplicatorProcess run(Journey journey, String... verb) {
        var all = new ArrayList<>(List.of(verb));
        all.addAll(List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri()));
        ReplicatorProcess process = ReplicatorProcess.start(all.toArray(String[]::new));
        process.waitFor(Patience.LIMIT);
        return process;
    }

    private static Progress status(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return replicator.status();
        }
    }

    @Test
    void aColumnOfAnotherType() throws SQLException, InterruptedException {
        try (Journey journey = switched(
                "CREATE TYPE mood AS ENUM ('the source'); CREATE TABLE t (id int PRIMARY KEY, n int, m mood)")) {
            Journey.execute(
                    journey.target,
                    "CREATE TYPE feeling AS ENUM ('the source', 'on the target');"
                            + " ALTER TABLE t ALTER m TYPE feeling USING m::text::feeling; INSERT INTO t VALUES (3, 3, 'on the target')");
            ReplicatorException stop = stop(journey);
            assertThat(stop.getMessage())
                    .contains(
                            "public.feeling on the target",
                            "public.mood on the source",
                            "('the source', 'on the target')");
            assertThat(CureLine.lines(unindented(stop)))
                    .isNotEmpty()
                    .allMatch(line -> line.side().equals("source"));
            assertThat(status(journey).lastError()).isNull();
            CureLine.carryOut(journey.pair, unindented(stop));
            journey.catchUp();
            journey.cutOver(SWITCH.goingBack());
            assertThat(Journey.text(journey.source, "SELECT string_agg(m::text, ',') FROM t"))
                    .isEqualTo("on the target");
        }
    }

    @Test
    void aTableThatWasReplaced() throws SQLException, InterruptedException {
        try (Journey journey =
                switched("CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY)")) {
            Journey.execute(
                    journey.target,
                    "BEGIN; DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (5, 5); COMMIT");
            try (ReplicatorProcess run = run(journey, "run", "--until", "caught-up")) {
                assertThat(run.stderr())
                        .contains(
                                "dropped on the target and not replicated any more: public.t. What the source has of them")
                        .contains(
                                "the target has another table now: to have that one replicated, on the source: TRUNCATE ONLY")
                        .doesNotContain("on the target: TRUNCATE", "On the target: TRUNCATE");
            }
            assertThat(status(journey).lastError())
                    .contains("On the source: TRUNCATE")
                    .doesNotContain("on the target: TRUNCATE", "On the target: TRUNCATE");
            Journey.execute(journey.source, "TRUNCATE ONLY t");
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT string_agg(id::text, ' ') FROM t"))
                    .isEqualTo("5");
        }
    }

    @Test
    void aRowThatIsRefused() throws SQLException, InterruptedException {
        try (Journey journey = switched("CREATE TABLE t (id int PRIMARY KEY, n int, CONSTRAINT pos CHECK (n > 0))")) {
            Journey.execute(journey.target, "ALTER TABLE t DROP CONSTRAINT pos; INSERT INTO t VALUES (2, -5)");
            String cause = "The target has no constraint pos";
            try (ReplicatorProcess run = run(journey, "run", "--until", "caught-up")) {
                assertThat(run.stderr())
                        .contains("WARN  the source refused public.t (id)=(2)", "WARN  " + cause)
                        .contains("On the source: ALTER TABLE")
                        .doesNotContain("On the target: ALTER", "is here");
            }
            assertThat(status(journey).lastError())
                    .contains(cause, "On the source: ALTER")
                    .doesNotContain("On the target: ALTER");
            ReplicatorException stop = stop(journey);
            assertThat(stop.code()).isEqualTo(ErrorCode.ROW_REFUSED);
            assertThat(stop.getMessage()).contains(cause);
            CureLine.carryOut(journey.pair, unindented(stop));
            journey.catchUp();
            journey.cutOver(SWITCH.goingBack());
            assertThat(Journey.text(journey.source, "SELECT count(*) FROM t")).isEqualTo("2");
        }
    }

    /** Between the check and what it has passed. */
    @Test
    void aColumnThatComesJustAfterTheCheck() throws SQLException, InterruptedException {
        try (Journey journey = switched("CREATE TABLE t (id int PRIMARY KEY, n int)")) {
            var added = new AtomicBoolean();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.LEADER_BEGUN && !added.getAndSet(true)) {
                    addColumn(journey);
                }
            };
            try (Replicator replicator = journey.open(journey.config(), hook);
                    Replication run = replicator.start().endWhenCaughtUp()) {
                ReplicatorException stop = Assertions.catchThrowableOfType(ReplicatorException.class, run::await);
                assertThat(stop.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
                assertThat(stop.getMessage()).contains("column x is missing on the source");
                CureLine.carryOut(journey.pair, unindented(stop));
            }
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT x FROM t")).isEqualTo("3");
        }
    }

    private static void addColumn(Journey journey) {
        try {
            Journey.execute(journey.target, "ALTER TABLE t ADD x int DEFAULT 3");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStopAndAComparison() throws SQLException, InterruptedException {
        try (Journey journey = switched("CREATE TABLE t (id int PRIMARY KEY, n int)")) {
            Journey.execute(journey.target, "ALTER TABLE t ADD x int DEFAULT 3, ALTER n SET NOT NULL");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator
                                .verify(VerifyOptions.defaults().withLoad(1))
                                .notCompared())
                        .anySatisfy(one -> assertThat(one.why()).contains("its definition on the target has changed"));
            }
            ReplicatorException stop = stop(journey);
            assertThat(stop.getMessage()).contains("column x is missing on the source");
            assertThat(CureLine.lines(unindented(stop)))
                    .isNotEmpty()
                    .allMatch(line -> line.side().equals("source"));
            CureLine.carryOut(journey.pair, unindented(stop));
            journey.catchUp();
        }
    }
}
