package io.pgreplicator.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The copy gives up, without a server: nobody listens at either address, so each connection fails at once. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InitialCopyTest {
    private static final ReplicatorConfig CONFIG = ReplicatorConfig.builder()
            .source("postgres://nobody:none@127.0.0.1:1/none")
            .target("postgres://nobody:none@127.0.0.1:1/none")
            .build();

    private final Queue<PausePoint> reached = new ConcurrentLinkedQueue<>();
    private final Queue<ReplicationEvent> events = new ConcurrentLinkedQueue<>();
    private final StopSignal stop = new StopSignal();
    private final Ends nowhere = Ends.of(CONFIG);

    private Work work(Duration retryLimit) {
        return new Work(retryLimit, stop, reached::add, events::add);
    }

    private InitialCopy copy(Work work) {
        return new InitialCopy(
                nowhere, new TargetWriter(nowhere.target(), true), new RunningConfig(CONFIG), work, number -> {
                    throw new AssertionError("asked for table " + number);
                });
    }

    private static void assertUnreachable(ThrowingCallable copying) {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(copying)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE));
    }

    @Test
    void givesUpWithTheTargetsErrorAndSaysNothingOfSuccess() {
        InitialCopy copy = copy(work(Duration.ZERO));
        assertUnreachable(() -> copy.plan(List.of()));
        assertUnreachable(() -> copy.run(List.of()));
        assertThat(copy.bytesMoved()).isZero();
        assertThat(reached).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void aStopEndsWhatIsRetriedForLong() {
        stop.stop();
        InitialCopy copy = copy(work(Duration.ofDays(1)));
        assertUnreachable(() -> copy.plan(List.of()));
        assertThat(events).isEmpty();
    }

    @Test
    void anIndexThatCouldNotBeBegunMayBeBegunAgain() {
        try (var indexes = new IndexBuilder(nowhere.target(), CopyOptions.defaults(), work(Duration.ZERO))) {
            assertUnreachable(() -> indexes.build(List.of(1)));
            assertUnreachable(() -> indexes.build(List.of(1)));
        }
        assertThat(stop.isStopped()).as("nothing was begun that could fail").isFalse();
    }
}
