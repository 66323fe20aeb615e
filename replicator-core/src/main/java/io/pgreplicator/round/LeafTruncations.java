package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.ChangeMarks;
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

    private record Marker(long id, int tableId) {}

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
                List<Marker> markers = read(from);
                Set<Integer> numbers = new HashSet<>();
                for (Marker marker : markers) {
                    if (numbers.add(marker.tableId)) {
                        ApplyTable table = Objects.requireNonNull(tables.get(marker.tableId));
                        ChangeMarks.onTarget(
                                from,
                                to,
                                table.pair().captured(),
                                " FROM " + table.target().rows() + " AS r");
                    }
                }
                from.update(
                        "DELETE FROM replicator_capture.leaf_truncation WHERE marker_id = ANY (?::bigint[])",
                        markers.stream()
                                .map(marker -> String.valueOf(marker.id))
                                .toList());
            });
        }
    }

    private List<Marker> read(Session session) {
        return session
                .doing("looking for truncated partitions")
                .query(
                        "SELECT marker_id, table_id FROM replicator_capture.leaf_truncation",
                        row -> new Marker(row.getLong(1), row.getInt(2)))
                .stream()
                .filter(marker -> tables.containsKey(marker.tableId))
                .toList();
    }
}
