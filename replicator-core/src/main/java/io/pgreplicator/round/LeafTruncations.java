package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.ChangeMarks;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.DeltaLog.LeafTruncation;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Partitions truncated by a transaction in REPEATABLE READ or SERIALIZABLE: TRUNCATE also removes rows that the
 * transaction's snapshot does not see, so it could not log their keys. Instead, everything that the target has of the table
 * is marked as changed. Confined to one thread.
 */
final class LeafTruncations {
    private final Database source;
    private final Database target;
    private final Map<Integer, ApplyTable> tables;

    LeafTruncations(Ends ends, Map<Integer, ApplyTable> tables) {
        this.source = ends.source();
        this.target = ends.target();
        this.tables = tables;
    }

    /** Whether the session's snapshot sees one that is not marked yet. */
    boolean found(Session session) {
        return !read(session).isEmpty();
    }

    /**
     * Marks the keys and deletes the records of the truncations, in one transaction. Only between two rounds: no round may
     * be writing rows.
     */
    void mark() {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            from.runInTransaction(() -> {
                List<LeafTruncation> found = read(from);
                Set<Integer> numbers = new HashSet<>();
                for (LeafTruncation truncation : found) {
                    if (numbers.add(truncation.tableId())) {
                        ApplyTable table = Objects.requireNonNull(tables.get(truncation.tableId()));
                        ChangeMarks.onTarget(
                                from,
                                to,
                                table.pair().captured(),
                                " FROM " + table.target().rows() + " AS r");
                    }
                }
                DeltaLog.discardLeafTruncations(from, found);
            });
        }
    }

    private List<LeafTruncation> read(Session session) {
        return DeltaLog.leafTruncations(session).stream()
                .filter(truncation -> tables.containsKey(truncation.tableId()))
                .toList();
    }
}
