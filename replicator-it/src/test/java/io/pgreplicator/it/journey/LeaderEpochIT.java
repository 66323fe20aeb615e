package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A leader falls asleep, loses the leadership to another one, and wakes up with work in its hands that was right before:
 * none of it reaches the target, nor the capture of those who came after it.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class LeaderEpochIT {

    /** So many days take all places, at a build a day. */
    private static final int DAYS = 3;

    private static List<PausePoint> places() {
        return Today.choose(Places.OF_SLEEP, DAYS);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aFormerLeaderChangesNothing(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            if (place == PausePoint.COPY_LEFT_TO_ROUNDS || place == PausePoint.REFUSED_LOGGED) {
                journey.onSource("UPDATE t SET v = 5000 WHERE id = 77");
            }
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = open(journey, network, place, sleeping, woken);
                    Replication zombie = former.start()) {
                try {
                    sleeping.await();
                    network.refuse(true);
                    network.cut();
                    leadInstead(journey, network, woken, zombie);
                } finally {
                    woken.countDown();
                }
            }
            journey.onSource("DELETE FROM t WHERE id = 77");
            journey.onSource("ALTER TABLE t DROP CONSTRAINT small");
            journey.onSource("ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Some rows, a foreign key, a sequence, and one row that the target rejects. */
    private static void createTables(Journey journey) throws SQLException {
        journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL, pad text DEFAULT repeat('x', 200))");
        journey.onBoth("CREATE TABLE child (id serial PRIMARY KEY, t int REFERENCES t)");
        journey.onBoth("CREATE INDEX ON t (v)");
        Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
        journey.onSource("INSERT INTO t SELECT g, 0 FROM generate_series(1, 2000) AS g");
        journey.onSource("INSERT INTO child (t) SELECT g FROM generate_series(1, 20) AS g");
        journey.onSource("ALTER TABLE t ADD CONSTRAINT small CHECK (v < 10000)");
        journey.onSource("DELETE FROM t WHERE id BETWEEN 500 AND 1500");
    }

    /** One stream, so that what it would do next waits for it; the table is rewritten after its first chunk. */
    private static Replicator open(
            Journey journey, TcpProxy network, PausePoint place, CountDownLatch sleeping, CountDownLatch woken) {
        var begun = new AtomicBoolean();
        var config = journey.config()
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                .target(network.through(journey.pair.targetUri()));
        return journey.open(config, reached -> {
            if (reached == PausePoint.COPY_AFTER_COMMIT && begun.compareAndSet(false, true)) {
                Unchecked.run(() -> change(journey, place));
            }
            if (reached == place) {
                sleeping.countDown();
                await(woken);
            }
        });
    }

    /** After the first chunk: what makes the leader come by that place. */
    private static void change(Journey journey, PausePoint place) throws SQLException {
        switch (place) {
            case COPY_BEFORE_PLAN_AGAIN -> journey.onSource("VACUUM FULL t");
            default -> journey.onSource("UPDATE t SET v = 1 WHERE id <> 77");
        }
        journey.onSource("SELECT nextval('child_id_seq')");
    }

    private static void leadInstead(Journey journey, TcpProxy network, CountDownLatch woken, Replication zombie)
            throws SQLException, InterruptedException {
        try (Replicator next = journey.open();
                Replication leader = next.start()) {
            journey.onSource("UPDATE t SET v = 2");
            leader.awaitCaughtUp();
            network.refuse(false);
            woken.countDown();
            assertThatThrownBy(zombie::await)
                    .isInstanceOfSatisfying(
                            ReplicatorException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEADER_RUNNING));
            leader.awaitCaughtUp();
        }
    }

    /** The next migration counts its leaders from one as well. */
    @Test
    void aFormerLeaderOfAnotherMigrationChangesNothing() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = open(journey, network, PausePoint.COPY_AFTER_COMMIT, sleeping, woken);
                    Replication zombie = former.start()) {
                try {
                    sleeping.await();
                    network.refuse(true);
                    network.cut();
                    try (Replicator next = journey.open()) {
                        next.uninstallForced();
                    }
                    Journey.execute(journey.target, "TRUNCATE t, child");
                    journey.catchUp();
                    network.refuse(false);
                } finally {
                    woken.countDown();
                }
                assertThatThrownBy(zombie::await)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEADER_RUNNING));
            }
            journey.onSource("UPDATE t SET v = 3");
            journey.catchUp();
            journey.onSource("ALTER TABLE t DROP CONSTRAINT small");
            journey.onSource("ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
            journey.assertArrived();
        }
    }

    private static List<PausePoint> placesOfUninstall() {
        return Today.choose(Places.OF_UNINSTALL, 2);
    }

    /** It would drop the capture that was installed after another one had finished its work. */
    @ParameterizedTest
    @MethodSource("placesOfUninstall")
    void aFormerUninstallLeavesTheNextMigrationAlone(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            journey.catchUp();
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = open(journey, network, place, sleeping, woken)) {
                CompletableFuture<Void> uninstalling = CompletableFuture.runAsync(former::uninstall);
                try {
                    sleeping.await();
                    network.refuse(true);
                    network.cut();
                    beginAnew(journey);
                    network.refuse(false);
                } finally {
                    woken.countDown();
                }
                assertThatThrownBy(uninstalling::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(ReplicatorException.class);
            }
            journey.onSource("UPDATE t SET v = 3");
            journey.catchUp();
            journey.onSource("ALTER TABLE t DROP CONSTRAINT small");
            journey.onSource("ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
            journey.assertArrived();
        }
    }

    private static List<PausePoint> placesOfRepair() {
        return Places.OF_REPAIR;
    }

    /** It would move the watermark back to where its comparison began. */
    @ParameterizedTest
    @MethodSource("placesOfRepair")
    void aFormerRepairTakesNothingFromTheNextLeader(PausePoint place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            journey.catchUp();
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = open(journey, network, place, sleeping, woken)) {
                CompletableFuture<Void> repairing = CompletableFuture.runAsync(former::repair);
                try {
                    sleeping.await();
                    network.refuse(true);
                    network.cut();
                    leadAfterRepair(journey);
                    network.refuse(false);
                } finally {
                    woken.countDown();
                }
                assertThatThrownBy(repairing::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(ReplicatorException.class);
            }
            journey.onSource("UPDATE t SET v = 3");
            journey.catchUp();
            journey.onSource("ALTER TABLE t DROP CONSTRAINT small");
            journey.onSource("ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
            journey.assertArrived();
        }
    }

    /** A repair that was cut short is to be done again before anything follows. */
    private static void leadAfterRepair(Journey journey) throws SQLException, InterruptedException {
        journey.onSource("UPDATE t SET v = 2; DELETE FROM t WHERE id > 1900");
        try (Replicator next = journey.open()) {
            next.repair();
        }
        journey.catchUp();
    }

    private static void beginAnew(Journey journey) throws SQLException, InterruptedException {
        try (Replicator next = journey.open()) {
            next.uninstall();
        }
        Journey.execute(journey.target, "TRUNCATE t, child");
        journey.catchUp();
    }

    /** The server does not notice, while it works for it; nothing else of the run is in a transaction then. */
    @Test
    void aTransactionOfItsOwnWhoseConnectionWasLostHoldsUpNoRoundForGood() throws SQLException, InterruptedException {
        var begun = new AtomicBoolean();
        try (Journey journey = Journey.empty(15, 15)) {
            createTables(journey);
            journey.catchUp();
            journey.onSource("UPDATE t SET v = 3");
            try (Connection lost = journey.pair.connectTarget()) {
                lost.setAutoCommit(false);
                var config = journey.config();
                try (Replicator replicator = journey.open(
                                config,
                                place -> Unchecked.run(() -> {
                                    if (place == PausePoint.LEADER_BEGUN && begun.compareAndSet(false, true)) {
                                        Journey.execute(
                                                lost,
                                                "SELECT set_config('application_name', 'replicator index ' || run, false)"
                                                        + " FROM replicator.leader_epoch FOR SHARE");
                                    }
                                }));
                        Replication replication = replicator.start().endWhenCaughtUp()) {
                    replication.await();
                }
                assertThatThrownBy(lost::commit).isInstanceOf(SQLException.class);
            }
            Journey.execute(journey.target, "ALTER TABLE t DROP CONSTRAINT small");
            journey.onSource("ALTER TABLE t DROP CONSTRAINT small");
            journey.assertArrived();
        }
    }

    @Test
    void anotherLeaderEndsNoSessionsButThoseOfTheFormerOne() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection comparing = named(journey.pair.connectSource(), "replicator verify");
                Connection working = named(journey.pair.connectSource(), "replicator copy 0a1b2c3d");
                Connection looking = named(journey.pair.connectTarget(), "replicator control")) {
            createTables(journey);
            journey.catchUp();
            try (Replicator bystander = journey.open()) {
                assertThat(bystander.compare().tables()).hasSize(2).allMatch(table -> table.equal());
                for (int i = 0; i < 3; i++) {
                    journey.catchUp();
                    assertThat(bystander.compare().tables()).hasSize(2).allMatch(table -> table.equal());
                }
            }
            for (Connection other : List.of(comparing, working, looking)) {
                assertThat(other.isValid(0)).isTrue();
            }
        }
    }

    /** As a session of another process is. */
    private static Connection named(Connection session, String name) throws SQLException {
        Journey.execute(session, "SET application_name = '" + name + "'");
        return session;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
