package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.RowsReplaced;
import java.util.HashSet;
import java.util.Set;

/**
 * Tables whose rows collided in a unique index: from then on, in every round of this run, their changed rows are deleted and
 * inserted. Confined to one thread.
 */
final class ReplacedTables {
    private final Set<Integer> numbers = new HashSet<>();
    private final Work work;

    ReplacedTables(Work work) {
        this.work = work;
    }

    Set<Integer> numbers() {
        return Set.copyOf(numbers);
    }

    /** Adds the table; false when it was already added. */
    boolean add(ApplyTable table) {
        boolean first = numbers.add(table.tableId());
        if (first) {
            work.tell(new RowsReplaced(table.pair().captured().name()));
        }
        return first;
    }
}
