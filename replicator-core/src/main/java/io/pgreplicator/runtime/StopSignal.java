package io.pgreplicator.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks all the threads of one run to end at their next safe point. Thread-safe. */
public final class StopSignal {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();

    /** A signal for a part of the run: this one stops the part too, but the part's own stop leaves the rest running. */
    public StopSignal part() {
        var part = new StopSignal();
        whenStopped(part::stop);
        return part;
    }

    /** Runs {@code follower} once stopped, immediately if already stopped; perhaps twice, so it must tolerate that. */
    void whenStopped(Runnable follower) {
        followers.add(follower);
        if (isStopped()) {
            follower.run();
        }
    }

    /** Asks the threads to stop; may be repeated. */
    public void stop() {
        stopped.countDown();
        followers.forEach(Runnable::run);
    }

    /** Whether it was asked for. */
    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Sleeps for the time or until the stop; true when stopped. An interrupt counts as a stop. */
    public boolean sleep(Duration time) {
        try {
            return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
