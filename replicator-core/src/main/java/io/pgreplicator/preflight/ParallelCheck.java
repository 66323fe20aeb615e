package io.pgreplicator.preflight;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.runtime.WorkerGroup;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of one check on a few threads, each with sessions of its own, because the cost of each part is mostly
 * network latency. The findings keep the order of the parts. Where a server has no room for more sessions, fewer threads do
 * all the work. The caller's side is confined to one thread.
 */
final class ParallelCheck implements AutoCloseable {
    /** Sessions on each side, including the caller's: no more than the first contact may have held. */
    private static final int SESSIONS = 3;

    private final List<Part> parts;
    private final List<Findings> found;
    private final AtomicInteger next = new AtomicInteger();
    private final StopSignal stop = new StopSignal();
    private final WorkerGroup workers = new WorkerGroup(stop);
    private final CompletableFuture<Survey> survey = new CompletableFuture<>();

    /** One part of the check. */
    @FunctionalInterface
    interface Part {
        void run(Survey survey, Findings findings);
    }

    /** Begins to connect; the target is null when only the source is checked. */
    ParallelCheck(List<Part> parts, Database source, @Nullable Database target) {
        this.parts = parts;
        this.found = parts.stream().map(part -> new Findings()).toList();
        for (int i = 2; i <= SESSIONS; i++) {
            workers.start("check-" + i, () -> help(source, target));
        }
    }

    /** Runs every part. Blocks; throws the first failure, or {@link ErrorCode#STOPPED} when it was interrupted. */
    void run(Survey callers, Findings findings) {
        survey.complete(callers);
        workers.start("check-1", () -> work(callers));
        workers.join();
        if (stop.isStopped()) {
            throw new ReplicatorException(
                    ErrorCode.STOPPED,
                    "The check was interrupted before it had looked at everything.",
                    "Run it again.");
        }
        found.forEach(findings::addAll);
    }

    /** Ends what was begun, when there is nothing to check. Failures were thrown by {@link #run}, or are irrelevant. */
    @Override
    public void close() {
        stop.stop();
        survey.cancel(false);
        workers.end();
    }

    private void help(Database source, @Nullable Database target) {
        Session from = openIfPossible(source);
        if (from == null) {
            return;
        }
        try (from;
                Session to = target == null ? null : openIfPossible(target)) {
            if (target == null || to != null) {
                Survey callers = awaitSurvey();
                if (callers != null) {
                    work(callers.with(from, to));
                }
            }
        }
    }

    private @Nullable Survey awaitSurvey() {
        try {
            return survey.join();
        } catch (CompletionException | CancellationException e) {
            return null;
        }
    }

    private static @Nullable Session openIfPossible(Database database) {
        try {
            return database.open(Role.CONTROL);
        } catch (DatabaseException e) {
            return null;
        }
    }

    private void work(Survey own) {
        for (int i = next.getAndIncrement(); i < parts.size() && !stop.isStopped(); i = next.getAndIncrement()) {
            parts.get(i).run(own, found.get(i));
        }
    }
}
