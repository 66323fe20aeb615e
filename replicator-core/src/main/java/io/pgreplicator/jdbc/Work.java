package io.pgreplicator.jdbc;

import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What all parts of one run have in common: how they do again what failed, when they stop, where a test may hold them and whom
 * they tell. It has no configuration and no state of the run. Immutable, thread-safe.
 */
public final class Work {
    private final Duration retryLimit;
    private final StopSignal stop;
    private final PausePoint pausePoint;
    private final ReplicationListener listener;
    private final Retry retry;

    /** Gives up what has failed for {@code retryLimit}, and at once after the stop. */
    public Work(Duration retryLimit, StopSignal stop, PausePoint pausePoint, ReplicationListener listener) {
        this.retryLimit = retryLimit;
        this.stop = stop;
        this.pausePoint = pausePoint;
        this.listener = listener;
        this.retry = new Retry(retryLimit, stop, listener);
    }

    /** A part that can be stopped by itself; a stop of the whole stops it too. */
    public Work part() {
        return new Work(retryLimit, stop.part(), pausePoint, listener);
    }

    /** Runs the task until it succeeds, as {@link Retry#call}. */
    public <T> T call(String what, Supplier<T> task) {
        return retry.call(what, task);
    }

    /** Runs the task until it succeeds, as {@link Retry#run}. */
    public void run(String what, Runnable task) {
        retry.run(what, task);
    }

    /** The work has come to that place. */
    public void reached(String place) {
        pausePoint.reached(place);
    }

    /** Tells whoever listens. */
    public void tell(ReplicationEvent event) {
        listener.on(event);
    }

    /** What asks its threads to end. */
    public StopSignal stop() {
        return stop;
    }

    /** Whether it was asked to end. */
    public boolean isStopped() {
        return stop.isStopped();
    }

    /** Sleeps for the time or until the stop. */
    public void sleep(Duration time) {
        stop.sleep(time);
    }
}
