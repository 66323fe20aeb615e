package io.pgreplicator.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks on a few threads in the order given. Stateless, thread-safe. */
public final class Parallel {
    private Parallel() {}

    /** Blocks until every task has ended. Throws {@link HarnessException} around the first failure. */
    public static <T> List<T> run(int threads, List<Callable<T>> tasks) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<T>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new HarnessException(String.valueOf(cause.getMessage()), cause);
        } finally {
            executor.shutdownNow();
        }
    }
}
