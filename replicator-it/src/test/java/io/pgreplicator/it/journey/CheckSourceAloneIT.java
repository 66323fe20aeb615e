package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code check --source} before there is a target: all of the source is looked at, and nothing is called ready. */
@Timeout(600)
class CheckSourceAloneIT {

    @Test
    void findsWhatIsOnTheSourceAndNeverSaysReady() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            String source = journey.pair.sourceUri();
            journey.onSource("CREATE TABLE keyed (id serial PRIMARY KEY); CREATE TABLE keyless (v int)");
            assertThat(exited(3, "check", "--json", "--source", source).stdout())
                    .contains("\"ok\":false", "\"ready\":false", "\"left_out\":[\"target\"]", "no usable key");
            journey.onSource("DROP TABLE keyless");
            assertThat(exited(0, "check", "--json", "--source", source).stdout())
                    .contains("\"ok\":true", "\"ready\":false", "\"left_out\":[\"target\"]", "\"subject\":\"target\"");
            assertThat(exited(0, "check", "--source", source).stdout())
                    .contains("WARN  target", "1 table with a usable key", "The target was not looked at")
                    .doesNotContainIgnoringCase("ready to run");
            assertThat(exited(2, "run", "--source", source).stderr()).contains("no target is given");
            assertThat(exited(2, "check", "--target", journey.pair.targetUri()).stderr())
                    .contains("no source is given");
            assertThat(Leftovers.find(journey.source)).isEmpty();
        }
    }

    @Test
    void looksAtEverythingOfTheSourceThatACheckOfBothLooksAt() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("""
                    CREATE TABLE item (id serial PRIMARY KEY, v text);
                    CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY);
                    CREATE TABLE hidden (id int PRIMARY KEY);
                    CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one;
                    CREATE SEQUENCE free""");
            journey.onSource("ALTER TABLE hidden ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
            List<Finding> alone = Replicator.checkSource(ReplicatorConfig.builder()
                            .source(journey.pair.sourceUri())
                            .buildSource())
                    .findings();
            List<Finding> both;
            try (Replicator replicator = Replicator.open(
                    ReplicatorConfig.builder()
                            .source(journey.pair.sourceUri())
                            .target(journey.pair.targetUri())
                            .build(),
                    ReplicationListener.NONE)) {
                both = replicator.check().findings();
            }
            assertThat(alone)
                    .filteredOn(finding -> !finding.subject().equals("target"))
                    .containsExactlyInAnyOrderElementsOf(both.stream()
                            .filter(finding -> !isOfTarget(finding))
                            .map(CheckSourceAloneIT::onSource)
                            .toList());
            // as one that does not own the tables
            assertThat(Replicator.checkSource(ReplicatorConfig.builder()
                                    .source(journey.pair.reporterUri())
                                    .buildSource())
                            .findings())
                    .anyMatch(finding -> finding.level() == Finding.Level.FAIL
                            && finding.message().contains("does not own"));
        }
    }

    /** Without what its cure says to do on the target. */
    private static Finding onSource(Finding finding) {
        return new Finding(
                finding.level(),
                finding.subject(),
                finding.message(),
                finding.cure().replaceAll("(?m)^On the target: .*\\n", ""));
    }

    /** The subjects that a check of both sides finds on the target, or by comparing. */
    private static boolean isOfTarget(Finding finding) {
        return finding.subject().startsWith("target")
                || List.of("encoding", "collation", "extensions", "sequences").contains(finding.subject());
    }

    private static ReplicatorProcess exited(int exitCode, String... arguments) {
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments)) {
            assertThat(process.waitFor(Patience.LIMIT)).as("%s", process).isEqualTo(exitCode);
            return process;
        }
    }
}
