package io.pgreplicator.runtime;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on a separate thread while its owner does something else. The owner always waits for the work it started, so no
 * thread outlives what it works for. The owner's side is confined to one thread.
 */
public final class Meanwhile<T> {
    private final AtomicReference<@Nullable T> result = new AtomicReference<>();
    private final FirstFailure failure = new FirstFailure();
    private final Thread thread;

    private Meanwhile(String name, Supplier<T> work) {
        this.thread = new Thread(
                () -> {
                    try {
                        result.set(work.get());
                    } catch (Throwable e) {
                        failure.keep(e);
                    }
                },
                name);
        thread.setDaemon(true);
    }

    /** Starts the work on a thread of that name. */
    public static <T> Meanwhile<T> start(String name, Supplier<T> work) {
        var meanwhile = new Meanwhile<>(name, work);
        meanwhile.thread.start();
        return meanwhile;
    }

    /** Runs both concurrently and waits for both. Throws the failure of the first, or else that of the second. */
    public static void both(Runnable first, String name, Runnable second) {
        Meanwhile<Boolean> other = start(name, () -> {
            second.run();
            return true;
        });
        try {
            first.run();
        } finally {
            other.await();
        }
        other.result();
    }

    /** Waits for its end, even through an interrupt, which is kept; never throws. */
    public void await() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end and returns its result; throws its failure. */
    public T result() {
        await();
        failure.rethrow();
        T made = result.get();
        if (made == null) {
            throw new IllegalStateException("the work made nothing");
        }
        return made;
    }
}
