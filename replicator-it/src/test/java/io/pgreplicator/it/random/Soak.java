package io.pgreplicator.it.random;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Random histories and one long-lived pair side by side until the time is over: {@code mvn -B verify -Psoak
 * -Dsoak.duration=PT1H}. No part of the ordinary tests.
 */
class Soak {
    private static final Duration BETWEEN_COMPARISONS = Duration.ofMinutes(2);
    private static final String HISTORIES_AT_A_TIME = "10";

    private final Tally tally = new Tally();

    @Test
    void nothingIsLost() throws SQLException, InterruptedException {
        Duration duration = Duration.parse(System.getProperty("soak.duration", "PT10M"));
        long seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.println("Soak of " + duration + " with seed " + seed);
        long end = System.nanoTime() + duration.toNanos();
        CompletableFuture<Void> histories = CompletableFuture.runAsync(() -> playHistories(end));
        try (var pair = new LongLivedPair(
                Integer.getInteger("soak.source", 15), Integer.getInteger("soak.target", 17), seed, tally)) {
            while (System.nanoTime() < end && !histories.isDone()) {
                pair.live(shorter(BETWEEN_COMPARISONS, Duration.ofNanos(end - System.nanoTime())));
                tell();
            }
        } finally {
            tell();
        }
        histories.join();
        System.out.println("Soak of " + duration + " with seed " + seed + ": 0 differences");
    }

    private static void playHistories(long end) {
        while (System.nanoTime() < end) {
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(RandomHistoryIT.class))
                                    .configurationParameter("jqwik.tries.default", HISTORIES_AT_A_TIME)
                                    .build(),
                            summary);
            summary.getSummary().getFailures().forEach(failure -> {
                throw new AssertionError("a random history failed: " + failure.getException(), failure.getException());
            });
            if (summary.getSummary().getTestsSucceededCount() != 1) {
                throw new AssertionError("no random history was played");
            }
        }
    }

    private void tell() {
        System.out.println("Long-lived pair: " + tally);
        System.out.println("Random histories: " + RandomHistoryIT.TALLY);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
