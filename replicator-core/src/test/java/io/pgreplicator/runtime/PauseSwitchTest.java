package io.pgreplicator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PauseSwitchTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final StopSignal stop = new StopSignal();
    private final PauseSwitch pause = new PauseSwitch();

    PauseSwitchTest() {
        pause.obey(stop);
    }

    @Test
    void holdsNobodyUnlessPaused() {
        pause.awaitResumed(stop);
        assertThat(pause.isPaused()).isFalse();
    }

    @Test
    void tellsWhatChanges() {
        assertThat(pause.pause()).isTrue();
        assertThat(pause.pause()).isFalse();
        assertThat(pause.resume()).isTrue();
        assertThat(pause.resume()).isFalse();
    }

    @Test
    void whoIsHeldGoesOnAfterTheResume() throws Exception {
        pause.pause();
        CompletableFuture<Void> held = held(stop);
        assertHeld(held);
        pause.resume();
        held.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theStopOfAPartReleasesThoseOfThePartAlone() throws Exception {
        StopSignal part = stop.part();
        pause.obey(part);
        pause.pause();
        CompletableFuture<Void> whole = held(stop);
        CompletableFuture<Void> ofPart = held(part);
        part.stop();
        ofPart.get(20, TimeUnit.SECONDS);
        assertHeld(whole);
        stop.stop();
        whole.get(20, TimeUnit.SECONDS);
    }

    @Test
    void sleepsForTheTime() {
        long began = System.nanoTime();
        assertThat(pause.sleep(Duration.ofMillis(20), stop)).isFalse();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void aKickEndsThePresentSleepOrTheNextOneAndOnlyOne() throws Exception {
        CompletableFuture<Boolean> sleeper = CompletableFuture.supplyAsync(() -> pause.sleep(LONG, stop));
        pause.kick();
        assertThat(sleeper.get(20, TimeUnit.SECONDS)).isTrue();
        pause.kick();
        assertThat(pause.sleep(LONG, stop)).isTrue();
        assertThat(pause.sleep(Duration.ofMillis(1), stop)).isFalse();
    }

    @Test
    void theStopEndsTheSleep() {
        stop.stop();
        assertThat(pause.sleep(LONG, stop)).isFalse();
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        pause.pause();
        Thread.currentThread().interrupt();
        pause.awaitResumed(stop);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** On a thread of its own: the common pool may have but one. */
    private CompletableFuture<Void> held(StopSignal signal) {
        return CompletableFuture.runAsync(() -> pause.awaitResumed(signal), task -> new Thread(task, "held").start());
    }

    private static void assertHeld(CompletableFuture<Void> held) throws ExecutionException, InterruptedException {
        try {
            held.get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        }
        throw new AssertionError("it went on");
    }
}
