package io.pgreplicator.capture;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionLeft;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that were detached or dropped: their rows left the table, and no trigger reported that. What the target has of them is
 * marked as changed, so that the next round deletes what has not come again elsewhere. A detached partition loses its
 * triggers, so that it can be captured as a table of its own. Stateless, thread-safe.
 */
final class LostPartitions {
    private LostPartitions() {}

    private record Former(int tableId, long oid) {}

    /** Marks what they held, tells of them, and takes their triggers off where that is possible at once. */
    static void settle(Session source, Consumer<News> found) {
        if (mark(source, found)) {
            releaseAll(source);
        }
    }

    /** Marks what they held, and tells of them; false when there is none. */
    private static boolean mark(Session source, Consumer<News> found) {
        List<PartitionLeft> left = source.doing("looking for partitions that were detached or dropped")
                .query(
                        SqlFile.of(LostPartitions.class, "mark_lost_leaves.sql").text(),
                        row -> new PartitionLeft(
                                new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)));
        left.forEach(found);
        return !left.isEmpty();
    }

    /** Takes the triggers off those that nobody locks and that are ours to alter; the others keep them until the next start. */
    static void releaseAll(Session source) {
        for (Former leaf : former(source, null)) {
            try {
                release(source, leaf);
            } catch (DatabaseException e) {
                if (e.isOfConnection() && !SqlStates.isLocked(e.sqlState())) {
                    throw e;
                }
            }
        }
    }

    /** Takes the triggers of a former partition off the relation, if it is one, also of one that was found nowhere before. */
    static void release(Session source, long oid, Consumer<News> found) {
        mark(source, found);
        release(source, oid);
    }

    /** Takes the triggers of a former partition off the relation, if it is one that is marked. */
    static void release(Session source, long oid) {
        former(source, Long.toString(oid)).forEach(leaf -> release(source, leaf));
    }

    private static List<Former> former(Session source, @Nullable String oid) {
        return source.doing("looking for former partitions")
                .query(
                        "SELECT l.table_id, l.relation::bigint FROM replicator_capture.captured_leaf AS l,"
                                + " (SELECT ?::bigint AS oid) AS w WHERE l.attachment = 'left'"
                                + " AND (w.oid IS NULL OR w.oid = l.relation::bigint) ORDER BY 1, 2",
                        row -> new Former(row.getInt(1), row.getLong(2)),
                        oid);
    }

    private static void release(Session source, Former leaf) {
        source.doing("releasing a former partition")
                .runInTransaction(() -> source.query(
                        "SELECT replicator_capture.release_leaf(?, ?::bigint::oid)",
                        row -> true,
                        leaf.tableId,
                        leaf.oid));
    }
}
