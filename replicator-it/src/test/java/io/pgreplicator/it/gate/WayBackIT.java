package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Today;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** There and back under clients that go where writes are taken: every acknowledged row is on both sides. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 3)
class WayBackIT {
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    /** How often it goes there and back. */
    private static final int TURNS = Integer.getInteger("way.back.turns", 2);

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private DatabasePair pair;

    private Replicator open(int from, int to) throws SQLException {
        pair = RecordingClients.databases(from, to);
        return Replicator.open(
                ReplicatorConfig.builder()
                        .source(pair.sourceUri())
                        .target(pair.targetUri())
                        .build(),
                ReplicationListener.NONE);
    }

    @AfterEach
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"15, 17", "13, 13"})
    @Timeout(3600) // 20 turns take a while
    void thereAndBackUnderClients(int from, int to) throws SQLException, InterruptedException {
        try (Replicator replicator = open(from, to);
                RecordingClients clients = RecordingClients.moving(pair, 8)) {
            clients.awaitMore(100);
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
            }
            for (int i = 0; i < TURNS; i++) {
                turn(replicator, PATIENT, clients);
                turn(replicator, PATIENT.goingBack(), clients);
            }
            assertEverywhere(replicator, clients);
            turn(replicator, PATIENT, null);
            replicator.complete();
            assertThatThrownBy(replicator::complete).hasMessageContaining("no cutover has ended");
        }
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            assertThat(Leftovers.find(source)).isEmpty();
            assertThat(Leftovers.find(target)).isEmpty();
        }
    }

    /** It may never end, and the capture cannot be taken off a table that it writes; whoever waits for it is told what to do. */
    @Test
    void aPreparedTransactionIsNamedWithItsCureWhereTheReplicatorIsRemoved() throws SQLException, InterruptedException {
        pair = RecordingClients.databases(15, 15);
        var sessions = new SessionOptions(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60));
        try (Replicator replicator = Replicator.open(
                        ReplicatorConfig.builder()
                                .source(pair.sourceUri())
                                .target(pair.targetUri())
                                .sessions(sessions)
                                .build(),
                        ReplicationListener.NONE);
                Connection writer = pair.connectTarget();
                Statement statement = writer.createStatement()) {
            turn(replicator, PATIENT, null);
            statement.execute("BEGIN; INSERT INTO noted VALUES (-7, 7); PREPARE TRANSACTION 'held'");
            assertThatThrownBy(replicator::complete).isInstanceOfSatisfying(ReplicatorException.class, e -> {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.COMMAND_REFUSED);
                assertThat(e.getMessage()).contains("prepared transaction 'held'", "public.noted");
                assertThat(e.cure())
                        .contains("On the target: COMMIT PREPARED 'held';", "On the target: ROLLBACK PREPARED 'held';");
            });
            statement.execute("COMMIT PREPARED 'held'");
            replicator.complete();
        }
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            assertThat(Leftovers.find(source)).isEmpty();
            assertThat(Leftovers.find(target)).isEmpty();
        }
    }

    private static Stream<Arguments> places() {
        return Today.choose(Places.OF_CUTOVER, 6).stream()
                .flatMap(place -> Stream.of(Arguments.of(place, false), Arguments.of(place, true)));
    }

    /** Whoever runs next ends what was begun, in either direction. */
    @ParameterizedTest
    @MethodSource("places")
    void theNextRunEndsWhatAKilledOneHasBegun(PausePoint place, boolean back)
            throws SQLException, InterruptedException {
        Path reached = directory.resolve("reached");
        try (Replicator replicator = open(15, 15);
                RecordingClients clients = RecordingClients.moving(pair, 6)) {
            clients.awaitMore(50);
            if (back) {
                turn(replicator, PATIENT, clients);
            }
            try (ReplicatorProcess process = ReplicatorProcess.start(
                    arguments("cutover", back ? "--back" : "--json", "--max-pause", "700ms", "--deadline", "2min"),
                    Map.of("replicator.pause-at", place + ":" + reached),
                    Map.of())) {
                Awaitility.await().until(() -> {
                    assertThat(process.isAlive() || Files.exists(reached))
                            .as(process.stderr())
                            .isTrue();
                    return Files.exists(reached);
                });
                process.kill9();
            }
            try (ReplicatorProcess process =
                    ReplicatorProcess.start(arguments("run", "--until", "caught-up"), Map.of(), Map.of())) {
                assertThat(process.waitFor(LIMIT)).as(process.toString()).isZero();
            }
            clients.awaitMore(50);
            turn(replicator, back ? PATIENT.goingBack() : PATIENT, clients);
            assertEverywhere(replicator, clients);
        }
    }

    private List<String> arguments(String... verb) {
        var all = new ArrayList<>(List.of(verb));
        all.addAll(List.of("--source", pair.sourceUri(), "--target", pair.targetUri()));
        return all;
    }

    /** Ends the clients. */
    private static void assertEverywhere(Replicator replicator, RecordingClients clients)
            throws SQLException, InterruptedException {
        clients.stop();
        assertThat(clients.failures()).isEmpty();
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
        for (String table : List.of("noted", "noted_too")) {
            assertThat(clients.present(table)).as(table).isEqualTo(clients.acknowledged());
            assertThat(clients.arrived(table)).as(table).isEqualTo(clients.acknowledged());
        }
        assertThat(replicator.compare().tables()).allMatch(table -> table.equal());
    }

    /** Switches, and then follows in the new direction for a while. */
    private static void turn(Replicator replicator, CutoverOptions options, @Nullable RecordingClients clients)
            throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
        if (clients == null) {
            return;
        }
        clients.awaitMore(50);
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            clients.awaitMore(50);
        }
    }
}
