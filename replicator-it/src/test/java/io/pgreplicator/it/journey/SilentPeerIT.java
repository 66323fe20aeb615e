package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that says nothing any more holds up nobody: what was locked for it is let go, and the work is done again. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class SilentPeerIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v text)";
    /** More than the ring holds. */
    private static final String WRITE_MUCH =
            "INSERT INTO t SELECT g, repeat('x', 2000) FROM generate_series(1, 1000) AS g"
                    + " ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v || 'y'";

    @Test
    void aRoundLetsTheSourceGoWhenTheTargetIsSilent() throws SQLException, InterruptedException {
        var stalled = new AtomicBoolean();
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            journey.onBoth(TABLE);
            journey.catchUp();
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.ROUND_BEFORE_BATCH && stalled.compareAndSet(false, true)) {
                    network.stall();
                }
            };
            var config = impatient(journey).target(network.through(journey.pair.targetUri()));
            journey.onSource(WRITE_MUCH);
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                Awaitility.await().untilTrue(stalled);
                journey.onSource("TRUNCATE t");
                journey.onSource(WRITE_MUCH);
                network.resume();
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    @Test
    void aChunkLetsTheSourceGoWhenTheTargetIsSilent() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target());
                Connection rival = journey.pair.targetSuperuser()) {
            journey.onBoth(TABLE);
            journey.onSource(WRITE_MUCH);
            rival.setAutoCommit(false);
            PausePoint.Hook hook = name -> {
                if (name == PausePoint.COPY_PLANNED) {
                    Unchecked.run(() -> Journey.execute(rival, "LOCK TABLE t IN SHARE MODE"));
                }
            };
            var config = impatient(journey).target(network.through(journey.pair.targetUri()));
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                awaitCopyWaiting(journey);
                network.stall();
                rival.rollback();
                journey.onSource("TRUNCATE t");
                journey.onSource(WRITE_MUCH);
                network.resume();
                replication.awaitCopied();
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatIsSilentIsGivenUpAndFoundAgain(boolean source) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(source ? journey.pair.source() : journey.pair.target())) {
            journey.onBoth(TABLE);
            var config = impatient(journey);
            if (source) {
                config.source(network.through(journey.pair.sourceUri()));
            } else {
                config.target(network.through(journey.pair.targetUri()));
            }
            try (Replicator replicator = journey.open(config);
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                network.stall();
                journey.onSource(WRITE_MUCH);
                awaitRetry(journey, source ? "source" : "target");
                network.resume();
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    @Test
    void aTargetThatIsOnlySlowIsWaitedForAtLast() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            journey.catchUp();
            Journey.execute(
                    journey.target,
                    "CREATE FUNCTION slow(i int) RETURNS int LANGUAGE sql IMMUTABLE AS"
                            + " 'SELECT CASE WHEN i = 1 THEN (SELECT i FROM pg_sleep(2.5)) ELSE i END';"
                            + " CREATE INDEX slow ON t (slow(id))");
            journey.onSource(WRITE_MUCH);
            try (Replicator replicator = journey.open(impatient(journey));
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            assertThat(journey.events().stream()
                            .filter(Retrying.class::isInstance)
                            .map(String::valueOf))
                    .anyMatch(retried -> retried.contains("the target took nothing for 1 s"));
            Journey.execute(journey.target, "DROP INDEX slow; DROP FUNCTION slow");
            journey.assertArrived();
        }
    }

    /** A chunk that is given up leaves nothing behind, so without growing patience no attempt would get further than the first. */
    @Test
    void aChunkThatIsOnlySlowIsWaitedForAtLast() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            Journey.execute(
                    journey.target,
                    "ALTER TABLE t RENAME TO t_rest; CREATE TABLE t (LIKE t_rest INCLUDING ALL) PARTITION BY RANGE (id);"
                            + " ALTER TABLE t ATTACH PARTITION t_rest DEFAULT;"
                            // which stays while rows are copied, as those of a plain table do not
                            + " CREATE FUNCTION slow(i int) RETURNS int LANGUAGE sql IMMUTABLE AS"
                            + " 'SELECT CASE WHEN i = 1 THEN (SELECT i FROM pg_sleep(2.5)) ELSE i END';"
                            + " CREATE INDEX slow ON t (slow(id))");
            journey.onSource(WRITE_MUCH);
            try (Replicator replicator = journey.open(impatient(journey));
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            assertThat(journey.events().stream()
                            .filter(Retrying.class::isInstance)
                            .map(String::valueOf))
                    .anyMatch(retried -> retried.contains("the target took nothing for 1 s"));
            Journey.execute(
                    journey.target,
                    "DROP INDEX slow; DROP FUNCTION slow; ALTER TABLE t DETACH PARTITION t_rest; DROP TABLE t;"
                            + " ALTER TABLE t_rest RENAME TO t");
            journey.assertArrived();
        }
    }

    @Test
    void aLongStatementIsNotASilentServer() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(TABLE);
            Journey.execute(
                    journey.target,
                    "CREATE FUNCTION slow(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i FROM pg_sleep(5)';"
                            + " CREATE INDEX slow ON t (slow(id))");
            journey.onSource("INSERT INTO t VALUES (1, 'x')");
            var patient = new SessionOptions(
                    Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(1));
            try (Replicator replicator = journey.open(journey.config().sessions(patient));
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                journey.onSource("INSERT INTO t VALUES (2, 'x')");
                replication.awaitCaughtUp();
            }
            assertThat(journey.events().stream()
                            .filter(Retrying.class::isInstance)
                            .map(String::valueOf)
                            .filter(retried -> retried.contains("no answer")))
                    .isEmpty();
            Journey.execute(journey.target, "DROP INDEX slow; DROP FUNCTION slow");
            journey.assertArrived();
        }
    }

    private static ReplicatorConfig.Builder impatient(Journey journey) {
        return journey.config()
                .sessions(new SessionOptions(
                        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofSeconds(5), Duration.ofSeconds(1)));
    }

    private static void awaitRetry(Journey journey, String side) {
        Awaitility.await()
                .until(() -> journey.events().stream()
                        .anyMatch(event -> event instanceof Retrying retried
                                && retried.reason().contains("the " + side)));
    }

    /** Inside a chunk, which holds its table on the source. */
    private static void awaitCopyWaiting(Journey journey) {
        Awaitility.await().until(() -> {
            try (Statement statement = journey.target.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND mode = 'RowExclusiveLock' AND relation = 't'::regclass")) {
                row.next();
                return row.getLong(1) > 0;
            }
        });
    }
}
