package io.pgreplicator.runtime;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first failure of threads that work together, kept for the thread that waits for them. Thread-safe. */
public final class FirstFailure {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** Keeps the failure, unless there was one before. */
    public void keep(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    /** Throws the failure that was kept, if any. */
    public void rethrow() {
        Throwable kept = first.get();
        if (kept != null) {
            throw unchecked(kept);
        }
    }

    /** The failure, to be thrown as it is; an {@link Error} is thrown at once, a checked exception is wrapped. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception
                ? exception
                : new IllegalStateException("failed with a checked exception: " + failure.getMessage(), failure);
    }
}
