package io.pgreplicator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopSignalTest {
    private final StopSignal stop = new StopSignal();

    @Test
    void sleepsForTheTime() {
        long began = System.nanoTime();
        assertThat(stop.sleep(Duration.ofMillis(20))).isFalse();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(20_000_000);
        assertThat(stop.isStopped()).isFalse();
    }

    @Test
    void wakesTheSleeper() throws Exception {
        CompletableFuture<Boolean> sleeper = CompletableFuture.supplyAsync(() -> stop.sleep(Duration.ofDays(1)));
        stop.stop();
        assertThat(sleeper.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void staysStopped() {
        stop.stop();
        stop.stop();
        assertThat(stop.isStopped()).isTrue();
        assertThat(stop.sleep(Duration.ofDays(1))).isTrue();
    }

    @Test
    void anInterruptEndsTheSleepAndStaysSet() {
        Thread.currentThread().interrupt();
        assertThat(stop.sleep(Duration.ofDays(1))).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}
