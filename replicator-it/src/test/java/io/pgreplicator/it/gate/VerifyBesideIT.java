package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationWaits;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A comparison beside what else may be going on: another one, a rehearsal of the cutover, a replicator that lags. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class VerifyBesideIT {
    private static final VerifyOptions OPTIONS = VerifyOptions.defaults().withLoad(1);

    private DatabasePair pair;

    @BeforeEach
    void create() throws SQLException {
        pair = RecordingClients.databases(15, 17);
        onSource("INSERT INTO noted SELECT -g, 0 FROM generate_series(1, 3000) AS g");
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void anotherOneFindsTheSame() throws SQLException, InterruptedException {
        try (Replicator replicator = open(ReplicationListener.NONE, PausePoint.Hook.NONE);
                RecordingClients clients = new RecordingClients(pair, 4);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            onTarget("DELETE FROM noted WHERE id = -7");
            CompletableFuture<List<String>> other = inBackground(OPTIONS);
            assertThat(found(replicator.verify(OPTIONS))).containsExactly("noted missing [-7]");
            assertThat(other.join()).containsExactly("noted missing [-7]");
            CompletableFuture<List<String>> repairing = inBackground(OPTIONS.repairing());
            assertThat(found(replicator.verify(OPTIONS.repairing()))).isEmpty();
            assertThat(repairing.join()).isEmpty();
            clients.awaitMore(10);
        }
    }

    /** Both sides are asked how many rounds the target has, one after the other. */
    @Test
    void aRoundThatCommitsMeanwhileIsNoLoss() throws SQLException, InterruptedException {
        try (Replicator replicator = open(ReplicationListener.NONE, PausePoint.Hook.NONE);
                RecordingClients clients = new RecordingClients(pair, 4);
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            for (int i = 0; i < 200; i++) {
                assertThat(replicator
                                .verify(OPTIONS.rowsOnly().withTables(List.of("none")))
                                .tables())
                        .isEmpty();
            }
            clients.awaitMore(10);
        }
    }

    @Test
    void aRehearsalHoldsWritersAndNothingIsFound() throws SQLException, InterruptedException {
        var ended = new AtomicReference<CutoverEnded>();
        var over = new AtomicBoolean();
        try (Replicator replicator =
                        open(ReplicationListener.when(CutoverEnded.class, ended::set), PausePoint.Hook.NONE);
                RecordingClients clients = new RecordingClients(pair, 4)) {
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
                clients.awaitMore(50);
            }
            try (Replication replication = replicator
                    .start()
                    .endWhenSwitched(new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 3, false))) {
                CompletableFuture<Integer> verifications = CompletableFuture.supplyAsync(() -> {
                    int number = 0;
                    while (!over.get()) {
                        assertThat(inBackground(OPTIONS).join()).isEmpty();
                        number++;
                    }
                    return number;
                });
                replication.await();
                over.set(true);
                assertThat(verifications.join()).isPositive();
                assertThat(ended.get().switched()).isFalse();
                assertThat(ended.get().pauses()).hasSize(3);
                assertThat(clients.refused()).isZero();
            }
        }
    }

    /** A round is held up, so the target falls behind; rows are compared once it has caught up. */
    @Test
    void waitsWhileTheTargetIsTooFarBehind() throws SQLException, InterruptedException {
        var hold = new AtomicBoolean();
        var released = new CountDownLatch(1);
        var waits = new AtomicReference<VerificationWaits>();
        try (Replicator replicator = open(ReplicationListener.NONE, place -> {
                    if (place == PausePoint.ROUND_SNAPSHOT && hold.get()) {
                        Unchecked.run(released::await);
                    }
                });
                Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            hold.set(true);
            onSource("UPDATE noted SET client = 1 WHERE id >= -1500");
            Awaitility.await().until(() -> {
                Double lag = replicator.status().lag().seconds();
                return lag != null && lag >= 2;
            });
            try (Replicator beside =
                    open(ReplicationListener.when(VerificationWaits.class, waits::set), PausePoint.Hook.NONE)) {
                CompletableFuture<VerifyReport> verification =
                        CompletableFuture.supplyAsync(() -> beside.verify(OPTIONS.withMaxLag(Duration.ofSeconds(1))));
                Awaitility.await().until(() -> waits.get() != null);
                Thread.sleep(1500);
                assertThat(verification).isNotDone();
                hold.set(false);
                released.countDown();
                assertThat(found(verification.join())).isEmpty();
                assertThat(verification.join().isEqual()).isTrue();
                assertThat(waits.get().lag()).isGreaterThan(Duration.ofSeconds(1));
            }
        }
    }

    /** One that the replicator has yet to set is pending; one that it saw and could not set is behind, and so is any when nobody carries. */
    @Test
    void aSequenceIsBehindOnceTheReplicatorHasLeftItBehind() throws SQLException, InterruptedException {
        onSource("CREATE SEQUENCE slow; CREATE SEQUENCE narrow");
        onTarget("CREATE SEQUENCE slow; CREATE SEQUENCE narrow MAXVALUE 10");
        VerifyOptions impatient = OPTIONS.objectsOnly().withPatience(Duration.ofSeconds(1));
        var hold = new AtomicBoolean();
        var held = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        try (Replicator replicator = open(ReplicationListener.NONE, place -> {
            if (place == PausePoint.SEQUENCES_BEFORE_SET && hold.get()) {
                held.countDown();
                Unchecked.run(released::await);
            }
        })) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                onSource("SELECT setval('narrow', 5000)");
                Awaitility.await()
                        .until(() -> !replicator.status().sequenceProblems().isEmpty());
                hold.set(true);
                onSource("SELECT setval('slow', 5000)");
                held.await();
                VerifyReport meanwhile = replicator.verify(impatient);
                assertThat(sequences(meanwhile)).containsExactly("narrow behind", "slow pending");
                assertThat(meanwhile.isSequencesEqual()).isFalse();
                hold.set(false);
                released.countDown();
                assertThat(sequences(replicator.verify(impatient.withPatience(Duration.ofSeconds(30)))))
                        .containsExactly("narrow behind");
            }
            onSource("SELECT setval('slow', 1000000)");
            assertThat(sequences(replicator.verify(impatient)))
                    .as("nobody carries")
                    .containsExactly("narrow behind", "slow behind");
        }
    }

    private static List<String> sequences(VerifyReport report) {
        return report.sequences().stream()
                .map(one -> one.sequence().name() + (one.pending() ? " pending" : " behind"))
                .sorted()
                .toList();
    }

    private Replicator open(ReplicationListener listener, PausePoint.Hook hook) {
        ReplicatorConfig config = SmallSteps.config(pair).build();
        return PausableReplicator.open(config, listener, hook);
    }

    private CompletableFuture<List<String>> inBackground(VerifyOptions options) {
        return CompletableFuture.supplyAsync(() -> {
            try (Replicator replicator = open(ReplicationListener.NONE, PausePoint.Hook.NONE)) {
                return found(replicator.verify(options));
            }
        });
    }

    private static List<String> found(VerifyReport report) {
        var found = new ArrayList<String>();
        for (VerifyReport.Table table : report.tables()) {
            table.sampleKeys().stream()
                    .filter(row -> row.kind() != Kind.MOVING && row.kind() != Kind.PENDING)
                    .map(row -> table.table().name() + " " + row.kind() + " "
                            + row.key().values())
                    .forEach(found::add);
        }
        report.objects().forEach(object -> found.add(object.object()));
        report.sequences().forEach(sequence -> found.add(sequence.toString()));
        return found;
    }

    private void onSource(String sql) throws SQLException {
        try (Connection connection = pair.connectSource();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void onTarget(String sql) throws SQLException {
        try (Connection connection = pair.connectTarget();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
