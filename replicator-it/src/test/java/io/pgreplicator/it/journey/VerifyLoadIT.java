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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * While clients write, with savepoints, hot rows, rows that are deleted and inserted again, and rounds large and small, a comparison
 * finds nothing but what was planted.
 */
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class VerifyLoadIT {
    private static final int CLIENTS = 4;
    private static final int ACCOUNTS = 5000;
    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("verify.seconds", 10));
    private static final Set<Kind> GENUINE = Set.of(Kind.DIFFERENT, Kind.MISSING, Kind.EXTRA, Kind.REFUSED);
    private static final VerifyOptions OPTIONS =
            VerifyOptions.defaults().rowsOnly().withLoad(1).withPatience(Duration.ofSeconds(15));

    /** So many days take all pairs of servers, at a build a day. */
    private static List<Arguments> pairs() {
        return Today.choose(List.of(arguments(15, 15), arguments(13, 18)), 2);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void findsOnlyWhatWasPlanted(int from, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(from, to)) {
            journey.onBoth("CREATE TABLE accounts (id int PRIMARY KEY, v bigint NOT NULL, note text)");
            journey.onSource(
                    "INSERT INTO accounts SELECT g, 0, 'n' || g FROM generate_series(1, " + 2 * ACCOUNTS + ") AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start();
                    Transfers transfers = Transfers.start(journey);
                    Workload workload = Workload.start(
                            journey.pair.writerUris(), WorkloadOptions.of(29, 4).pausing(Duration.ofMillis(10)))) {
                replication.awaitCopied();
                long end = System.nanoTime() + LOAD.toNanos();
                int verifications = 0;
                while (System.nanoTime() < end) {
                    assertThat(alarms(replicator.verify(OPTIONS))).isEmpty();
                    verifications++;
                }
                assertThat(verifications).isPositive();
                // rows that no client writes to: what is written again is healed
                Journey.execute(
                        journey.target,
                        "UPDATE accounts SET v = v + 1 WHERE id = 6000; DELETE FROM accounts WHERE id = 7000;"
                                + " INSERT INTO accounts VALUES (-1, 0, 'extra')");
                assertThat(alarms(replicator.verify(OPTIONS)))
                        .containsExactlyInAnyOrder(
                                "accounts different [6000]", "accounts missing [7000]", "accounts extra [-1]");
                transfers.assertAlive();
                assertThat(workload.transactions()).isGreaterThan(100);
                transfers.stop();
                workload.stop();
                journey.onSource(
                        "UPDATE accounts SET v = 0 WHERE id IN (6000, 7000); INSERT INTO accounts VALUES (-1, 0,"
                                + " 'kept')");
                replication.awaitCaughtUp();
                assertThat(replicator.verify(OPTIONS).isRowsEqual())
                        .as("everything is at rest")
                        .isTrue();
            }
        }
    }

    /** Whatever else a row may be: its change is on its way, however long that takes here. */
    private static List<String> alarms(VerifyReport report) {
        var alarms = new ArrayList<String>();
        for (VerifyReport.Table table : report.tables()) {
            table.sampleKeys().stream()
                    .filter(row -> GENUINE.contains(row.kind()))
                    .map(row -> table.table().name() + " " + row.kind() + " "
                            + row.key().values())
                    .forEach(alarms::add);
        }
        report.notCompared().forEach(left -> alarms.add(left.toString()));
        return alarms;
    }

    /** Clients that transfer amounts between the first accounts, in savepoints; some of them are hot. Thread-safe. */
    private static final class Transfers implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final List<Thread> threads = new ArrayList<>();

        static Transfers start(Journey journey) {
            var transfers = new Transfers();
            for (int i = 0; i < CLIENTS; i++) {
                int seed = i;
                var thread = new Thread(() -> transfers.run(journey, seed), "transfers-" + i);
                transfers.threads.add(thread);
                thread.start();
            }
            return transfers;
        }

        private void run(Journey journey, int seed) {
            try (Connection connection = journey.pair.connectSource()) {
                connection.setAutoCommit(false);
                var random = new SplittableRandom(seed);
                while (!stopped.get()) {
                    transfer(connection, random);
                }
            } catch (SQLException e) {
                failure.set(e);
            }
        }

        private static void transfer(Connection connection, SplittableRandom random) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SAVEPOINT one");
                change(connection, random, "UPDATE accounts SET v = v - 1 WHERE id = ?");
                statement.execute("SAVEPOINT two");
                change(connection, random, "UPDATE accounts SET v = v + 1 WHERE id = ?");
                if (random.nextInt(5) == 0) {
                    statement.execute("ROLLBACK TO SAVEPOINT two");
                    change(connection, random, "DELETE FROM accounts WHERE id = ?");
                } else {
                    statement.execute("RELEASE SAVEPOINT two");
                    change(
                            connection,
                            random,
                            "INSERT INTO accounts VALUES (?, 0, 'again') ON CONFLICT (id) DO UPDATE SET note = 'kept'");
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                if (!String.valueOf(e.getSQLState()).startsWith("40")) {
                    throw e;
                }
            }
        }

        private static void change(Connection connection, SplittableRandom random, String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                boolean hot = random.nextInt(3) == 0;
                statement.setInt(1, 1 + random.nextInt(hot ? 5 : ACCOUNTS));
                statement.executeUpdate();
            }
        }

        void assertAlive() {
            assertThat(failure.get()).isNull();
        }

        /** Ends the clients, each after its transaction. */
        void stop() {
            stopped.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            stop();
        }
    }
}
