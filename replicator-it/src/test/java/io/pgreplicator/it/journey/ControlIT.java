package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A running replicator is told what to do, from its own process and from others. */
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class ControlIT {

    @Test
    void otherProcessesPauseKickSetAndResumeIt() throws SQLException, InterruptedException {
        try (Journey journey = Journey.withWorkload(15, 17)) {
            controlAndStop(journey);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static void controlAndStop(Journey journey) throws SQLException, InterruptedException {
        try (Replicator observer = journey.open();
                ReplicatorProcess run = start(journey, "run");
                Workload workload = Workload.start(
                        journey.pair.writerUris(), WorkloadOptions.of(11, 2).pausing(Duration.ofMillis(30)))) {
            awaitPhase(observer, Phase.FOLLOWING);
            assertThat(send(journey, 0, "pause")).startsWith("Paused: a round that is under way is finished");
            assertThat(observer.status().phase()).isEqualTo(Phase.PAUSED);
            long rounds = settledRounds(observer);
            long done = workload.transactions();
            Awaitility.await().until(() -> workload.transactions() > done + 20);
            Progress paused = observer.status();
            assertThat(paused.rounds().applied()).isEqualTo(rounds);
            assertThat(paused.lag().pendingKeys()).isPositive();
            assertThat(observer.pause()).startsWith("It is paused already.");
            assertThat(send(journey, 3, "kick")).contains("The replicator refuses: it is paused.");
            assertThat(send(journey, 0, "set", "rounds.max-pause=1h", "rounds.min-pause=1min"))
                    .isEqualTo("Set until it ends: rounds.max-pause=1h, rounds.min-pause=1min.\n");
            assertThat(send(journey, 2, "set", "copy.chunk-size=1MB"))
                    .contains("these can: copy.streams, rounds.min-pause");
            assertFails(ErrorCode.COMMAND_REFUSED, () -> observer.set(Map.of("rounds.max-pause", "1ms")));
            assertThat(observer.resume()).isEqualTo("Resumed.");
            workload.stop();
            awaitRound(observer, rounds);
            // the next round is a minute away, unless it is kicked
            long quiet = settledRounds(observer);
            journey.onSource("UPDATE workload.accounts SET balance = balance + 1");
            assertThat(observer.kick()).startsWith("A round begins now");
            awaitRound(observer, quiet);
            run.terminate();
            assertThat(run.waitFor(Patience.LIMIT)).as("%s", run).isZero();
        }
    }

    @Test
    void aReplicatorThatDiedOrSleepsTakesNoCommandAndALaterOneDoesNotObeyIt()
            throws SQLException, InterruptedException, IOException {
        try (Journey journey = Journey.empty(15, 15)) {
            assertThat(send(journey, 8, "pause")).contains("No replicator is running for this target.");
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            try (Replicator observer = journey.open();
                    ReplicatorProcess run = start(journey, "run")) {
                awaitPhase(observer, Phase.FOLLOWING);
                run.signal("STOP");
                assertThatThrownBy(observer::pause)
                        .hasMessage("The replicator has not answered within 15 s:"
                                + " the command was withdrawn, and nothing was done.");
                run.signal("CONT");
                assertThat(observer.kick()).startsWith("A round begins now");
                assertThat(observer.status().phase()).isEqualTo(Phase.FOLLOWING);
                assertThat(observer.pause()).startsWith("Paused");
                run.kill9();
                journey.awaitNoLeader();
                assertFails(ErrorCode.NO_LEADER, observer::resume);
            }
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.assertArrived();
        }
    }

    @Test
    void aCopyIsHeldAtItsNextChunkAndGoesOnWithMoreStreams() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, pad text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, 5000) AS g");
            var first = new AtomicBoolean();
            var copied = new CountDownLatch(1);
            var told = new CountDownLatch(1);
            var ended = new AtomicReference<Replication>();
            PausePoint.Hook hook = place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && first.compareAndSet(false, true)) {
                    copied.countDown();
                    await(told);
                }
            };
            var config =
                    journey.config().copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
            try (Replicator replicator = journey.open(config, hook);
                    Replication replication = replicator.start()) {
                copied.await();
                assertThat(replication.pause()).startsWith("Paused: chunks that are being copied are finished");
                assertFails(ErrorCode.COMMAND_REFUSED, replication::kick);
                assertThat(replication.set(Map.of("copy.streams", "3")))
                        .isEqualTo("Set until it ends: copy.streams=3.");
                told.countDown();
                Awaitility.await().until(() -> chunksCopied(journey) > 0);
                Awaitility.await().until(() -> replicator.status().phase() == Phase.PAUSED);
                long chunks = chunksCopied(journey);
                Thread.sleep(1_000);
                assertThat(chunksCopied(journey)).isEqualTo(chunks).isEqualTo(1);
                replication.resume();
                replication.awaitCaughtUp();
                assertThat(journey.events().stream()
                                .filter(ReplicationEvent.PhaseStarted.class::isInstance)
                                .map(event -> ((ReplicationEvent.PhaseStarted) event).phase()))
                        .containsSubsequence(Phase.COPYING, Phase.PAUSED, Phase.COPYING, Phase.FOLLOWING);
                replication.pause();
                ended.set(replication);
            }
            assertFails(
                    ErrorCode.COMMAND_REFUSED,
                    () -> Objects.requireNonNull(ended.get()).resume());
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static ReplicatorProcess start(Journey journey, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri()));
        return ReplicatorProcess.start(all, Map.of(), Map.of());
    }

    /** Runs a verb in a process of its own; what it printed. */
    private static String send(Journey journey, int code, String... arguments) {
        try (ReplicatorProcess verb = start(journey, arguments)) {
            assertThat(verb.waitFor(Patience.LIMIT)).as("%s", verb).isEqualTo(code);
            return code == 0 ? verb.stdout() : verb.stderr();
        }
    }

    private static void awaitPhase(Replicator observer, Phase phase) {
        Awaitility.await().atMost(Patience.LIMIT).until(() -> observer.status().phase() == phase);
    }

    private static void awaitRound(Replicator observer, long after) {
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .until(() -> observer.status().rounds().applied() > after);
    }

    /** The number of rounds once it has stayed for two seconds, in which the leader reports. */
    private static long settledRounds(Replicator observer) throws InterruptedException {
        long before = -1;
        long rounds = observer.status().rounds().applied();
        while (rounds != before) {
            before = rounds;
            Thread.sleep(2_000);
            rounds = observer.status().rounds().applied();
        }
        return rounds;
    }

    private static long chunksCopied(Journey journey) throws SQLException {
        return number(journey, "SELECT count(*) FROM replicator.chunk WHERE copied_at IS NOT NULL");
    }

    private static long number(Journey journey, String sql) throws SQLException {
        try (Statement statement = journey.target.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThat(catchThrowableOfType(ReplicatorException.class, call).code()).isEqualTo(code);
    }
}
