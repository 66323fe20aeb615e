package io.pgreplicator.it.journey;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.Until;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.SessionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table whose rows move to another file at the wrong moment. */
@Timeout(120)
class RewriteIT {

    /** To a snapshot from before, a table that was rewritten without regard to it is empty, as if all rows were deleted. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE t SET UNLOGGED | ALTER TABLE t SET LOGGED",
                "CLUSTER t USING t_pkey     | ALTER TABLE t SET WITHOUT CLUSTER",
            })
    void aRoundWhoseSnapshotIsOlderTakesAnotherOne(String rewrite, String undo) throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection writer = journey.pair.connectSource();
                Connection rewriter = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, 'v' FROM generate_series(1, 100) AS g");
            var config = journey.config()
                    .sessions(
                            new SessionOptions(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60)));
            try (Replicator replicator = Replicator.open(config.build(), event -> {});
                    Replication replication = replicator.start(Until.STOPPED)) {
                replication.awaitCaughtUp();
                writer.setAutoCommit(false);
                rewriter.setAutoCommit(false);
                Journey.execute(writer, "UPDATE t SET v = 'w'");
                CompletableFuture<Void> rewritten = CompletableFuture.runAsync(() -> execute(rewriter, rewrite));
                awaitWaiting(journey, "AccessExclusiveLock");
                writer.commit();
                rewritten.join();
                awaitWaiting(journey, "AccessShareLock");
                rewriter.commit();
                replication.awaitCaughtUp();
                journey.onSource(undo);
            }
            journey.assertArrived();
        }
    }

    /** The rows of late blocks move into early ones, which are copied already. */
    @Test
    void aTableRewrittenBetweenItsChunksIsCopiedAnew() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, 4000) AS g");
            journey.onSource("DELETE FROM t WHERE id <= 3000");
            var rewritten = new AtomicBoolean();
            var config = journey.config()
                    .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                    .pausePoint(place -> {
                        if (place.equals("copy.after-commit") && rewritten.compareAndSet(false, true)) {
                            execute(journey.source, "VACUUM FULL t");
                        }
                    });
            try (Replicator replicator = Replicator.open(config.build(), event -> {});
                    Replication replication = replicator.start(Until.CAUGHT_UP)) {
                replication.await();
            }
            journey.assertArrived();
        }
    }

    private static void awaitWaiting(Journey journey, String mode) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Statement statement = journey.source.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND relation = 't'::regclass AND mode = '" + mode + "'")) {
                row.next();
                return row.getInt(1) > 0;
            }
        });
    }

    private static void execute(Connection connection, String sql) {
        try {
            Journey.execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
