package io.pgreplicator.copy;

import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.copy.DeferredObjects.Deferred;
import io.pgreplicator.copy.DeferredObjects.Kind;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts the indexes of copied tables back, several at the same time, each table's largest first. Attaching an index as a
 * constraint locks the table against the builds of its other indexes, so a table is finished after its last build.
 * Thread-safe.
 */
final class IndexBuilder implements AutoCloseable {
    private final Database target;
    private final CopyOptions options;
    private final Retry retry;
    private final ReplicationListener listener;
    private final PausePoint pausePoint;
    private final StopSignal stop;
    private final ExecutorService workers;
    private final Set<Integer> begun = new HashSet<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    IndexBuilder(
            Database target,
            CopyOptions options,
            Retry retry,
            ReplicationListener listener,
            PausePoint pausePoint,
            StopSignal stop) {
        this.target = target;
        this.options = options;
        this.retry = retry;
        this.listener = listener;
        this.pausePoint = pausePoint;
        this.stop = stop;
        var number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(options.indexWorkers(), task -> {
            var thread = new Thread(task, "index-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with the tables that it has not begun with yet; returns at once. */
    void build(Collection<Integer> copiedTables) {
        synchronized (begun) {
            for (int tableId : copiedTables) {
                if (!begun.contains(tableId)) {
                    buildTable(tableId);
                    begun.add(tableId);
                }
            }
        }
    }

    /** Waits until everything begun is done; throws the first failure. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            while (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                // a build runs for as long as it takes; a stop ends it at the next one
            }
        } catch (InterruptedException e) {
            stop.stop();
            Thread.currentThread().interrupt();
        }
        Throwable first = failure.get();
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void buildTable(int tableId) {
        try (Session session = target.open(Role.CONTROL)) {
            QualifiedName table = session.queryFirst(
                            "SELECT schema_name, table_name FROM replicator.table_copy WHERE table_id = ?",
                            row -> new QualifiedName(row.getString(1), row.getString(2)),
                            tableId)
                    .orElseThrow();
            List<Deferred> builds = DeferredObjects.pending(session, Kind.INDEX, table).stream()
                    .filter(object -> !object.built())
                    .toList();
            if (builds.isEmpty()) {
                submit(() -> finishTable(tableId, table));
            }
            var left = new AtomicInteger(builds.size());
            builds.forEach(object -> submit(() -> {
                buildOne(object);
                if (left.decrementAndGet() == 0) {
                    finishTable(tableId, table);
                }
            }));
        }
    }

    private void buildOne(Deferred object) {
        listener.on(new ReplicationEvent.IndexStarted(object.table(), object.name()));
        long begin = System.nanoTime();
        retry.run("building " + object.name(), () -> {
            try (Session session = target.open(Role.INDEX)) {
                session.set("maintenance_work_mem", options.maintenanceMemory().bytes() / 1024 + "kB");
                pausePoint.reached("index.before-build");
                DeferredObjects.build(session, object);
            }
        });
        pausePoint.reached("index.after-build");
        listener.on(new ReplicationEvent.IndexFinished(
                object.table(), object.name(), Duration.ofNanos(System.nanoTime() - begin)));
    }

    private void finishTable(int tableId, QualifiedName table) {
        retry.run("finishing " + table, () -> {
            try (Session session = target.open(Role.INDEX)) {
                DeferredObjects.pending(session, Kind.INDEX, table)
                        .forEach(object -> DeferredObjects.finish(session, object));
                session.doing("analyzing " + table).runInTransaction(() -> {
                    session.execute("ANALYZE " + table.quoted());
                    CopyJournal.complete(session, tableId);
                });
            }
        });
    }

    private void submit(Runnable task) {
        workers.execute(() -> {
            if (stop.isStopped()) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                stop.stop();
            }
        });
    }
}
