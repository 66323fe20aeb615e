package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.catalog.LockHolders;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables a round locks while it reads them. A table locked by another session is skipped and reported; one whose rows
 * moved after the snapshot is locked before the next snapshot is taken, so that that one is the last. Confined to one
 * thread.
 */
final class TableHolds {
    private final Database source;
    private final ShapeGuard shapes;
    private final WaitingTables waiting;
    private final RoundOptions options;
    private final Work work;
    /** Tables whose rows moved after a snapshot. */
    private final Set<Integer> moved = new TreeSet<>();

    TableHolds(Database source, ShapeGuard shapes, WaitingTables waiting, RoundOptions options, Work work) {
        this.source = source;
        this.shapes = shapes;
        this.waiting = waiting;
        this.options = options;
        this.work = work;
    }

    /** Begins a round: what moved before a previous one is irrelevant. */
    void begin() {
        moved.clear();
    }

    /** The tables of the round whose rows moved in an earlier attempt, which {@link #holdMoved} locks. */
    Set<Integer> moved() {
        return Set.copyOf(moved);
    }

    /**
     * Locks all tables in a transaction that has no snapshot yet, and ends by itself after twice that time, in the mode that conflicts
     * with every statement that alters a table or its triggers, and with no writer.
     */
    void holdAll(Session round, Duration limit) {
        round.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY");
        round.execute("SET LOCAL lock_timeout = '100ms'; SET LOCAL idle_in_transaction_session_timeout = "
                + limit.multipliedBy(2).toMillis());
        shapes.lockAll(round);
    }

    /** Before the snapshot, so that their rows cannot move after it; the snapshot outlives the savepoint. */
    void holdMoved(Session round) {
        if (!moved.isEmpty()) {
            ShapeGuard.begin(round);
            shapes.lock(round, moved);
        }
    }

    /**
     * Locks those of the tables that are available; returns the others, which are locked by other sessions. Tables that were
     * locked by others before are not waited for; the others are locked together, and one by one only when that fails.
     */
    Set<Integer> holdMost(Session round, Set<Integer> wanted) {
        Set<Integer> held = new TreeSet<>(wanted);
        held.retainAll(waiting.numbers());
        held.removeIf(table -> shapes.tryLock(round, Set.of(table), false));
        Set<Integer> others = new TreeSet<>(wanted);
        others.removeAll(held);
        if (!others.isEmpty() && !shapes.tryLock(round, others, true)) {
            others.removeIf(table -> shapes.tryLock(round, Set.of(table), false));
            held.addAll(others);
        }
        return held;
    }

    /** Whether rows of the locked tables moved since the round's snapshot; records which. */
    boolean haveMoved(Session round, Set<Integer> held, boolean exact) {
        Set<Integer> found = shapes.moved(round, held, exact);
        moved.addAll(found);
        return !found.isEmpty();
    }

    /** Reports for each table who locks it; returns their number. */
    int tell(Set<Integer> leftOut) {
        if (waiting.isNews(leftOut)) {
            try (Session session = source.open(Role.CONTROL)) {
                for (int number : leftOut) {
                    ApplyTable table = shapes.known(number);
                    work.tell(new ReplicationEvent.Retrying(
                            "reading " + table.pair().captured().name(),
                            LockHolders.describe(session, table.pair().source().oid()),
                            1,
                            options.maxPause()));
                }
            }
        }
        return leftOut.size();
    }
}
