package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.ChangeMarks;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.DeltaLog.LeafTruncation;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Partitions truncated by a transaction in REPEATABLE READ or SERIALIZABLE: TRUNCATE also removes rows that the
 * transaction's snapshot does not see, so it could not log their keys. And those that were detached or dropped. Everything that the
 * target has of the table, or within the partition's bounds, is marked as changed. Confined to one thread.
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
                found.stream()
                        .collect(Collectors.groupingBy(LeafTruncation::tableId))
                        .forEach((number, ofTable) ->
                                mark(from, to, Objects.requireNonNull(tables.get(number)), conditions(ofTable)));
                DeltaLog.discardLeafTruncations(from, found);
            });
        }
    }

    /** Without bounds of one of them, all rows. */
    private static Set<String> conditions(List<LeafTruncation> ofTable) {
        Set<String> conditions = new LinkedHashSet<>();
        for (LeafTruncation truncation : ofTable) {
            String bounds = truncation.bounds();
            if (bounds == null) {
                return Set.of("true");
            }
            conditions.add(bounds);
        }
        return conditions;
    }

    private static void mark(Session from, Session to, ApplyTable table, Set<String> conditions) {
        String rows = " FROM " + table.target().rows() + " AS r WHERE ";
        Set<String> usable = isUsable(to, rows, conditions) ? conditions : Set.of("true");
        for (String condition : usable) {
            ChangeMarks.onTarget(from, to, table.pair().captured(), rows + condition);
        }
    }

    /** The target may not have its columns, or not the source's types. */
    private static boolean isUsable(Session to, String rows, Set<String> conditions) {
        try {
            for (String condition : conditions) {
                to.doing("looking for rows of a former partition")
                        .query("SELECT" + rows + condition + " LIMIT 0", row -> true);
            }
            return true;
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            return false;
        }
    }

    private List<LeafTruncation> read(Session session) {
        return DeltaLog.leafTruncations(session).stream()
                .filter(truncation -> tables.containsKey(truncation.tableId()))
                .toList();
    }
}
