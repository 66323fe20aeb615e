package io.pgreplicator.copy;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.LockHolders;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.ServerChanged;
import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.ReplicaRole;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.WorkerGroup;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkLeftToRounds;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestart;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies every table that is not copied yet, by several streams, and builds each table's indexes as soon as its last chunk
 * is copied. Continues what a previous run began. One instance is one run; {@link #bytesMoved} may be read by any thread.
 */
public final class InitialCopy {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Database source;
    private final Database target;
    private final RunningConfig config;
    private final CopyOptions options;
    private final int maxRefused;
    private final TargetWriter writer;
    private final Work work;
    private final IntFunction<TablePair> current;
    private final AtomicLong bytesMoved = new AtomicLong();
    private final AtomicInteger refusedChunks = new AtomicInteger();
    private final LockedTables locked = new LockedTables();
    private final TableCopies copies;
    private final CopyGuard guard;
    private final Set<Integer> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * Prepares the copy.
     *
     * @param work stops as a whole when one of the streams fails
     * @param current returns the table with that number in its current state, all its partitions captured; called by any
     *     stream
     */
    public InitialCopy(
            Ends ends, TargetWriter writer, RunningConfig config, Work work, IntFunction<TablePair> current) {
        this.source = ends.source();
        this.target = ends.target();
        this.config = config;
        this.options = config.current().copy();
        this.maxRefused = config.current().rounds().maxRefused();
        this.writer = writer;
        this.work = work;
        this.current = current;
        this.copies = new TableCopies(work);
        this.guard = new CopyGuard(ends, writer.replicaRole());
    }

    /** Bytes copied by this run. */
    public long bytesMoved() {
        return bytesMoved.get();
    }

    /**
     * Plans the tables that have no plan yet, or one that relied on a former capture: drops what slows the copy and writes their chunks.
     */
    public void plan(Collection<TablePair> tables) {
        List<TablePair> unplanned =
                withSession("reading the copy journal", session -> CopyJournal.unplanned(session, tables));
        if (unplanned.isEmpty()) {
            return;
        }
        work.run("reading the copy journal", () -> tellOfFormer(unplanned));
        List<QualifiedName> targets =
                unplanned.stream().map(table -> table.target().name()).toList();
        withSession("taking off the foreign keys", session -> {
            takeOff(session, targets, writer.replicaRole());
            return true;
        });
        for (TablePair table : unplanned) {
            withSession("planning the copy of " + table.source().name(), session -> plan(session, table));
            work.reached(PausePoint.COPY_PLANNED);
        }
        new Restoration(target, options, work).asOn(source);
    }

    /** A source that has lost transactions may have lost rows with the capture, which the target still has: nothing is emptied for that. */
    private void tellOfFormer(List<TablePair> unplanned) {
        try (Session to = target.open(Role.CONTROL)) {
            List<TablePair> former = CopyJournal.former(to, unplanned);
            if (former.isEmpty()) {
                return;
            }
            try (Session from = source.open(Role.CONTROL)) {
                if (Migration.present(to).isAheadOf(from)) {
                    throw CopyJournal.capturedAgain(former.get(0).source().name());
                }
            }
            former.forEach(table -> work.tell(new CopyRestarted(table.source().name(), CopyRestart.CAPTURED_ANEW)));
        }
    }

    /** What acts on rows that are copied, or refuses them before all are there; not what only slows the copy. */
    private static void takeOff(Session target, List<QualifiedName> tables, boolean replicaRole) {
        DeferredObjects.takeOffForeignKeys(target, tables);
        DeferredObjects.takeOffUnprovedChecks(target, tables);
        if (!replicaRole) {
            DeferredObjects.disableTriggers(target, tables);
        }
    }

    /** Plans the copy of a table anew, to what the target has of that name now, with all its parts; empties that. */
    public static void planAnew(Session target, TablePair table, long chunkBytes) {
        takeOff(target, List.of(table.target().name()), ReplicaRole.isAllowed(target));
        target.runInTransaction(() -> {
            DeferredObjects.takeOffIndexes(target, table.target());
            CopyJournal.planAgain(target, table, chunkBytes);
        });
    }

    /** In one transaction; if the outcome of its commit is unknown, it is not repeated. */
    private boolean plan(Session session, TablePair table) {
        return session.inTransaction(() -> {
            if (!CopyJournal.isPlanned(session, table)) {
                DeferredObjects.takeOffIndexes(session, table.target());
                CopyJournal.plan(session, table, options.chunkSize().bytes());
            }
            return true;
        });
    }

    private <T> T withSession(String what, Function<Session, T> task) {
        return work.call(what, () -> {
            try (Session session = target.open(Role.CONTROL)) {
                return task.apply(session);
            }
        });
    }

    /** Copies what is left to copy and builds the indexes; returns early when stopped. Throws the first failure. */
    public void run(Collection<TablePair> tables) {
        if (isComplete()) {
            return;
        }
        List<TablePair> incomplete = incomplete(tables);
        takeOffWhatCame(incomplete);
        work.run("looking at the target", () -> guard.judgeUnlocked(incomplete));
        Map<Integer, TablePair> byId =
                tables.stream().collect(Collectors.toMap(TablePair::tableId, Function.identity()));
        var indexes = new IndexBuilder(target, options, work);
        try (indexes) {
            // copied by a run that died before it built their indexes
            withSession("building indexes", session -> {
                indexes.build(CopyJournal.copiedTables(session));
                return true;
            });
            runStreams(byId, indexes);
        } catch (ReplicatorException e) {
            throw ofTheServer(e);
        }
    }

    /** Somebody may have made a foreign key or a trigger since the copy was planned; with the replica role none acts. */
    private void takeOffWhatCame(List<TablePair> tables) {
        if (!writer.replicaRole()) {
            List<QualifiedName> targets =
                    tables.stream().map(table -> table.target().name()).toList();
            withSession("taking off the foreign keys", session -> {
                takeOff(session, targets, false);
                return true;
            });
        }
    }

    private List<TablePair> incomplete(Collection<TablePair> tables) {
        List<Integer> numbers = withSession("reading the copy journal", CopyJournal::incompleteTables);
        return tables.stream()
                .filter(table -> numbers.contains(table.tableId()))
                .toList();
    }

    /** A server that changed fails each thread in its own way; the one that knows why may not be the first. */
    private static ReplicatorException ofTheServer(ReplicatorException failure) {
        return Arrays.stream(failure.getSuppressed())
                .filter(ServerChanged.class::isInstance)
                .map(ServerChanged.class::cast)
                .findFirst()
                .<ReplicatorException>map(Function.identity())
                .orElse(failure);
    }

    private void runStreams(Map<Integer, TablePair> tables, IndexBuilder indexes) {
        var streams = new WorkerGroup(work.stop());
        try (copies) {
            do {
                for (int i = 1; i <= config.current().copy().streams(); i++) {
                    int stream = i;
                    if (!done.get() && running.add(stream)) {
                        streams.start("copy-" + stream, () -> runStream(stream, tables, indexes));
                    }
                }
            } while (!streams.join(LOOK_AGAIN));
        }
    }

    private boolean isComplete() {
        return withSession(
                "reading the copy journal",
                session -> !CopyJournal.hasRemaining(session)
                        && CopyJournal.copiedTables(session).isEmpty());
    }

    private void runStream(int stream, Map<Integer, TablePair> tables, IndexBuilder indexes) {
        try {
            copyChunks(stream, tables, indexes);
        } finally {
            running.remove(stream);
        }
    }

    /** Until nothing is left to claim, or the number of streams is reduced. */
    private void copyChunks(int stream, Map<Integer, TablePair> tables, IndexBuilder indexes) {
        while (mayGoOn(stream)) {
            Optional<Chunk> found = work.call("copying", () -> copyNext(tables));
            boolean nothingLeft = withSession("building indexes", session -> {
                List<Integer> copied = CopyJournal.copiedTables(
                        session, found.map(Chunk::tableId).orElse(null));
                copies.copied(copied);
                indexes.build(copied);
                return found.isEmpty() && !CopyJournal.hasRemaining(session);
            });
            if (nothingLeft) {
                done.set(true);
                return;
            }
            if (found.isEmpty()) {
                // the last chunks are claimed by others: another stream, or another machine that may yet die
                work.sleep(LOOK_AGAIN);
            }
        }
    }

    private boolean mayGoOn(int stream) {
        work.awaitResumed();
        return !work.isStopped() && stream <= config.current().copy().streams();
    }

    /** Copies one chunk and returns it; empty when there is none to claim. */
    private Optional<Chunk> copyNext(Map<Integer, TablePair> tables) {
        try (Session to = writer.open(Role.COPY)) {
            to.begin("");
            Optional<Chunk> claimed = CopyJournal.claim(to, locked.present());
            if (claimed.isEmpty()) {
                return claimed;
            }
            Chunk chunk = claimed.get();
            TablePair table = tables.get(chunk.tableId());
            if (table == null) {
                throw new IllegalStateException("chunk of a table that takes no part: " + chunk);
            }
            try {
                copy(to, table, chunk);
            } catch (DatabaseException e) {
                if (!SqlStates.isLocked(e.sqlState())) {
                    throw e;
                }
                to.rollback();
                leaveForLater(table, e);
            }
            return claimed;
        }
    }

    /** Somebody locks the table: the others are copied meanwhile. */
    private void leaveForLater(TablePair table, DatabaseException failure) {
        locked.add(table.tableId());
        String holders = failure.code() == ErrorCode.SOURCE_FAILED
                ? work.call("asking who holds a lock", () -> {
                    try (Session from = source.open(Role.CONTROL)) {
                        return LockHolders.describe(from, table.source().oid());
                    }
                })
                : withSession(
                        "asking who holds a lock",
                        session -> LockHolders.describe(session, table.target().oid()));
        work.tell(new Retrying("copying " + table.source().name(), holders, 1, LockedTables.PAUSE));
    }

    private void copy(Session to, TablePair table, Chunk chunk) {
        QualifiedName name = table.source().name();
        var start = new ChunkStarted(name, chunk.number());
        copies.during(
                table.tableId(),
                name,
                () -> work.act(
                        start,
                        () -> copyToEnd(to, table, chunk),
                        (result, ending) -> copies.count(table.tableId(), endOf(start, result, ending))));
    }

    private static ChunkEnded endOf(ChunkStarted start, ChunkCopier.@Nullable Result result, Ending ending) {
        if (result == null) {
            return new ChunkEnded(start, 0, 0, ending);
        }
        return result.outcome() == ChunkCopier.Outcome.COPIED
                ? new ChunkEnded(start, result.rows(), result.bytes(), ending)
                : new ChunkEnded(start, 0, 0, Ending.stopped(ending.elapsed()));
    }

    private ChunkCopier.Result copyToEnd(Session to, TablePair table, Chunk chunk) {
        var copier = new ChunkCopier(work.stop(), bytesMoved);
        ChunkCopier.Result result;
        guard.judgeFirst(table);
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
        if (result.outcome() == ChunkCopier.Outcome.COPIED && !guard.isJudged(table)) {
            result = new ChunkCopier.Result(ChunkCopier.Outcome.CHANGED, 0, 0);
        }
        switch (result.outcome()) {
            case COPIED -> commit(to, chunk, result);
            case CHANGED -> {
                to.rollback();
                work.reached(PausePoint.COPY_TARGET_CHANGED);
                work.tell(guard.judgeAgain(table));
            }
            case MOVED -> {
                to.rollback();
                planAgain(table);
            }
            case RENAMED, STOPPED -> to.rollback();
        }
        return result;
    }

    /**
     * The target refuses a row of the chunk: all its rows are left to the rounds, which find that row. They are logged
     * before the chunk is recorded, while its claim is held; a crash in between logs them again.
     */
    private ChunkCopier.Result leaveToRounds(
            Session to, ChunkCopier copier, TablePair table, Chunk chunk, DatabaseException refusal) {
        if (refusedChunks.incrementAndGet() > maxRefused) {
            throw new ReplicatorException(
                    ErrorCode.ROW_REFUSED,
                    "The target refused rows in more than " + maxRefused + " chunks of the copy, the last one of "
                            + table.source().name() + ": " + refusal.reason() + " [" + refusal.sqlState() + "].",
                    Cures.OF_ROWS + " Or raise rounds.max-refused. Then run the command again.",
                    refusal);
        }
        work.tell(new ChunkLeftToRounds(table.source().name(), chunk.number(), refusal.sqlState(), refusal.reason()));
        try (Session from = source.open(Role.COPY)) {
            Heartbeat heartbeat = follow(from, to);
            ChunkCopier.Result result = copier.leaveToRounds(from, table, chunk);
            if (result.outcome() == ChunkCopier.Outcome.COPIED) {
                heartbeat.beat(from, target);
            }
            work.reached(PausePoint.COPY_LEFT_TO_ROUNDS);
            return result;
        }
    }

    private Heartbeat follow(Session from, Session to) {
        return Migration.present(to).follow(from, target);
    }

    private void commit(Session to, Chunk chunk, ChunkCopier.Result result) {
        CopyJournal.copied(to, chunk, result.rows());
        work.reached(PausePoint.COPY_BEFORE_COMMIT);
        to.commit();
        work.reached(PausePoint.COPY_AFTER_COMMIT);
    }

    /** The table was rewritten: its rows have moved, so its copy starts over from its current file. */
    private void planAgain(TablePair table) {
        work.tell(new CopyRestarted(table.source().name(), CopyRestart.REWRITTEN));
        TablePair again = current.apply(table.tableId());
        work.reached(PausePoint.COPY_BEFORE_PLAN_AGAIN);
        try (Session to = target.open(Role.CONTROL)) {
            to.runInTransaction(() -> {
                // another one of the name is not ours to empty
                CopyJournal.assertSameTables(to, List.of(again));
                CopyJournal.planAgain(to, again, options.chunkSize().bytes());
            });
        }
    }
}
