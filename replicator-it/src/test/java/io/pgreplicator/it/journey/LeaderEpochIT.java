package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.Until;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A leader falls asleep, loses the leadership to another one, and wakes up with work in its hands that was right before:
 * none of it reaches the target, nor the capture of those who came after it.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class LeaderEpochIT {

    /** Where a leader can fall asleep: before each act on the target that is a transaction of its own. */
    private static final List<String> PLACES = List.of(
            "leader.begun",
            "copy.planned",
            "copy.before-plan-again",
            "copy.after-commit",
            "copy.left-to-rounds",
            "index.before-build",
            "foreign-keys.before-restore",
            "sequences.before-set",
            "refused.logged",
            "round.before-batch",
            "round.before-watermark");

    /** So many days take all places, at a build a day. */
    private static final int DAYS = 2;

    /** Those of the day, or all with {@code -Dfault.all=true}. */
    private static Stream<String> places() {
        boolean all = Boolean.getBoolean("fault.all");
        return IntStream.range(0, PLACES.size())
                .filter(i -> all || Today.isTurn(i, DAYS))
                .mapToObj(PLACES::get);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aFormerLeaderChangesNothing(String place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            if (place.equals("copy.left-to-rounds") || place.equals("refused.logged")) {
                journey.onSource("UPDATE t SET v = 5000 WHERE id = 77");
            }
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = Replicator.open(sleeper(journey, network, place, sleeping, woken), event -> {});
                    Replication zombie = former.start(Until.STOPPED)) {
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
    private static ReplicatorConfig sleeper(
            Journey journey, TcpProxy network, String place, CountDownLatch sleeping, CountDownLatch woken) {
        var begun = new AtomicBoolean();
        return journey.config()
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                .target(network.through(journey.pair.targetUri()))
                .pausePoint(name -> {
                    if (name.equals("copy.after-commit") && begun.compareAndSet(false, true)) {
                        Unchecked.run(() -> change(journey, place));
                    }
                    if (name.equals(place)) {
                        sleeping.countDown();
                        await(woken);
                    }
                })
                .build();
    }

    /** After the first chunk: what makes the leader come by that place. */
    private static void change(Journey journey, String place) throws SQLException {
        switch (place) {
            case "copy.before-plan-again" -> journey.onSource("VACUUM FULL t");
            default -> journey.onSource("UPDATE t SET v = 1 WHERE id <> 77");
        }
        journey.onSource("SELECT nextval('child_id_seq')");
    }

    private static void leadInstead(Journey journey, TcpProxy network, CountDownLatch woken, Replication zombie)
            throws SQLException, InterruptedException {
        try (Replicator next = journey.open();
                Replication leader = next.start(Until.STOPPED)) {
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

    /** It would drop the capture that was installed after another one had finished its work. */
    @ParameterizedTest
    @ValueSource(strings = {"uninstall.released", "uninstall.source-left", "uninstall.restored"})
    void aFormerUninstallLeavesTheNextMigrationAlone(String place) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            createTables(journey);
            journey.catchUp();
            var sleeping = new CountDownLatch(1);
            var woken = new CountDownLatch(1);
            try (Replicator former = Replicator.open(sleeper(journey, network, place, sleeping, woken), event -> {})) {
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

    private static void beginAnew(Journey journey) throws SQLException, InterruptedException {
        try (Replicator next = journey.open()) {
            next.uninstall();
        }
        Journey.execute(journey.target, "TRUNCATE t, child");
        journey.catchUp();
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
