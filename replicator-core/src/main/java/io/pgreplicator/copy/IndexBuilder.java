package io.pgreplicator.copy;

import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.FirstFailure;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rebuilds the indexes of copied tables, several at the same time, each table's largest first. Attaching an index as a
 * constraint locks the table against the builds of its other indexes, so a table is finished after its last build.
 * Thread-safe.
 */
final class IndexBuilder implements AutoCloseable {
    private final Database target;
    private final Work work;
    private final Restoration restoration;
    private final ExecutorService workers;
    private final Set<Integer> begun = new HashSet<>();
    private final FirstFailure failure = new FirstFailure();

    IndexBuilder(Database target, CopyOptions options, Work work) {
        this.target = target;
        this.work = work;
        this.restoration = new Restoration(target, options, work);
        var number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(options.indexWorkers(), task -> {
            var thread = new Thread(task, "index-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with those tables that it has not begun yet; returns at once. */
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

    /** Waits until all builds that were begun are done; throws the first failure. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            while (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                // a build runs for as long as it takes; a stop takes effect at the next one
            }
        } catch (InterruptedException e) {
            work.stop().stop();
            Thread.currentThread().interrupt();
        }
        failure.rethrow();
    }

    private void buildTable(int tableId) {
        try (Session session = target.open(Role.CONTROL)) {
            QualifiedName table = session.queryFirst(
                            "SELECT schema_name, table_name FROM replicator.table_copy WHERE table_id = ?",
                            row -> new QualifiedName(row.getString(1), row.getString(2)),
                            tableId)
                    .orElseThrow();
            List<Deferred> builds = DeferredObjects.pendingIndexes(session, table).stream()
                    .filter(object -> !object.built() && !object.waits())
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
        if (restoration.build(object, () -> work.reached(PausePoint.INDEX_BEFORE_BUILD))) {
            work.reached(PausePoint.INDEX_AFTER_BUILD);
        }
    }

    /** What the target rejects is left open, and does not prevent the table from being followed. */
    private void finishTable(int tableId, QualifiedName table) {
        List<Deferred> pending = work.call("finishing " + table, () -> {
            try (Session session = target.open(Role.INDEX)) {
                return DeferredObjects.pendingIndexes(session, table);
            }
        });
        pending.stream().filter(Deferred::built).forEach(restoration::finish);
        restoration.analyze(table);
        work.run("finishing " + table, () -> {
            try (Session session = target.open(Role.INDEX)) {
                session.runInTransaction(() -> CopyJournal.complete(session, tableId));
            }
        });
    }

    private void submit(Runnable task) {
        workers.execute(() -> {
            if (work.isStopped()) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.keep(e);
                work.stop().stop();
            }
        });
    }
}
