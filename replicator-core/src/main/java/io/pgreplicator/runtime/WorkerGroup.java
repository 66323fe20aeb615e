package io.pgreplicator.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Threads that work together: each has a role name, and the first failure asks the others to stop. Thread-safe. */
public final class WorkerGroup {
    private static final Duration LONG = Duration.ofDays(1000);

    private final List<Thread> threads = new ArrayList<>();
    private final FirstFailure failure = new FirstFailure();
    private final StopSignal stop;

    /** The signal is raised when a worker fails; workers check it at their safe points. */
    public WorkerGroup(StopSignal stop) {
        this.stop = stop;
    }

    /** Starts a worker on a thread of that name. */
    public void start(String name, Runnable work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failure.keep(e);
                        stop.stop();
                    }
                },
                name);
        thread.setDaemon(true);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
    }

    /** Waits for every worker; throws the first failure. */
    public void join() {
        while (!join(LONG)) {}
    }

    /** Waits for every worker; failures are irrelevant by then, or were already thrown by {@link #join}. */
    public void end() {
        while (!await(LONG)) {}
    }

    /**
     * As {@link #join()}, but for at most that time; returns whether every worker has ended. An interrupt stops the workers;
     * it is kept, and the wait continues.
     */
    public boolean join(Duration time) {
        boolean ended = await(time);
        if (ended) {
            failure.rethrow();
        }
        return ended;
    }

    private boolean await(Duration time) {
        List<Thread> all;
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            all = List.copyOf(threads);
        }
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        for (Thread thread : all) {
            while (thread.isAlive()) {
                try {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    if (left <= 0) {
                        return false;
                    }
                    thread.join(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop.stop();
                    end = System.nanoTime() + LONG.toNanos();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
