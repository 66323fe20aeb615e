package io.pgreplicator.jdbc;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.OutageEnded;
import io.pgreplicator.telemetry.ReplicationEvent.OutageStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats work that failed with a transient failure: a lost connection, a deadlock, a lock that could not be acquired. The
 * pause grows from a tenth of a second to five seconds, with jitter. Thread-safe.
 */
public final class Retry {
    /** Work that ran for longer than this had a connection. */
    private static final Duration PROGRESS = Duration.ofMinutes(1);

    private final Duration limit;
    private final StopSignal stop;
    private final ReplicationListener listener;

    /** Gives up on failures that have lasted for {@code limit}, and at once after a stop. */
    public Retry(Duration limit, StopSignal stop, ReplicationListener listener) {
        this.limit = limit;
        this.stop = stop;
        this.listener = listener;
    }

    /** Runs the work until it succeeds, fails permanently or the limit is reached; then throws its last failure. */
    public <T> T call(String what, Supplier<T> work) {
        var outage = new Outage(what);
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleIf(failure -> mayPass(failure) && !stop.isStopped() && outage.goesOn())
                .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
                .withJitter(0.2)
                .withMaxAttempts(-1)
                .onRetryScheduled(event -> outage.tell(new ReplicationEvent.Retrying(
                        what,
                        String.valueOf(event.getLastException().getMessage()),
                        event.getAttemptCount(),
                        event.getDelay())))
                .build();
        Throwable failed = null;
        try {
            return Failsafe.with(policy).get(() -> {
                outage.attempt();
                return work.get();
            });
        } catch (FailsafeException e) {
            failed = e;
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            failed = e;
            throw e;
        } finally {
            outage.tellEnd(failed);
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
     * How long the work has been failing, and who is notified of it. Work that ran for long before it failed had made
     * progress, because a connection attempt does not take that long; so its failure gets the whole limit again. Confined to
     * one thread.
     */
    private final class Outage {
        private final String what;
        private @Nullable OutageStarted told;
        private long toldNanos;
        private int attempts;
        private long attemptNanos = System.nanoTime();
        private long firstFailureNanos;
        private boolean failing;

        Outage(String what) {
            this.what = what;
        }

        void attempt() {
            attempts++;
            attemptNanos = System.nanoTime();
        }

        void tell(ReplicationEvent.Retrying retry) {
            if (told == null) {
                told = new OutageStarted(what, retry.reason());
                toldNanos = System.nanoTime();
                listener.on(told);
            }
            listener.on(retry);
        }

        /** Only for failures reported before; {@code failed}: why the work was given up, null when it succeeded. */
        void tellEnd(@Nullable Throwable failed) {
            if (told != null) {
                var elapsed = Duration.ofNanos(System.nanoTime() - toldNanos);
                Ending ending = failed == null ? Ending.done(elapsed) : endingOf(failed, stop, elapsed);
                listener.on(new OutageEnded(told, attempts, ending));
            }
        }

        /** Called at each failure: whether the limit allows another attempt. */
        boolean goesOn() {
            long now = System.nanoTime();
            if (!failing || now - attemptNanos > Math.max(limit.toNanos(), PROGRESS.toNanos())) {
                failing = true;
                firstFailureNanos = now;
            }
            return now - firstFailureNanos < limit.toNanos();
        }
    }

    /** How an act that threw has ended: what an interrupt or a stop broke on purpose was stopped, not failed. */
    static Ending endingOf(Throwable failure, StopSignal stop, Duration elapsed) {
        if (failure.getCause() instanceof InterruptedException
                || (stop.isStopped() && failure instanceof DatabaseException known && known.isOfConnection())) {
            return Ending.stopped(elapsed);
        }
        return Ending.failed(failure, elapsed);
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof DatabaseException database && database.isTransient();
    }
}
