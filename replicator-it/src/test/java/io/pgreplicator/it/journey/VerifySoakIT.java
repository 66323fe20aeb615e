package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One comparison after the other for as long as {@code -Dverify.soak=PT1H} says, under clients that do whatever makes a row hard to
 * compare: none may call anything different that is not. Prints what was done and the number of false alarms.
 */
@Timeout(4 * 3600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class VerifySoakIT {
    private static final Duration LENGTH = Duration.parse(System.getProperty("verify.soak", "PT10S"));
    private static final VerifyOptions OPTIONS =
            VerifyOptions.defaults().withLoad(1).withMaxLag(Duration.ZERO).withPatience(Duration.ofSeconds(5));

    /** So many days take all pairs of servers, at a build a day. */
    private static List<Arguments> pairs() {
        return Today.choose(List.of(arguments(15, 17), arguments(13, 18)), 2);
    }

    /** What the comparisons came to. */
    private static final class Tally {
        private int comparisons;
        private long rows;
        private long moving;
        private long pending;
        private final List<String> alarms = new ArrayList<>();

        void add(VerifyReport report) {
            comparisons++;
            for (VerifyReport.Table table : report.tables()) {
                rows += table.comparedRows();
                moving += table.counts().moving();
                pending += table.counts().pending();
            }
            alarms.addAll(alarms(report));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void callsNothingDifferentThatIsNot(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(from, to)) {
            SoakClients.createTables(journey);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start();
                    SoakClients clients = SoakClients.start(journey);
                    Workload workload = Workload.start(
                            journey.pair.writerUris(), WorkloadOptions.of(31, 4).pausing(Duration.ofMillis(10)))) {
                replication.awaitCopied();
                var tally = new Tally();
                long end = System.nanoTime() + LENGTH.toNanos();
                do {
                    tally.add(replicator.verify(OPTIONS));
                } while (System.nanoTime() < end);
                clients.stop();
                workload.stop();
                System.out.printf(
                        "verify soak %d to %d: %s, %d transactions of clients and %d of the workload, %d rounds; %d comparisons of"
                                + " %d rows, %d rows moving, %d pending, %d false alarms%n",
                        from,
                        to,
                        LENGTH,
                        clients.transactions(),
                        workload.transactions(),
                        replicator.status().rounds().applied(),
                        tally.comparisons,
                        tally.rows,
                        tally.moving,
                        tally.pending,
                        tally.alarms.size());
                assertThat(tally.alarms).isEmpty();
                assertThat(clients.transactions()).isGreaterThan(100);
                replication.awaitCaughtUp();
                Journey.execute(journey.target, "UPDATE reborn SET v = 'planted' WHERE id = 1");
                assertThat(alarms(replicator.verify(OPTIONS))).containsExactly("reborn different [1]");
            }
        }
    }

    private static List<String> alarms(VerifyReport report) {
        Stream<String> rows = report.tables().stream()
                .flatMap(table -> table.sampleKeys().stream()
                        .filter(row -> row.kind() != Kind.MOVING && row.kind() != Kind.PENDING)
                        .map(row -> table.table().name() + " " + row.kind() + " "
                                + row.key().values()));
        Stream<String> others = Stream.of(
                        report.objects().stream(),
                        report.sequences().stream().filter(sequence -> !sequence.pending()),
                        report.notCompared().stream().filter(VerifyReport.NotCompared::needed))
                .flatMap(found -> found)
                .map(Object::toString);
        return Stream.concat(rows, others).toList();
    }
}
