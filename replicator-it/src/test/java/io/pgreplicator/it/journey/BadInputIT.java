package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a user gets wrong: one clear paragraph, the contract's exit code, no stack trace, nothing changed. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {

    @Test
    void eachMistakeHasItsExitCodeAndSaysWhatToDo() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE keyed (id int PRIMARY KEY)");
            String source = journey.pair.sourceUri();
            String target = journey.pair.targetUri();
            expect(2, "--no-such-flag", "run", "--no-such-flag", "--source", source, "--target", target);
            expect(2, "copy.streams", "run", "--set", "copy.strems=2", "--source", source, "--target", target);
            expect(2, "source", "run", "--source", "postgresql://a:secret@[bad", "--target", target);
            expect(2, "password", "run", "--source", source.replace(":app@", ":secret@"), "--target", target);
            expect(2, "no_such_database", "run", "--source", source + "_no_such_database", "--target", target);
            expect(6, "127.0.0.1:1", "run", "--source", "postgresql://a:secret@127.0.0.1:1/x", "--target", target);
            expect(2, "no-such-file.yml", "run", "--config", "no-such-file.yml");

            journey.onBoth("CREATE TABLE keyless (v int)");
            expect(3, "IDENTITY UNIQUE", "run", "--source", source, "--target", target);
            journey.onBoth("DROP TABLE keyless");
            journey.onSource("CREATE TABLE missing (id int PRIMARY KEY)");
            expect(3, "schema", "run", "--source", source, "--target", target);
            assertThat(Leftovers.find(journey.source)).isEmpty();
            assertThat(Leftovers.find(journey.target)).isEmpty();
        }
    }

    @Test
    void aSecondReplicatorOfTheSameMigrationIsRefused() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE keyed (id int PRIMARY KEY)");
            List<String> both = List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri());
            var run = new ArrayList<>(List.of("run"));
            run.addAll(both);
            try (ReplicatorProcess first = ReplicatorProcess.start(run.toArray(new String[0]))) {
                first.awaitOutput("following the source", Patience.LIMIT);
                expect(7, "status", run.toArray(new String[0]));
                var uninstall = new ArrayList<>(List.of("uninstall"));
                uninstall.addAll(both);
                expect(7, "status", uninstall.toArray(new String[0]));
                first.terminate();
                assertThat(first.waitFor(Patience.LIMIT)).isZero();
            }
            journey.assertArrived();
        }
    }

    private static void expect(int exitCode, String mentioned, String... arguments) {
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments)) {
            int code = process.waitFor(Patience.LIMIT);
            String said = process.stderr();
            assertThat(code).as("%s: %s", List.of(arguments), said).isEqualTo(exitCode);
            assertThat(said).contains(mentioned).doesNotContain("secret").doesNotContain("\tat ");
        }
    }
}
