package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that move to another file, or to another place in it, at the wrong moment. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
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
            letWaitsBeLong(journey);
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, 'v' FROM generate_series(1, 100) AS g");
            var config = journey.config()
                    .sessions(
                            new SessionOptions(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60)));
            try (Replicator replicator = Replicator.open(config.build(), event -> {});
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                writer.setAutoCommit(false);
                rewriter.setAutoCommit(false);
                Journey.execute(writer, "UPDATE t SET v = 'w'");
                CompletableFuture<Void> rewritten =
                        CompletableFuture.runAsync(() -> Unchecked.run(() -> Journey.execute(rewriter, rewrite)));
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

    /** Every snapshot finds the rows moved, until one is taken while they are held. */
    @Test
    void aTableThatIsRewrittenAgainAndAgainHoldsUpNoRound() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection rewriter = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE u (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1, 'v')");
            Journey.execute(rewriter, "SET lock_timeout = '1ms'");
            var rewrites = new AtomicInteger();
            var armed = new AtomicBoolean();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.ROUND_SNAPSHOT && armed.get()) {
                    try {
                        Journey.execute(rewriter, "VACUUM FULL t");
                        rewrites.incrementAndGet();
                    } catch (SQLException e) {
                        assertThat(e.getMessage()).contains("lock timeout");
                    }
                }
            };
            var config = journey.config();
            try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("UPDATE t SET v = 'w'; INSERT INTO u VALUES (1)");
                armed.set(true);
                journey.onSource("UPDATE t SET v = 'x'");
                CompletableFuture<Void> synced =
                        CompletableFuture.runAsync(() -> Unchecked.run(replication::awaitCaughtUp));
                Awaitility.await().until(() -> synced.isDone() || rewrites.get() > 50);
                assertThat(rewrites.get()).as("rewrites before all arrived").isBetween(1, 50);
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
            afterTheFirstChunk(journey, "VACUUM FULL t");
            journey.assertArrived();
        }
    }

    /** Copied twice it would stand in the way of the key. */
    @Test
    void aRowThatMovesIntoALaterChunkIsCopiedOnce() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, 4000) AS g");
            journey.onSource("DELETE FROM t WHERE id BETWEEN 3001 AND 3900");
            journey.onSource("VACUUM t");
            afterTheFirstChunk(journey, "UPDATE t SET v = repeat('y', 200) WHERE id <= 100");
            assertThat(lastBlock(journey, "id <= 100")).isGreaterThan(lastBlock(journey, "id = 3000"));
            assertThat(lastBlock(journey, "id <= 100")).isLessThan(lastBlock(journey, "id = 4000"));
            journey.assertArrived();
        }
    }

    /** Its copy starts over, and the target's table of the name is another one by then: that one keeps its rows. */
    @ParameterizedTest
    @EnumSource(
            value = PausePoint.class,
            names = {"COPY_AFTER_COMMIT", "COPY_BEFORE_PLAN_AGAIN"})
    void aCopyThatStartsOverEmptiesNoOtherTable(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, 4000) AS g");
            assertThatThrownBy(() -> afterTheFirstChunk(
                            journey,
                            "VACUUM FULL t",
                            place,
                            "ALTER TABLE t RENAME TO t_old; CREATE TABLE t (id int PRIMARY KEY, v text);"
                                    + " INSERT INTO t VALUES (-1, 'not ours')"))
                    .hasMessageContaining("renamed: public.t to public.t_old");
            assertThat(Journey.text(journey.target, "SELECT string_agg(v, ',') FROM t"))
                    .isEqualTo("not ours");
            Journey.execute(journey.target, "DROP TABLE t; ALTER TABLE t_old RENAME TO t");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static void afterTheFirstChunk(Journey journey, String sql) throws InterruptedException {
        afterTheFirstChunk(journey, sql, PausePoint.COPY_BEFORE_PLAN_AGAIN, "SELECT 1");
    }

    /** Copies in small chunks, one after the other; lets the application do this after the first, and the target that at the place. */
    private static void afterTheFirstChunk(Journey journey, String sql, PausePoint place, String onTarget)
            throws InterruptedException {
        var first = new AtomicBoolean();
        var placed = new AtomicBoolean();
        PausePoint.Hook hook = at -> {
            if (at == PausePoint.COPY_AFTER_COMMIT && first.compareAndSet(false, true)) {
                Unchecked.run(() -> journey.onSource(sql));
            }
            if (at == place && placed.compareAndSet(false, true)) {
                Unchecked.run(() -> Journey.execute(journey.target, onTarget));
            }
        };
        var config = journey.config().copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
        try (Replicator replicator = PausableReplicator.open(config.build(), event -> {}, hook);
                Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    /** The block of the last of these rows. */
    private static int lastBlock(Journey journey, String rows) throws SQLException {
        try (Statement statement = journey.source.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT (max(ctid)::text::point)[0]::int FROM t WHERE " + rows)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** No wait of the replicator is as long as the server's deadlock_timeout, whatever its settings say. */
    private static void letWaitsBeLong(Journey journey) throws SQLException {
        try (Connection superuser = journey.pair.sourceSuperuser()) {
            Journey.execute(superuser, "ALTER DATABASE " + superuser.getCatalog() + " SET deadlock_timeout = '2min'");
        }
    }

    private static void awaitWaiting(Journey journey, String mode) {
        Awaitility.await().until(() -> {
            try (Statement statement = journey.source.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND relation = 't'::regclass AND mode = '" + mode + "'")) {
                row.next();
                return row.getInt(1) > 0;
            }
        });
    }
}
