package io.pgreplicator.jdbc;

import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.Ended;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.Started;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared context of all parts of one run: how they retry, when they stop, where a test may pause them and whom they
 * notify. It holds no configuration and no state of the run. Immutable, thread-safe.
 */
public final class Work {
    private final Duration retryLimit;
    private final StopSignal stop;
    private final PauseSwitch pause;
    private final PausePoint.Hook hook;
    private final ReplicationListener listener;
    private final Retry retry;

    /** Makes the event of an act's end. Called where the act ends, on its thread. */
    public interface EndOf<T extends @Nullable Object> {
        /** {@code result}: what the act has returned; null when it threw. */
        Ended event(@Nullable T result, Ending ending);
    }

    /** Work that nobody pauses. Gives up on what has failed for {@code retryLimit}, and at once after the stop. */
    public Work(Duration retryLimit, StopSignal stop, PausePoint.Hook hook, ReplicationListener listener) {
        this(retryLimit, stop, new PauseSwitch(), hook, listener);
    }

    /** Work that pauses at its safe points while the switch is set. */
    public Work(
            Duration retryLimit,
            StopSignal stop,
            PauseSwitch pause,
            PausePoint.Hook hook,
            ReplicationListener listener) {
        this.retryLimit = retryLimit;
        this.stop = stop;
        this.pause = pause;
        pause.obey(stop);
        this.hook = hook;
        this.listener = listener;
        this.retry = new Retry(retryLimit, stop, listener);
    }

    /** A part that can be stopped separately; a stop of the whole stops it too. */
    public Work part() {
        return new Work(retryLimit, stop.part(), pause, hook, listener);
    }

    /** Runs the task until it succeeds, as {@link Retry#call}. */
    public <T> T call(String what, Supplier<T> task) {
        return retry.call(what, task);
    }

    /** Runs the task until it succeeds, as {@link Retry#run}. */
    public void run(String what, Runnable task) {
        retry.run(what, task);
    }

    /** The work has reached that place. */
    public void reached(PausePoint place) {
        hook.reached(place);
    }

    /** Notifies the listener. */
    public void tell(ReplicationEvent event) {
        listener.on(event);
    }

    /**
     * Runs an act of the work and reports it: the start before, and after it in any case the end that {@code end} makes from
     * its outcome. Throws what the task throws.
     */
    public <T extends @Nullable Object> T act(Started start, Supplier<T> task, EndOf<T> end) {
        listener.on(start);
        long beganNanos = System.nanoTime();
        T result = null;
        Throwable failure = null;
        try {
            result = task.get();
            return result;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            var elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
            listener.on(end.event(result, failure == null ? Ending.done(elapsed) : endingOf(failure, elapsed)));
        }
    }

    /** As the other, for an act without a result. */
    public void act(Started start, Runnable task, Function<Ending, Ended> end) {
        act(
                start,
                () -> {
                    task.run();
                    return true;
                },
                (result, ending) -> end.apply(ending));
    }

    /** How an act that threw has ended: what an interrupt or a stop broke on purpose was stopped, not failed. */
    public Ending endingOf(Throwable failure, Duration elapsed) {
        return Retry.endingOf(failure, stop, elapsed);
    }

    /** The signal that asks the run's threads to end. */
    public StopSignal stop() {
        return stop;
    }

    /** Whether it was asked to end. */
    public boolean isStopped() {
        return stop.isStopped();
    }

    /** A safe point: returns at once, or when the work is resumed, or at the stop. */
    public void awaitResumed() {
        pause.awaitResumed(stop);
    }

    /** Sleeps for the time, until kicked or until the stop; true when kicked. */
    public boolean sleep(Duration time) {
        return pause.sleep(time, stop);
    }
}
