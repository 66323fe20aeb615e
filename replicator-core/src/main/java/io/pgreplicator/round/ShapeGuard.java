package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.catalog.TypeStructure;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a round read only tables that still are what their capture was installed on: columns, what their types are made of, key,
 * triggers, partitions, parents. The types must be the same on the target. Confined to one thread.
 */
final class ShapeGuard {
    private static final long LOOK_AT_ALL_NANOS = 5_000_000_000L;

    private final Database source;
    private final Database target;
    private final Map<Integer, ApplyTable> tables;
    /** What the catalog said before the last look at all tables, which found them as captured. */
    private String seenState = "";

    /** What the types of the target were made of when they were found to be those of the source. */
    private String seenTypes = "";

    private long seenAllNanos = System.nanoTime() - LOOK_AT_ALL_NANOS;

    ShapeGuard(Ends ends, Map<Integer, ApplyTable> tables) {
        this.source = ends.source();
        this.target = ends.target();
        this.tables = tables;
    }

    /**
     * Throws when one of the tables, which the round has locked, is not what it was. All other tables are looked at every few
     * seconds, and at once with {@code all}.
     *
     * @return those whose rows moved to another file after the round's snapshot was taken, which then does not see them: take
     *     another one
     */
    Set<Integer> moved(Session round, Set<Integer> locked, boolean all) {
        look(locked, all);
        if (locked.isEmpty()) {
            return Set.of();
        }
        List<Long> moved = CaptureSchema.movedRows(
                round, sources(locked).stream().map(Table::oid).toList());
        return locked.stream()
                .filter(number -> moved.contains(known(number).pair().source().oid()))
                .collect(Collectors.toSet());
    }

    /**
     * Locks the tables against rewrites and every other change until the round's transaction ends.
     *
     * @param wait whether to wait as long as the lock timeout says
     * @return false when somebody holds one of them; then none is locked
     */
    boolean tryLock(Session round, Set<Integer> numbers, boolean wait) {
        round.execute("SAVEPOINT locking");
        try {
            lock(round, numbers, wait ? "" : " NOWAIT");
            return true;
        } catch (DatabaseException e) {
            if (!SqlStates.LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
                throw e;
            }
            round.execute("ROLLBACK TO SAVEPOINT locking; RELEASE SAVEPOINT locking");
            return false;
        }
    }

    /** What the round locks from here on is held until {@link #release}. */
    static void begin(Session round) {
        round.execute("SAVEPOINT reading");
    }

    /** Lets go of what was locked since {@link #begin}: whoever waits for it need not wait for the rest of the round. */
    static void release(Session round) {
        round.execute("ROLLBACK TO SAVEPOINT reading; RELEASE SAVEPOINT reading");
    }

    /** The table of that number. Throws when it is none of this replicator's, whose changes nobody would carry. */
    ApplyTable known(int number) {
        ApplyTable table = tables.get(number);
        if (table == null) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "Writes of a table were captured that this replicator does not know.",
                    "Another replicator may have captured it: run the command again.");
        }
        return table;
    }

    /** As {@link #tryLock}, but throws when somebody holds one for longer than the lock timeout says. */
    void lock(Session round, Set<Integer> numbers) {
        lock(round, numbers, "");
    }

    /** A table that was dropped or renamed cannot be locked; then what became of it is the better answer. */
    private void lock(Session round, Set<Integer> numbers, String waiting) {
        if (numbers.isEmpty()) {
            return;
        }
        try {
            round.doing("locking the changed tables against rewrites")
                    .execute("LOCK TABLE "
                            + sources(numbers).stream().map(Table::rows).collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE" + waiting);
        } catch (DatabaseException e) {
            if (!SqlStates.LOCK_NOT_AVAILABLE.equals(e.sqlState())) {
                check(numbers);
            }
            throw e;
        }
    }

    private List<Table> sources(Set<Integer> numbers) {
        return numbers.stream().map(number -> known(number).pair().source()).toList();
    }

    /** Throws when one of the tables is not what it was, or with {@code wantsAll} any table; holds none. */
    void look(Set<Integer> involved, boolean wantsAll) {
        boolean all = wantsAll || System.nanoTime() - seenAllNanos >= LOOK_AT_ALL_NANOS;
        if (all) {
            lookAtAll();
            lookAtTypesOfTarget();
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

    /** Another replicator may have captured the table anew or adapted its capture, while this one knew it as it was. */
    private void assertKnown(CapturedTable table) {
        CapturedTable known = known(table.tableId()).pair().captured();
        if (!table.captureId().equals(known.captureId()) || !table.shape().equals(known.shape())) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "Another replicator changed the capture of " + table.name() + " meanwhile.",
                    "Make sure that only one replicator runs for this source, then run the command again.");
        }
    }

    /** The source's own were looked at just now, so it is the target's that changed, after the check of both. */
    private void lookAtTypesOfTarget() {
        List<Table> targets =
                tables.values().stream().map(table -> table.target()).toList();
        try (Session to = target.open(Role.CONTROL)) {
            String state = TypeStructure.state(to, targets);
            if (state.equals(seenTypes)) {
                return;
            }
            List<Table> sources =
                    tables.values().stream().map(table -> table.pair().source()).toList();
            try (Session from = source.open(Role.CONTROL)) {
                Set<QualifiedName> copied = sources.stream().map(Table::name).collect(Collectors.toSet());
                TypeComparison.of(from, to, sources, targets, copied).stream()
                        .filter(TypeDifference::changesValues)
                        .findFirst()
                        .ifPresent(difference -> {
                            throw ShapeChange.ofTarget(difference);
                        });
            }
            seenTypes = state;
        }
    }

    /** The present state counts, not that of the round's snapshot, so it is read by a session of its own. */
    private void check(@Nullable Set<Integer> numbers) {
        try (Session present = source.open(Role.CONTROL)) {
            for (CapturedTable table : CaptureSchema.tables(present, numbers)) {
                if (!table.unchanged()) {
                    throw ShapeChange.of(table);
                }
                assertKnown(table);
            }
        }
    }
}
