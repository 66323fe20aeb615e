package io.pgreplicator.jdbc;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Does work again when it failed in a way that may pass: a lost connection, a deadlock, a lock that was not to be had. The
 * pause grows from a tenth of a second to five seconds, with jitter. Thread-safe.
 */
public final class Retry {
    /** Work that ran for longer than this had a connection. */
    private static final Duration PROGRESS = Duration.ofMinutes(1);

    private final Duration limit;
    private final StopSignal stop;
    private final ReplicationListener listener;

    /** Gives up on failures that have gone on for {@code limit}, and at once after a stop. */
    public Retry(Duration limit, StopSignal stop, ReplicationListener listener) {
        this.limit = limit;
        this.stop = stop;
        this.listener = listener;
    }

    /** Runs the work until it succeeds, fails for good or the limit is over; then throws its last failure. */
    public <T> T call(String what, Supplier<T> work) {
        var outage = new Outage();
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleIf(failure -> mayPass(failure) && !stop.isStopped() && outage.goesOn())
                .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
                .withJitter(0.2)
                .withMaxAttempts(-1)
                .onRetryScheduled(event -> listener.on(new ReplicationEvent.Retrying(
                        what,
                        String.valueOf(event.getLastException().getMessage()),
                        event.getAttemptCount(),
                        event.getDelay())))
                .build();
        try {
            return Failsafe.with(policy).get(() -> {
                outage.attempt();
                return work.get();
            });
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    /** As {@link #call}, without a result. */
    public void run(String what, Runnable work) {
        var done = call(what, () -> {
            work.run();
            return true;
        });
        assert done;
    }

    /**
     * How long the work has been failing. Work that ran for long before it failed had got somewhere, for a connection
     * attempt does not take that long, so its failure begins a new outage. Confined to one thread.
     */
    private final class Outage {
        private long attemptNanos = System.nanoTime();
        private long firstFailureNanos;
        private boolean failing;

        void attempt() {
            attemptNanos = System.nanoTime();
        }

        /** Called at each failure: whether the limit leaves room for another attempt. */
        boolean goesOn() {
            long now = System.nanoTime();
            if (!failing || now - attemptNanos > Math.max(limit.toNanos(), PROGRESS.toNanos())) {
                failing = true;
                firstFailureNanos = now;
            }
            return now - firstFailureNanos < limit.toNanos();
        }
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof DatabaseException database && database.isTransient();
    }
}
