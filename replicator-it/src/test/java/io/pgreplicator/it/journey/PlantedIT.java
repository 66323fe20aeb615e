package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Differences of every kind that we know, all at once: each is found and named, and nothing else is; at rest, and while clients write
 * and rounds go on. A repair then brings the rows, and what is not a row is still named.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class PlantedIT {
    private static final VerifyOptions OPTIONS = VerifyOptions.defaults().withLoad(1);
    private static final String READER = """
            DO $$BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_planted') THEN CREATE ROLE made_by_test_planted; END IF;
            END$$\
            """;

    /** So many days take all pairs of servers, at a build a day. */
    private static List<Arguments> pairs() {
        return Today.choose(List.of(arguments(15, 15), arguments(13, 18), arguments(17, 17)), 3);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachIsFoundAndNamed(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = prepared(from, to)) {
            try (Replicator replicator = journey.open()) {
                assertThat(found(replicator.verify(OPTIONS))).isEmpty();
                plant(journey);
                List<String> objects = objects(from == to);
                List<String> all = and(rows(), objects);
                assertThat(found(replicator.verify(OPTIONS)))
                        .as("at rest")
                        .containsExactlyInAnyOrderElementsOf(and(all, PlantedObjects.SEQUENCE.named()));
                try (Replication replication = replicator.start();
                        Clients clients = Clients.start(journey)) {
                    replication.awaitCaughtUp();
                    assertThat(found(replicator.verify(OPTIONS)))
                            .as("under load")
                            .containsExactlyInAnyOrderElementsOf(all);
                    VerifyReport repaired = replicator.verify(OPTIONS.repairing());
                    assertThat(found(repaired)).as("repaired").containsExactlyInAnyOrderElementsOf(objects);
                    assertThat(repaired.isRowsEqual()).isTrue();
                    assertThat(repaired.isEqual()).isFalse();
                    clients.stop();
                    replication.awaitCaughtUp();
                    assertThat(found(replicator.verify(OPTIONS))).containsExactlyInAnyOrderElementsOf(objects);
                }
                plant(journey, PlantedObjects.UNBEARABLE);
                assertThat(found(replicator.verify(OPTIONS)))
                        .as("what no replicator can work with")
                        .containsExactlyInAnyOrderElementsOf(and(objects, named(PlantedObjects.UNBEARABLE)));
            }
        }
    }

    private static Journey prepared(int from, int to) throws SQLException, InterruptedException {
        Journey journey = Journey.empty(from, to);
        try (Connection source = journey.pair.sourceSuperuser();
                Connection target = journey.pair.targetSuperuser()) {
            Journey.execute(source, READER);
            Journey.execute(target, READER);
        }
        journey.onBoth(PlantedRows.TABLES);
        journey.onBoth(PlantedObjects.TABLES);
        journey.onSource(PlantedRows.ROWS);
        journey.onSource(PlantedObjects.ROWS);
        journey.catchUp();
        return journey;
    }

    private static void plant(Journey journey) throws SQLException {
        Journey.execute(journey.target, PlantedRows.SAME);
        for (PlantedRows.Planted one : PlantedRows.ALL) {
            Journey.execute(journey.target, one.sql());
        }
        plant(journey, PlantedObjects.ALL);
        Journey.execute(journey.target, PlantedObjects.SEQUENCE.sql());
        assertThatThrownBy(() -> Journey.execute(journey.target, PlantedObjects.BREAK_INDEX))
                .hasMessageContaining("duplicate");
    }

    private static void plant(Journey journey, List<PlantedObjects.Planted> objects) throws SQLException {
        for (PlantedObjects.Planted one : objects) {
            Journey.execute(journey.target, one.sql());
        }
    }

    private static List<String> rows() {
        return PlantedRows.ALL.stream().flatMap(one -> one.named().stream()).toList();
    }

    private static List<String> objects(boolean oneMajor) {
        return named(PlantedObjects.ALL).stream()
                .filter(name -> oneMajor || !PlantedObjects.WORDED.contains(name))
                .toList();
    }

    private static List<String> named(List<PlantedObjects.Planted> objects) {
        return objects.stream().flatMap(one -> one.named().stream()).toList();
    }

    private static List<String> and(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Whatever a report names, except rows that move or whose change is on the way. */
    private static List<String> found(VerifyReport report) {
        var found = new ArrayList<String>();
        for (VerifyReport.Table table : report.tables()) {
            table.sampleKeys().stream()
                    .filter(row -> row.kind() != VerifyReport.Kind.MOVING && row.kind() != VerifyReport.Kind.PENDING)
                    .map(row -> table.table().name() + " " + row.kind() + " "
                            + String.join(" ", row.key().values()))
                    .forEach(found::add);
        }
        Stream.concat(report.objects().stream(), report.waiting().stream())
                .map(Difference::object)
                // another test may use the target's server as a source
                .filter(object -> !object.contains("heroku_"))
                .forEach(found::add);
        report.sequences().forEach(sequence -> found.add("behind: " + sequence.sequence()));
        report.notCompared().stream()
                .filter(VerifyReport.NotCompared::needed)
                .forEach(left -> found.add(
                        "NOT COMPARED " + left.what() + ": " + left.why().replaceAll(":.*", "")));
        return found;
    }

    /** Clients that write to the same tables, though not to the planted rows. Thread-safe. */
    private static final class Clients implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final List<SQLException> failures = java.util.Collections.synchronizedList(new ArrayList<>());

        static Clients start(Journey journey) {
            var clients = new Clients();
            for (int i = 0; i < 2; i++) {
                var random = new SplittableRandom(i);
                var thread = new Thread(() -> clients.write(journey, random), "client-" + i);
                clients.threads.add(thread);
                thread.start();
            }
            return clients;
        }

        private void write(Journey journey, SplittableRandom random) {
            try (Connection connection = journey.pair.connectSource()) {
                while (!stopped.get()) {
                    int id = 1 + random.nextInt(2000);
                    Journey.execute(connection, "UPDATE busy SET v = v + 1 WHERE id = " + id);
                    Journey.execute(connection, "UPDATE busy SET v = v + 1 WHERE id <= 3");
                    Journey.execute(connection, "UPDATE value SET t = t || 'x' WHERE id = " + (1000 + id % 1000));
                    Journey.execute(
                            connection,
                            "WITH gone AS (DELETE FROM busy WHERE id = " + id
                                    + " RETURNING id) INSERT INTO busy SELECT id + 10000, 0 FROM gone ON CONFLICT DO NOTHING");
                }
            } catch (SQLException e) {
                failures.add(e);
            }
        }

        void stop() {
            stopped.set(true);
            for (Thread thread : threads) {
                Unchecked.run(thread::join);
            }
            assertThat(failures).isEmpty();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
