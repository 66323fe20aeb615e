package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The replicator dies or sleeps in the middle of a switch: writers go on, and no acknowledged row is lost. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class CutoverFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final CutoverOptions OPTIONS =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofMillis(700), 0, false);

    @TempDir
    Path directory;

    private DatabasePair pair;

    @BeforeEach
    void create() throws SQLException {
        pair = RecordingClients.databases(15, 17);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private static List<PausePoint> places() {
        return Today.choose(Places.OF_CUTOVER, 6);
    }

    /** While it stands still at that place, and after it was killed. */
    @ParameterizedTest
    @MethodSource("places")
    void writersGoOnWhenItStandsStillAndTheNextOneSwitches(PausePoint place) throws SQLException, InterruptedException {
        Path reached = directory.resolve("reached");
        try (RecordingClients clients = new RecordingClients(pair, 6)) {
            clients.awaitMore(50);
            try (ReplicatorProcess process = ReplicatorProcess.start(
                    arguments("cutover", "--max-pause", "700ms", "--deadline", "2min"),
                    Map.of("replicator.pause-at", place + ":" + reached),
                    Map.of())) {
                Awaitility.await().until(() -> {
                    assertThat(process.isAlive() || Files.exists(reached))
                            .as(process.stderr())
                            .isTrue();
                    return Files.exists(reached);
                });
                if (!isAfter(place)) {
                    clients.awaitMore(50);
                }
                process.kill9();
            }
            if (!isAfter(place)) {
                clients.awaitMore(50);
                assertThat(clients.refused()).isZero();
            }
            try (ReplicatorProcess process =
                    ReplicatorProcess.start(arguments("cutover", "--deadline", "2min", "--json"), Map.of(), Map.of())) {
                assertThat(process.waitFor(LIMIT)).as(process.toString()).isZero();
                assertThat(process.stdout()).contains("\"outcome\":\"switched\"");
            }
            assertArrived(clients);
        }
    }

    /** What the record of a killed one says is over: the server has opened the gate. */
    @Test
    void theStatusSaysFencedOnlyWhileWritersAreStopped() throws SQLException {
        Path reached = directory.resolve("reached");
        try (Replicator observer = open(PausePoint.Hook.NONE)) {
            try (ReplicatorProcess process = ReplicatorProcess.start(
                    arguments("cutover", "--max-pause", "30s", "--deadline", "2min"),
                    Map.of("replicator.pause-at", PausePoint.GATE_CLOSED + ":" + reached),
                    Map.of())) {
                Awaitility.await().until(() -> Files.exists(reached));
                Awaitility.await().until(() -> observer.status().phase() == Phase.FENCED);
                process.kill9();
            }
            execute(pair.connectSource(), "INSERT INTO noted VALUES (7, 7)");
            assertThat(observer.status().phase()).isEqualTo(Phase.FOLLOWING);
        }
    }

    /** The switch cannot be stopped halfway, and what a stop finds done is done. */
    @Test
    void isDoneWhenItIsStoppedInTheMomentOfTheSwitch() throws IOException, InterruptedException {
        Path reached = directory.resolve("reached");
        try (ReplicatorProcess process = ReplicatorProcess.start(
                arguments("cutover"),
                Map.of("replicator.pause-at", PausePoint.SWITCH_BEFORE_COMMIT + ":" + reached),
                Map.of())) {
            Awaitility.await().until(() -> Files.exists(reached));
            process.terminate();
            Thread.sleep(1_000);
            Files.delete(reached);
            assertThat(process.waitFor(LIMIT)).as(process.toString()).isZero();
            assertThat(process.stderr()).contains("Switched");
        }
    }

    /** Nobody can write until it is there: whoever completes the switch says so, tries for a while, and opens nothing. */
    @Test
    void saysWhichSequenceKeepsTheOtherSideClosed() throws SQLException, InterruptedException {
        execute(pair.connectSource(), "CREATE SEQUENCE counted; SELECT setval('counted', 100)");
        execute(pair.connectTarget(), "CREATE SEQUENCE counted");
        try (Replicator former = open(place -> {
                    if (place == PausePoint.SWITCH_COMMITTED) {
                        throw new IllegalStateException("dies here");
                    }
                });
                Replication replication = former.start().endWhenSwitched(OPTIONS)) {
            assertThatThrownBy(replication::await).isInstanceOf(RuntimeException.class);
        }
        execute(pair.connectTarget(), "ALTER SEQUENCE counted MAXVALUE 5 RESTART 1");
        try (Replicator replicator = open(PausePoint.Hook.NONE)) {
            try (Replication next = replicator.start().endWhenSwitched(OPTIONS)) {
                assertThatThrownBy(next::await)
                        .hasMessageContaining("Nobody can write")
                        .hasMessageContaining("counted");
            }
            assertThatThrownBy(() -> execute(pair.connectTarget(), "INSERT INTO noted VALUES (7, 7)"))
                    .hasMessageContaining("takes no writes");
            execute(pair.connectTarget(), "ALTER SEQUENCE counted NO MAXVALUE");
            try (Replication next = replicator.start().endWhenSwitched(OPTIONS)) {
                next.await();
            }
            execute(pair.connectTarget(), "INSERT INTO noted VALUES (7, 7)");
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (database;
                Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean isAfter(PausePoint place) {
        return place.compareTo(PausePoint.SWITCH_COMMITTED) >= 0;
    }

    /** The server has opened the gate meanwhile: what it does when it wakes does not count, and it tries again. */
    @ParameterizedTest
    @MethodSource("sleeping")
    void triesAgainWhenItHasSleptTooLong(PausePoint place) throws SQLException, InterruptedException {
        var slept = new AtomicBoolean();
        try (RecordingClients clients = new RecordingClients(pair, 6);
                Replicator replicator = open(name -> {
                    if (name == place && slept.compareAndSet(false, true)) {
                        clients.awaitMore(100);
                    }
                });
                Replication replication = replicator.start().endWhenSwitched(OPTIONS)) {
            replication.await();
            assertThat(slept).isTrue();
            assertArrived(clients);
        }
    }

    /** What a transaction wrote while it had disabled the triggers is known to nobody before it ends. */
    @Test
    void doesNotSwitchOverATransactionThatDisabledTriggers() throws SQLException, InterruptedException {
        var blocking = new CompletableFuture<Connection>();
        var slept = new AtomicBoolean();
        try (Replicator replicator = open(name -> {
            if (name == PausePoint.GATE_CLOSED && slept.compareAndSet(false, true)) {
                // it gets its lock when the server has given up this attempt
                blocking.completeAsync(() -> disablingTriggers());
                blocking.join();
            }
        })) {
            CutoverOptions options = new CutoverOptions(Duration.ofSeconds(8), Duration.ofMillis(700), 0, false);
            try (Replication replication = replicator.start().endWhenSwitched(options)) {
                assertThatThrownBy(replication::await)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.CUTOVER_ROLLED_BACK));
            }
            assertThat(slept).isTrue();
        } finally {
            blocking.join().close();
        }
    }

    private Connection disablingTriggers() {
        try {
            Connection connection = pair.connectSource();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE noted DISABLE TRIGGER USER; INSERT INTO noted VALUES (7, 7);"
                        + " ALTER TABLE noted ENABLE TRIGGER USER");
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<PausePoint> sleeping() {
        return List.of(PausePoint.GATE_CLOSED, PausePoint.SWITCH_BEFORE_COMMIT);
    }

    /** It sleeps, loses the lead, and wakes when another one has it: it does not switch. */
    @ParameterizedTest
    @MethodSource("sleeping")
    void doesNotSwitchOnceAnotherOneLeads(PausePoint place) throws SQLException, InterruptedException {
        var sleeping = new CountDownLatch(1);
        var woken = new CountDownLatch(1);
        try (RecordingClients clients = new RecordingClients(pair, 6);
                TcpProxy network = TcpProxy.to(pair.target());
                Replicator former = open(network.through(pair.targetUri()), name -> {
                    if (name == place) {
                        sleeping.countDown();
                        Unchecked.run(woken::await);
                    }
                });
                Replication zombie = former.start().endWhenSwitched(OPTIONS)) {
            try {
                sleeping.await();
                network.refuse(true);
                network.cut();
                try (Replicator next = open(PausePoint.Hook.NONE);
                        Replication leader = next.start()) {
                    leader.awaitCaughtUp();
                    network.refuse(false);
                    woken.countDown();
                    assertThatThrownBy(zombie::await).isInstanceOf(ReplicatorException.class);
                    clients.awaitMore(50);
                    assertThat(clients.refused()).isZero();
                    leader.endWhenSwitched(OPTIONS).await();
                }
            } finally {
                woken.countDown();
            }
            assertArrived(clients);
        }
    }

    /** The whole program sleeps before it takes the gate, when nothing is to be carried: nothing else asks whether it still leads. */
    @Test
    void doesNotSwitchWhenAnotherOneHasLedBeforeItsCutover() throws SQLException, InterruptedException {
        var sleeping = new CountDownLatch(1);
        var woken = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        ReplicationListener asleep = event -> {
            if (event instanceof CutoverStarted) {
                sleeping.countDown();
                Unchecked.run(woken::await);
            } else if (event instanceof CutoverEnded) {
                ended.countDown();
            } else if (sleeping.getCount() == 0
                    && Thread.currentThread().getName().equals("leader")) {
                // this thread wakes last
                Unchecked.run(ended::await);
            }
        };
        try (RecordingClients quiet = new RecordingClients(pair, 0);
                TcpProxy network = TcpProxy.to(pair.target());
                Replicator former = open(network.through(pair.targetUri()), asleep, PausePoint.Hook.NONE);
                Replication zombie = former.start().endWhenSwitched(OPTIONS)) {
            try {
                sleeping.await();
                network.refuse(true);
                network.cut();
                try (Replicator next = open(PausePoint.Hook.NONE);
                        Replication leader = next.start()) {
                    leader.awaitCaughtUp();
                    network.refuse(false);
                    woken.countDown();
                    ended.await();
                    note();
                    assertThatThrownBy(zombie::await).isInstanceOf(ReplicatorException.class);
                    leader.endWhenSwitched(OPTIONS).await();
                }
            } finally {
                woken.countDown();
                ended.countDown();
            }
            assertThat(quiet.arrived("noted")).containsExactly(7L);
        }
    }

    private void note() throws SQLException {
        try (Connection connection = pair.connectSource();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO noted VALUES (7, 7)");
        }
    }

    private Replicator open(PausePoint.Hook hook) {
        return open(pair.targetUri(), hook);
    }

    private Replicator open(String target, PausePoint.Hook hook) {
        return open(target, ReplicationListener.NONE, hook);
    }

    private Replicator open(String target, ReplicationListener listener, PausePoint.Hook hook) {
        return PausableReplicator.open(
                ReplicatorConfig.builder()
                        .source(pair.sourceUri())
                        .target(target)
                        .build(),
                listener,
                hook);
    }

    private List<String> arguments(String... verb) {
        var all = new ArrayList<>(List.of(verb));
        all.addAll(List.of("--source", pair.sourceUri(), "--target", pair.targetUri()));
        return all;
    }

    private void assertArrived(RecordingClients clients) throws SQLException {
        clients.stop();
        assertThat(clients.failures()).isEmpty();
        assertThat(clients.refused()).isEqualTo(6);
        for (String table : List.of("noted", "noted_too")) {
            assertThat(clients.arrived(table)).as(table).isEqualTo(clients.acknowledged());
        }
    }
}
