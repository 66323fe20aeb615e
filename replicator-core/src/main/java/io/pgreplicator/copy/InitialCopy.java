package io.pgreplicator.copy;

import io.pgreplicator.catalog.LockHolders;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.ReplicaRole;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.runtime.WorkerGroup;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
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
    private final int maxRefused;
    private final boolean replicaRole;
    private final Retry retry;
    private final ReplicationListener listener;
    private final PausePoint pausePoint;
    private final StopSignal stop;
    private final IntFunction<CopyTable> present;
    private final AtomicLong bytesMoved = new AtomicLong();
    private final AtomicInteger refusedChunks = new AtomicInteger();
    private final LockedTables locked = new LockedTables();

    /**
     * Ready to copy.
     *
     * @param maxRefused most chunks of which the target may refuse rows
     * @param replicaRole whether target sessions may switch off triggers and foreign keys for themselves
     * @param present the table of that number as it is now, all its partitions captured; called by any stream
     */
    public InitialCopy(
            Database source,
            Database target,
            CopyOptions options,
            int maxRefused,
            boolean replicaRole,
            Retry retry,
            ReplicationListener listener,
            PausePoint pausePoint,
            StopSignal stop,
            IntFunction<CopyTable> present) {
        this.source = source;
        this.target = target;
        this.options = options;
        this.maxRefused = maxRefused;
        this.replicaRole = replicaRole;
        this.retry = retry;
        this.listener = listener;
        this.pausePoint = pausePoint;
        this.stop = stop;
        this.present = present;
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
        List<QualifiedName> targets =
                unplanned.stream().map(table -> table.target().name()).toList();
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
        try (indexes) {
            // copied by a run that died before it built them
            withSession("building indexes", session -> {
                indexes.build(CopyJournal.copiedTables(session));
                return true;
            });
            for (int i = 1; i <= options.streams(); i++) {
                streams.start("copy-" + i, () -> copyChunks(byId, indexes));
            }
            streams.join();
        }
    }

    private boolean isComplete() {
        return withSession(
                "reading the copy journal",
                session -> !CopyJournal.hasRemaining(session)
                        && CopyJournal.copiedTables(session).isEmpty());
    }

    private void copyChunks(Map<Integer, CopyTable> tables, IndexBuilder indexes) {
        while (!stop.isStopped()) {
            Optional<Chunk> found = retry.call("copying", () -> copyNext(tables));
            boolean nothingLeft = withSession("building indexes", session -> {
                indexes.build(CopyJournal.copiedTables(
                        session, found.map(Chunk::tableId).orElse(null)));
                return found.isEmpty() && !CopyJournal.hasRemaining(session);
            });
            if (nothingLeft) {
                return;
            }
            if (found.isEmpty()) {
                // the last chunks are in other hands: another stream, or another machine that may yet die
                stop.sleep(LOOK_AGAIN);
            }
        }
    }

    /** Copies one chunk and returns it; empty when there is none to claim. */
    private Optional<Chunk> copyNext(Map<Integer, CopyTable> tables) {
        try (Session to = target.open(Role.COPY)) {
            ReplicaRole.assume(to, replicaRole);
            to.begin("");
            Optional<Chunk> claimed = CopyJournal.claim(to, locked.present());
            if (claimed.isEmpty()) {
                return claimed;
            }
            Chunk chunk = claimed.get();
            CopyTable table = tables.get(chunk.tableId());
            if (table == null) {
                throw new IllegalStateException("chunk of a table that takes no part: " + chunk);
            }
            try {
                copy(to, table, chunk);
            } catch (DatabaseException e) {
                if (!SqlStates.LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
                    throw e;
                }
                to.rollback();
                leaveForLater(table, e);
            }
            return claimed;
        }
    }

    /** Somebody holds the table: the others are copied meanwhile. */
    private void leaveForLater(CopyTable table, DatabaseException failure) {
        locked.add(table.tableId());
        String holders = failure.code() == ErrorCode.SOURCE_FAILED
                ? retry.call("asking who holds a lock", () -> {
                    try (Session from = source.open(Role.CONTROL)) {
                        return LockHolders.describe(from, table.source().oid());
                    }
                })
                : withSession(
                        "asking who holds a lock",
                        session -> LockHolders.describe(session, table.target().oid()));
        listener.on(new ReplicationEvent.Retrying("copying " + table.source().name(), holders, 1, LockedTables.PAUSE));
    }

    private void copy(Session to, CopyTable table, Chunk chunk) {
        listener.on(new ReplicationEvent.ChunkStarted(table.source().name(), chunk.number()));
        var copier = new ChunkCopier(stop, bytesMoved);
        ChunkCopier.Result result;
        to.execute("SAVEPOINT copying");
        try (Session from = source.open(Role.COPY)) {
            Heartbeat heartbeat = follow(from, to);
            result = copier.copy(from, to, table, chunk);
            if (result.outcome() == ChunkCopier.Outcome.COPIED) {
                heartbeat.beat(from, target);
            }
        } catch (DatabaseException e) {
            if (e.code() != ErrorCode.TARGET_FAILED || !SqlStates.isRowRefusal(e.sqlState())) {
                throw e;
            }
            to.execute("ROLLBACK TO SAVEPOINT copying");
            if (SqlStates.mayBeStatement(e.sqlState())) {
                ChunkCopier.copyNothing(to, table);
            }
            result = leaveToRounds(to, copier, table, chunk, e);
        }
        switch (result.outcome()) {
            case COPIED -> commit(to, table, chunk, result);
            case MOVED -> {
                to.rollback();
                planAgain(table);
            }
            case RENAMED, STOPPED -> to.rollback();
        }
    }

    /**
     * The target refuses a row of the chunk: its rows go the way of changed ones, for the rounds find the row. They are
     * logged before the chunk is recorded, while its claim is held; a crash in between logs them again.
     */
    private ChunkCopier.Result leaveToRounds(
            Session to, ChunkCopier copier, CopyTable table, Chunk chunk, DatabaseException refusal) {
        if (refusedChunks.incrementAndGet() > maxRefused) {
            throw new ReplicatorException(
                    ErrorCode.ROW_REFUSED,
                    "The target refused rows in more than " + maxRefused + " chunks of the copy, the last one of "
                            + table.source().name() + ": " + refusal.reason() + " [" + refusal.sqlState() + "].",
                    Cures.OF_ROWS + " Or raise rounds.max-refused. Then run the command again.",
                    refusal);
        }
        listener.on(new ReplicationEvent.Notice(
                "the target refused a row of " + table.source().name() + " (" + refusal.reason()
                        + "); the rows of chunk " + chunk.number() + " come with the first round"));
        try (Session from = source.open(Role.COPY)) {
            Heartbeat heartbeat = follow(from, to);
            ChunkCopier.Result result = copier.leaveToRounds(from, table, chunk);
            if (result.outcome() == ChunkCopier.Outcome.COPIED) {
                heartbeat.beat(from, target);
            }
            pausePoint.reached("copy.left-to-rounds");
            return result;
        }
    }

    private Heartbeat follow(Session from, Session to) {
        return Migration.present(to).follow(from, target);
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
        CopyTable again = present.apply(table.tableId());
        pausePoint.reached("copy.before-plan-again");
        try (Session to = target.open(Role.CONTROL)) {
            CopyJournal.planAgain(to, again, options.chunkSize().bytes());
        }
    }
}
