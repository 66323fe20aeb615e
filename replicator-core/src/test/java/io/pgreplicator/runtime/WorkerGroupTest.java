package io.pgreplicator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerGroupTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final StopSignal stop = new StopSignal();
    private final WorkerGroup group = new WorkerGroup(stop);

    @Test
    void waitsForEveryWorkerOnThreadsOfTheirNames() {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        for (int i = 1; i <= 3; i++) {
            group.start("copy-" + i, () -> names.add(Thread.currentThread().getName()));
        }
        group.join();
        assertThat(names).containsExactlyInAnyOrder("copy-1", "copy-2", "copy-3");
        assertThat(stop.isStopped()).isFalse();
    }

    @Test
    void theFirstFailureStopsTheOthersAndIsThrown() {
        var first = new IllegalStateException("first");
        group.start("copy-1", () -> {
            assertThat(stop.sleep(LONG)).isTrue();
            throw new IllegalStateException("second, caused by the stop");
        });
        group.start("copy-2", () -> {
            throw first;
        });
        assertThatThrownBy(group::join).isSameAs(first);
        assertThat(stop.isStopped()).isTrue();
    }

    /** What closes a group in a try statement must not throw what the statement throws already. */
    @Test
    void theEndWaitsAndThrowsNothingAgain() {
        var first = new IllegalStateException("first");
        group.start("check-1", () -> {
            throw first;
        });
        assertThatThrownBy(group::join).isSameAs(first);
        assertThatCode(group::end).doesNotThrowAnyException();
    }

    @Test
    void mayBeWaitedForInParts() {
        group.start("copy-1", () -> stop.sleep(LONG));
        assertThat(group.join(Duration.ofMillis(20))).isFalse();
        stop.stop();
        assertThat(group.join(LONG)).isTrue();
    }

    @Test
    void anErrorIsThrownAsItIs() {
        var error = new OutOfMemoryError("made up");
        group.start("copy-1", () -> {
            throw error;
        });
        assertThatThrownBy(group::join).isSameAs(error);
    }

    @Test
    void anInterruptOfTheWaitingThreadStopsTheWorkersAndIsKept() {
        group.start("copy-1", () -> assertThat(stop.sleep(LONG)).isTrue());
        Thread.currentThread().interrupt();
        group.join();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stop.isStopped()).isTrue();
    }

    @Test
    void anEmptyGroupIsDone() {
        group.join();
        assertThat(stop.isStopped()).isFalse();
    }
}
