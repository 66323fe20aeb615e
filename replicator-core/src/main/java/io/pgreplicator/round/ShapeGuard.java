package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a round read only tables that are unchanged since their capture was installed: columns, definitions of their types,
 * key, triggers, partitions, parents. The target's tables are looked at as well. Confined to one thread.
 */
final class ShapeGuard {
    private static final long LOOK_AT_ALL_NANOS = 5_000_000_000L;

    private final Database source;
    private final TargetGuard target;
    private final Map<Integer, ApplyTable> tables;
    /** The states of the tables before their last check, which found them unchanged. */
    private final Map<Integer, String> unchanged = new HashMap<>();
    /** The digest of all of them before their last check, which found them unchanged. */
    private String unchangedAll = "";

    private long seenAllNanos = System.nanoTime() - LOOK_AT_ALL_NANOS;

    ShapeGuard(Ends ends, TargetGuard target, Map<Integer, ApplyTable> tables) {
        this.source = ends.source();
        this.target = target;
        this.tables = tables;
    }

    /**
     * Throws when one of the tables, which the round has locked, has changed. All other tables are checked every few
     * seconds, or at once with {@code all}.
     *
     * @return the tables whose rows moved to another file after the round's snapshot was taken, which then does not see
     *     them: take another snapshot
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
     * @param wait whether to wait for up to the lock timeout
     * @return false when another session locks one of them; then none is locked
     */
    boolean tryLock(Session round, Set<Integer> numbers, boolean wait) {
        try {
            lock(round, numbers, "SAVEPOINT locking; ", wait ? "" : " NOWAIT");
            return true;
        } catch (DatabaseException e) {
            if (!SqlStates.isLocked(e.sqlState())) {
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

    /** Releases what was locked since {@link #begin}, so that waiting sessions need not wait for the rest of the round. */
    static void release(Session round) {
        round.execute("ROLLBACK TO SAVEPOINT reading; RELEASE SAVEPOINT reading");
    }

    /**
     * The table with that number. Throws when this replicator does not know it, because its changes would not be carried.
     */
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

    /** As {@link #tryLock}, but throws when another session locks one for longer than the lock timeout. */
    void lock(Session round, Set<Integer> numbers) {
        lock(round, numbers, "", "");
    }

    /**
     * Locks every table in ROW EXCLUSIVE mode, and in that of {@link #lock}, which then waits for nobody; and those that are partitioned
     * against new partitions. One that a transaction has attached and not committed would be seen by nobody, nor its rows.
     */
    void lockAll(Session round) {
        List<Table> all = sources(tables.keySet());
        round.doing("locking the tables against changes")
                .execute("LOCK TABLE " + all.stream().map(Table::rows).collect(Collectors.joining(", "))
                        + " IN ROW EXCLUSIVE MODE");
        lock(round, tables.keySet());
        List<Long> partitioned = all.stream()
                .filter(table -> table.kind() == Table.Kind.PARTITIONED)
                .map(Table::oid)
                .toList();
        if (!partitioned.isEmpty()) {
            // another session looks: this one has no snapshot yet
            try (Session present = source.open(Role.CONTROL)) {
                CaptureSchema.lockAgainstPartitions(
                        round.doing("locking the tables against new partitions"),
                        present.doing("looking for partitioned tables"),
                        partitioned);
            }
        }
    }

    /**
     * A table that was dropped or renamed cannot be locked; its change is then the better failure to report.
     *
     * @param before what is run first, in the same message
     * @param waiting how long it waits
     */
    private void lock(Session round, Set<Integer> numbers, String before, String waiting) {
        if (numbers.isEmpty()) {
            return;
        }
        try {
            round.doing("locking the changed tables against rewrites")
                    .execute(before + "LOCK TABLE "
                            + sources(numbers).stream().map(Table::rows).collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE" + waiting);
        } catch (DatabaseException e) {
            if (!SqlStates.isLocked(e.sqlState())) {
                check(numbers);
            }
            throw e;
        }
    }

    private List<Table> sources(Set<Integer> numbers) {
        return numbers.stream().map(number -> known(number).pair().source()).toList();
    }

    /** Throws when one of the tables has changed, or with {@code wantsAll} any table; locks none. */
    void look(Set<Integer> involved, boolean wantsAll) {
        boolean all = wantsAll || System.nanoTime() - seenAllNanos >= LOOK_AT_ALL_NANOS;
        if (all) {
            check(null);
            target.look();
            seenAllNanos = System.nanoTime();
        } else if (!involved.isEmpty()) {
            check(involved);
        }
    }

    /** Another replicator may have captured the table again, or adapted its capture, while this one knew its old state. */
    private void assertKnown(CapturedTable table) {
        CapturedTable known = known(table.tableId()).pair().captured();
        if (!table.captureId().equals(known.captureId()) || !table.shape().equals(known.shape())) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "Another replicator changed the capture of " + table.name() + " meanwhile.",
                    "Make sure that only one replicator runs for this source, then run the command again.");
        }
    }

    /**
     * Throws when one of these tables, or of all, has changed. A check takes milliseconds for each table, so it is made only of
     * those whose state is another one than when they were found unchanged; of none, if the digest of all is the same. The current state counts, not that of the round's
     * snapshot, so it is read by a separate session.
     */
    private void check(@Nullable Set<Integer> numbers) {
        try (Session present = source.open(Role.CONTROL)) {
            String all = numbers == null ? CaptureSchema.stateOfAll(present) : "";
            if (numbers == null && all.equals(unchangedAll)) {
                return;
            }
            check(present, numbers);
            unchangedAll = numbers == null ? all : unchangedAll;
        }
    }

    private void check(Session present, @Nullable Set<Integer> numbers) {
        Map<Integer, String> states = CaptureSchema.states(present, numbers);
        states.entrySet().removeIf(state -> state.getValue().equals(unchanged.get(state.getKey())));
        if (states.isEmpty()) {
            return;
        }
        for (CapturedTable table : CaptureSchema.tables(present, states.keySet())) {
            if (!table.unchanged()) {
                throw ShapeChange.of(table);
            }
            assertKnown(table);
        }
        unchanged.putAll(states);
    }
}
