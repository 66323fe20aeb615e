package io.pgreplicator.pipeline;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a round read only tables that still are what their capture was installed on: columns, key, triggers, partitions,
 * parents. Confined to one thread.
 */
final class ShapeGuard {
    private static final long LOOK_AT_ALL_NANOS = 5_000_000_000L;

    private final Database source;
    private final Map<Integer, ReplicatedTable> tables;
    /** What the catalog said before the last look at all tables, which found them as captured. */
    private String seenState = "";

    private long seenAllNanos = System.nanoTime() - LOOK_AT_ALL_NANOS;

    ShapeGuard(Database source, Map<Integer, ReplicatedTable> tables) {
        this.source = source;
        this.tables = tables;
    }

    /**
     * Holds the tables as they are until the round's transaction ends, and throws when one is not what it was. False when
     * rows moved to another file after the round's snapshot was taken, which then does not see them: take another one. All
     * other tables are looked at every few seconds, and at once with {@code all}.
     */
    boolean hold(Session round, Set<Integer> involved, boolean all) {
        List<Table> held =
                involved.stream().map(number -> known(number).source()).toList();
        if (!held.isEmpty()) {
            lock(round, held, involved, "");
        }
        look(involved, all);
        return held.isEmpty()
                || !CaptureSchema.haveRowsMoved(
                        round, held.stream().map(Table::oid).toList());
    }

    /** The same for one table of a round that reads for long, until {@link #release}. */
    boolean hold(Session round, int table) {
        return hold(round, Set.of(table), false);
    }

    /**
     * Locks the tables, as {@link #hold} does, but within a savepoint.
     *
     * @param wait whether to wait as long as the lock timeout says
     * @return false when somebody holds one of them; then none is locked
     */
    boolean tryLock(Session round, Set<Integer> numbers, boolean wait) {
        List<Table> tables =
                numbers.stream().map(number -> known(number).source()).toList();
        round.execute("SAVEPOINT reading");
        try {
            lock(round, tables, numbers, wait ? "" : " NOWAIT");
            return true;
        } catch (DatabaseException e) {
            if (!SqlStates.LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
                throw e;
            }
            release(round);
            return false;
        }
    }

    /** Lets go of the table: whoever waits for it need not wait for the other tables of the round. */
    void release(Session round) {
        round.execute("ROLLBACK TO SAVEPOINT reading; RELEASE SAVEPOINT reading");
    }

    /** The table of that number. Throws when it is none of this replicator's, whose changes nobody would carry. */
    ReplicatedTable known(int number) {
        ReplicatedTable table = tables.get(number);
        if (table == null) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "Writes of a table were captured that this replicator does not know.",
                    "Another replicator may have captured it: run the command again.");
        }
        return table;
    }

    /** A table that was dropped or renamed cannot be locked; then what became of it is the better answer. */
    private void lock(Session round, List<Table> held, Set<Integer> numbers, String waiting) {
        try {
            round.doing("locking the changed tables against rewrites")
                    .execute("LOCK TABLE " + held.stream().map(Table::rows).collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE" + waiting);
        } catch (DatabaseException e) {
            if (!SqlStates.LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
                check(numbers);
            }
            throw e;
        }
    }

    /** Throws when one of the tables is not what it was, or with {@code wantsAll} any table; holds none. */
    void look(Set<Integer> involved, boolean wantsAll) {
        boolean all = wantsAll || System.nanoTime() - seenAllNanos >= LOOK_AT_ALL_NANOS;
        if (all) {
            lookAtAll();
            seenAllNanos = System.nanoTime();
        } else if (!involved.isEmpty()) {
            check(involved);
        }
    }

    /** With thousands of tables the look at each takes seconds, so it is spared while the catalog says what it said then. */
    private void lookAtAll() {
        String state;
        try (Session present = source.open(Role.CONTROL)) {
            state = CaptureSchema.catalogState(present);
        }
        if (!state.equals(seenState)) {
            check(null);
            seenState = state;
        }
    }

    /** The present state counts, not that of the round's snapshot, so it is read by a session of its own. */
    private void check(@Nullable Set<Integer> numbers) {
        try (Session present = source.open(Role.CONTROL)) {
            for (CapturedTable table : CaptureSchema.tables(present, numbers)) {
                if (!table.unchanged()) {
                    throw ShapeChange.of(table);
                }
            }
        }
    }
}
