package io.pgreplicator.copy;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.ReplicaRole;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.runtime.WorkerGroup;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Copies every table that is not copied yet, by several streams, and builds each table's indexes as soon as its last chunk
 * is in. Goes on where a former run ended. One instance is one run; {@link #bytesMoved} may be read by any thread.
 */
public final class InitialCopy {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Database source;
    private final Database target;
    private final CopyOptions options;
    private final boolean replicaRole;
    private final Retry retry;
    private final ReplicationListener listener;
    private final PausePoint pausePoint;
    private final StopSignal stop;
    private final AtomicLong bytesMoved = new AtomicLong();

    /** {@code replicaRole}: whether target sessions may switch off triggers and foreign keys for themselves. */
    public InitialCopy(
            Database source,
            Database target,
            CopyOptions options,
            boolean replicaRole,
            Retry retry,
            ReplicationListener listener,
            PausePoint pausePoint,
            StopSignal stop) {
        this.source = source;
        this.target = target;
        this.options = options;
        this.replicaRole = replicaRole;
        this.retry = retry;
        this.listener = listener;
        this.pausePoint = pausePoint;
        this.stop = stop;
    }

    /** Bytes piped by this run. */
    public long bytesMoved() {
        return bytesMoved.get();
    }

    /** Plans the tables that have no plan yet: takes off what slows the copy and writes their chunks. */
    public void plan(Collection<CopyTable> tables) {
        List<CopyTable> unplanned = withSession(
                "reading the copy journal",
                session -> tables.stream()
                        .filter(table -> !CopyJournal.isPlanned(session, table))
                        .toList());
        if (unplanned.isEmpty()) {
            return;
        }
        List<Table> targets = unplanned.stream().map(CopyTable::target).toList();
        withSession("taking off the foreign keys", session -> {
            DeferredObjects.takeOffForeignKeys(session, targets);
            if (!replicaRole) {
                DeferredObjects.disableTriggers(session, targets);
            }
            return true;
        });
        for (CopyTable table : unplanned) {
            withSession("planning the copy of " + table.source().name(), session -> plan(session, table));
            pausePoint.reached("copy.planned");
        }
    }

    /** One transaction; a commit whose answer was lost is not done again. */
    private boolean plan(Session session, CopyTable table) {
        return session.inTransaction(() -> {
            if (!CopyJournal.isPlanned(session, table)) {
                DeferredObjects.takeOffIndexes(session, table.target());
                CopyJournal.plan(session, table, options.chunkSize().bytes());
            }
            return true;
        });
    }

    private <T> T withSession(String what, Function<Session, T> work) {
        return retry.call(what, () -> {
            try (Session session = target.open(Role.CONTROL)) {
                return work.apply(session);
            }
        });
    }

    /** Copies what is to be copied and builds the indexes; returns early when stopped. Throws the first failure. */
    public void run(Collection<CopyTable> tables) {
        if (isComplete()) {
            return;
        }
        Map<Integer, CopyTable> byId =
                tables.stream().collect(Collectors.toMap(CopyTable::tableId, Function.identity()));
        var indexes = new IndexBuilder(target, options, retry, listener, pausePoint, stop);
        var streams = new WorkerGroup(stop);
        for (int i = 1; i <= options.streams(); i++) {
            streams.start("copy-" + i, () -> copyChunks(byId, indexes));
        }
        try (indexes) {
            streams.join();
        }
    }

    private boolean isComplete() {
        return withSession(
                "reading the copy journal",
                session -> CopyJournal.remaining(session) == 0
                        && CopyJournal.copiedTables(session).isEmpty());
    }

    private void copyChunks(Map<Integer, CopyTable> tables, IndexBuilder indexes) {
        while (!stop.isStopped()) {
            boolean found = retry.call("copying", () -> copyNext(tables));
            boolean nothingLeft = withSession("building indexes", session -> {
                indexes.build(CopyJournal.copiedTables(session));
                return !found && CopyJournal.remaining(session) == 0;
            });
            if (nothingLeft) {
                return;
            }
            if (!found) {
                // the last chunks are in other hands: another stream, or another machine that may yet die
                stop.sleep(LOOK_AGAIN);
            }
        }
    }

    /** Copies one chunk; false when there is none to claim. */
    private boolean copyNext(Map<Integer, CopyTable> tables) {
        try (Session to = target.open(Role.COPY)) {
            ReplicaRole.assume(to, replicaRole);
            to.begin("");
            Optional<Chunk> claimed = CopyJournal.claim(to);
            if (claimed.isEmpty()) {
                return false;
            }
            Chunk chunk = claimed.get();
            CopyTable table = tables.get(chunk.tableId());
            if (table == null) {
                throw new IllegalStateException("chunk of a table that takes no part: " + chunk);
            }
            copy(to, table, chunk);
            return true;
        }
    }

    private void copy(Session to, CopyTable table, Chunk chunk) {
        listener.on(new ReplicationEvent.ChunkStarted(table.source().name(), chunk.number()));
        ChunkCopier.Result result;
        try (Session from = source.open(Role.COPY)) {
            Heartbeat heartbeat = Migration.read(to).orElseThrow().follow(from, target);
            result = new ChunkCopier(stop, bytesMoved).copy(from, to, table, chunk);
            if (result.outcome() == ChunkCopier.Outcome.COPIED) {
                heartbeat.beat(from, target);
            }
        }
        switch (result.outcome()) {
            case COPIED -> commit(to, table, chunk, result);
            case MOVED -> {
                to.rollback();
                planAgain(table);
            }
            case STOPPED -> to.rollback();
        }
    }

    private void commit(Session to, CopyTable table, Chunk chunk, ChunkCopier.Result result) {
        CopyJournal.copied(to, chunk, result.rows());
        pausePoint.reached("copy.before-commit");
        to.commit();
        pausePoint.reached("copy.after-commit");
        listener.on(new ReplicationEvent.ChunkFinished(
                table.source().name(), chunk.number(), result.rows(), result.bytes()));
    }

    /** The table was rewritten: its rows are elsewhere, so its copy begins anew from its present file. */
    private void planAgain(CopyTable table) {
        listener.on(new ReplicationEvent.Notice(
                table.source().name() + " was rewritten or truncated on the source; its copy begins anew"));
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Table present = present(from, table.source());
            var again = new CopyTable(table.tableId(), table.captureId(), present, table.target(), table.untouched());
            CopyJournal.planAgain(to, again, options.chunkSize().bytes());
        }
    }

    private static Table present(Session from, Table planned) {
        return CatalogReader.tables(from, planned.name()::equals).stream()
                .filter(found -> found.oid() == planned.oid())
                .findFirst()
                .orElseThrow(() -> new ReplicatorException(
                        ErrorCode.SHAPE_CHANGED,
                        "The table " + planned.name() + " is another one on the source than when its copy was planned.",
                        "Run the command again."));
    }
}
