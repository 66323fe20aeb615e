package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.catalog.LockHolders;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables a round holds while it reads them. A table that somebody else holds is left out and told about; one whose rows
 * moved after the snapshot is held before the next is taken, so that it is the last. Confined to one thread.
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

    /** Begins a round: what moved before a former one is irrelevant. */
    void begin() {
        moved.clear();
    }

    /** The tables of the round that moved in an attempt before this one, which {@link #holdMoved} holds. */
    Set<Integer> moved() {
        return Set.copyOf(moved);
    }

    /** Before the snapshot, so that their rows cannot move after it; the snapshot outlives the savepoint. */
    void holdMoved(Session round) {
        if (!moved.isEmpty()) {
            ShapeGuard.begin(round);
            shapes.lock(round, moved);
        }
    }

    /**
     * Holds those of the tables that can be had; gives the others, which somebody holds. Those that were held before are not
     * waited for; of the others, who is known only when one of them cannot be had.
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

    /** Whether rows of the held tables moved since the round's snapshot; notes which. */
    boolean haveMoved(Session round, Set<Integer> held, boolean exact) {
        Set<Integer> found = shapes.moved(round, held, exact);
        moved.addAll(found);
        return !found.isEmpty();
    }

    /** Says of each table who holds it; how many there are. */
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
