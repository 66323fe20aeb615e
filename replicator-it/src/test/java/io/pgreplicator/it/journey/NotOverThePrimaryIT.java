package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.telemetry.CheckReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a cutover nothing that is told to do empties the side that takes writes, or copies the former side over it. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class NotOverThePrimaryIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));

    private static final String[] STARTS_ANEW = {
        "which copies them anew",
        "empty them",
        "to be copied anew",
        "egin anew",
        "tart over",
        "tart the migration again"
    };

    private static Journey switched() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 16);
        journey.onBoth(
                "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE SCHEMA s; CREATE TABLE s.k (id int PRIMARY KEY, m mood);"
                        + " CREATE TABLE t (id int PRIMARY KEY, v text)");
        journey.onSource("INSERT INTO s.k VALUES (1, 'a'); INSERT INTO t VALUES (1, 'x')");
        journey.catchUp();
        journey.cutOver(SWITCH);
        Journey.execute(journey.target, "INSERT INTO s.k VALUES (2, 'a'); INSERT INTO t VALUES (2, 'new')");
        return journey;
    }

    private static String check(Journey journey) {
        try (Replicator replicator = journey.open()) {
            CheckReport report = replicator.check();
            return report.findings().stream().map(String::valueOf).collect(Collectors.joining("\n"));
        }
    }

    private static String run(Journey journey) {
        var all = new ArrayList<>(List.of("run", "--until", "caught-up"));
        all.addAll(List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri()));
        try (ReplicatorProcess process = ReplicatorProcess.start(all.toArray(String[]::new))) {
            assertThat(process.waitFor(Patience.LIMIT)).isNotZero();
            return process.stderr();
        }
    }

    private static String status(Journey journey) {
        try (Replicator replicator = journey.open()) {
            return String.valueOf(replicator.status().lastError());
        }
    }

    /** Of a schema, it is a finding of the check; what it says is in the message of the run, and of the status. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER SCHEMA s RENAME TO s2",
                "ALTER TABLE t RENAME TO t2",
                "ALTER TABLE t DROP CONSTRAINT t_pkey",
                "ALTER TABLE t DISABLE TRIGGER USER",
                "ALTER TABLE s.k ALTER m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('b', 'a');"
                        + " ALTER TABLE s.k ALTER m TYPE mood USING m::mood",
            })
    void aChangeOfThePrimaryIsNoReasonToStartAnew(String change) throws SQLException, InterruptedException {
        try (Journey journey = switched()) {
            Journey.execute(journey.target, change);
            String told = run(journey);
            assertThat(told).doesNotContain(STARTS_ANEW).doesNotContain("On the target: TRUNCATE");
            assertThat(check(journey)).doesNotContain(STARTS_ANEW).doesNotContain("On the target: TRUNCATE");
            assertThat(status(journey)).doesNotContain(STARTS_ANEW);
            ReplicatorException stop = Assertions.catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            assertThat(stop.getMessage() + stop.cure()).doesNotContain(STARTS_ANEW);
            if (told.contains("uninstall --force")) {
                assertThat(told)
                        .contains("Do not run 'replicator run' with the same two databases afterwards")
                        .doesNotContain("Before that check");
            }
        }
    }

    /** It is the former side that has to be empty. */
    @Test
    void aTableThatThePrimaryHasAlreadyIsNotToBeEmptied() throws SQLException, InterruptedException {
        try (Journey journey = switched()) {
            Journey.execute(journey.target, "CREATE TABLE n (id int PRIMARY KEY); INSERT INTO n VALUES (1)");
            journey.onSource("CREATE TABLE n (id int PRIMARY KEY)");
            assertThat(check(journey)).doesNotContain("TRUNCATE");
            journey.onSource("INSERT INTO n VALUES (2)");
            assertThat(check(journey)).contains("On the source: TRUNCATE").doesNotContain("On the target: TRUNCATE");
            assertThat(run(journey)).contains("On the source: TRUNCATE").doesNotContain("On the target: TRUNCATE");
        }
    }

    /** Nothing says then that changes go back, but what the target has of it. */
    @Test
    void aFormerSideThatHasLostItsCaptureIsNotCopiedOverThePrimary() throws SQLException, InterruptedException {
        try (Journey journey = switched()) {
            journey.onSource("DROP SCHEMA replicator_capture CASCADE");
            assertThat(check(journey)).doesNotContain(STARTS_ANEW).contains("keeps every row");
            assertThat(run(journey)).doesNotContain(STARTS_ANEW).contains("keeps every row");
        }
    }
}
