package io.pgreplicator.cli.demo;

import io.pgreplicator.telemetry.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Polls the state several times a second, passes it on, and records the lag it saw. Thread-safe. */
final class StatusWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<Double> lags = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    private StatusWatch(Supplier<Progress> status, Consumer<Progress> audience) {
        thread = new Thread(() -> watch(status, audience), "watch");
        thread.setDaemon(true);
    }

    static StatusWatch start(Supplier<Progress> status, Consumer<Progress> audience) {
        var watch = new StatusWatch(status, audience);
        watch.thread.start();
        return watch;
    }

    /** The lag that this share of all samples did not exceed, in seconds; NaN before the first sample. */
    synchronized double lag(double share) {
        List<Double> sorted = lags.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    @Override
    public void close() {
        // an interrupt would fail the look that is under way
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Supplier<Progress> status, Consumer<Progress> audience) {
        try {
            do {
                Progress progress = status.get();
                remember(progress.lag().seconds());
                audience.accept(progress);
            } while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void remember(@Nullable Double lag) {
        if (lag != null) {
            lags.add(lag);
        }
    }
}
