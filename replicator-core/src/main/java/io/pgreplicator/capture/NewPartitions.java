package io.pgreplicator.capture;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCaptured;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Partitions that are not captured yet, and those that are no partitions any more. A new partition is visible to every snapshot, older ones included, while no trigger
 * records what is written to it and nothing reports when it is dropped. So no row of it may reach the target before it is
 * captured: code that reads rows, or the set of rows, first captures new partitions, and afterwards checks again with a
 * session whose snapshot is not older than what was read. If there is a new one, what was read is discarded. Stateless,
 * thread-safe.
 */
public final class NewPartitions {
    /** Small enough that the partitions already done count when one of them is locked for long. */
    private static final int SOME = 50;

    private NewPartitions() {}

    /**
     * A partition without capture. Immutable.
     *
     * @param written whether its writes are captured: it was attached before, or its marking was cut short
     */
    private record Missing(int tableId, long oid, QualifiedName name, String kind, boolean written) {
        /** Whether it is none any more. */
        boolean gone() {
            return kind.equals("gone");
        }
    }

    /**
     * Reads something while every existing partition is captured, and what others held is marked; reads again if one was added or went
     * meanwhile.
     */
    public static <T> T settle(Session source, Consumer<News> found, Supplier<T> read) {
        T result;
        do {
            settle(source, found);
            result = read.get();
        } while (exist(source));
        return result;
    }

    /**
     * Captures new partitions, and marks the rows they already hold as changed, which covers a partition that was attached
     * with rows. The triggers of each are made in a transaction of its own, which waits for the writers of that partition for at most
     * the session's lock timeout; then its rows are marked while it is written to. Before that, marks what the target has of partitions
     * that were detached or dropped.
     */
    public static void settle(Session source, Consumer<News> found) {
        List<Missing> leaves = missing(source, true, false, true);
        if (leaves.stream().anyMatch(Missing::gone)) {
            LostPartitions.settle(source, found);
            leaves = missing(source, true, false, false);
        }
        captureNew(source, leaves, found);
    }

    /** Captures new partitions, and marks the rows they already hold as changed; one that was detached or dropped is left alone. */
    public static void captureNew(Session source, Consumer<News> found) {
        captureNew(source, missing(source, true, false, false), found);
    }

    private static void captureNew(Session source, List<Missing> leaves, Consumer<News> found) {
        for (Missing leaf : leaves) {
            if ((leaf.written || begin(source, leaf, false)) && mark(source, leaf)) {
                found.accept(new PartitionCaptured(leaf.name));
            }
        }
    }

    /** Captures those of these that the session's transaction has created, which have no rows of others. */
    public static void captureCreated(Session source, Collection<QualifiedName> created) {
        missing(source, true, false, false).stream()
                .filter(leaf -> created.contains(leaf.name))
                .forEach(leaf -> record(source, leaf, true));
    }

    /** Whether there is one, or one that has gone, as seen by the session's snapshot, which must not be older than what was read. */
    public static boolean exist(Session present) {
        return !missing(present, true, false, true).isEmpty();
    }

    /** The numbers of the tables of which one was detached or dropped, and what it held is not marked. */
    public static Set<Integer> lost(Session present) {
        return missing(present, true, false, true).stream()
                .filter(Missing::gone)
                .map(Missing::tableId)
                .collect(Collectors.toSet());
    }

    /**
     * Marks what those held that are no partitions any more, and takes our triggers off them where that is possible at once: one may be a
     * table of its own now, which is to be captured.
     */
    public static void releaseFormer(Session source, Consumer<News> found) {
        LostPartitions.settle(source, found);
        LostPartitions.releaseAll(source);
    }

    /** As {@link #releaseFormer}, but takes them off one relation alone; throws if that is not possible. */
    public static void releaseFormer(Session source, long oid, Consumer<News> found) {
        LostPartitions.release(source, oid, found);
    }

    /** The numbers of the tables that have one. */
    public static Set<Integer> tables(Session present) {
        return missing(present, true, false, false).stream()
                .map(Missing::tableId)
                .collect(Collectors.toSet());
    }

    /** Whether a table whose capture is being removed has got one since that began, which was never captured. */
    public static boolean joined(Session present, int tableId) {
        return missing(present, false, true, false).stream().anyMatch(leaf -> leaf.tableId == tableId);
    }

    /** Whether {@link #completeNext} has nothing left to do. */
    public static boolean isComplete(Session source) {
        return source.doing("looking for new partitions")
                        .queryLong("SELECT count(*) FROM replicator_capture.captured_table WHERE NOT complete")
                == 0;
    }

    /**
     * Captures some more partitions of the tables whose installation has begun; false when none is left and they are
     * complete. Nothing of them is planned to be copied yet, so their existing rows are no changes.
     */
    public static boolean completeNext(Session source) {
        List<Missing> left = missing(source, false, false, false);
        if (left.isEmpty()) {
            source.runInTransaction(() -> {
                // once a removal had begun, rows that were written after these are in no log, and come with the copy
                source.update(
                        "DELETE FROM replicator_capture.truncation AS m USING replicator_capture.captured_table AS t"
                                + " WHERE t.table_id = m.table_id AND NOT t.complete");
                // the capture is a new one then: writes in between were missed
                source.update(
                        "UPDATE replicator_capture.captured_table SET complete = true, capture_id = ? WHERE NOT complete",
                        UUID.randomUUID());
            });
            return false;
        }
        for (Missing leaf : left.subList(0, Math.min(SOME, left.size()))) {
            begin(source, leaf, true);
        }
        return true;
    }

    private static List<Missing> missing(Session source, boolean complete, boolean withReleased, boolean withGone) {
        return source.doing("looking for new partitions")
                .query(
                        SqlFile.of(NewPartitions.class, "missing_leaves.sql").text(),
                        row -> new Missing(
                                row.getInt(1),
                                row.getLong(2),
                                new QualifiedName(row.getString(3), row.getString(4)),
                                row.getString(5),
                                row.getBoolean(6)),
                        complete,
                        withReleased,
                        withGone);
    }

    /**
     * Captures its later writes, unless that is done; false when it no longer exists under that name: the caller must search again.
     *
     * @param marked whether the rows that it holds need not be marked
     */
    private static boolean begin(Session source, Missing leaf, boolean marked) {
        if (!leaf.kind.equals("r")) {
            throw new ReplicatorException(
                    ErrorCode.SHAPE_CHANGED,
                    "The new partition " + leaf.name + " is a foreign table, whose writes cannot be captured."
                            + " No later change of its table has been applied.",
                    "On the source, detach it (ALTER TABLE ... DETACH PARTITION); then run the command again.");
        }
        if (!leaf.written) {
            // it may have been one of another table
            LostPartitions.release(source, leaf.oid);
        }
        String mode = leaf.written ? "ACCESS SHARE" : "SHARE ROW EXCLUSIVE";
        return locked(source, leaf, mode, () -> record(source, leaf, marked));
    }

    /** Marks its rows; those that are written meanwhile are logged anyway, so writers need not wait. */
    private static boolean mark(Session source, Missing leaf) {
        return locked(source, leaf, "ACCESS SHARE", () -> {
            ChangeMarks.onSource(source, leaf.tableId, " FROM ONLY " + leaf.name.quoted() + " AS r");
            record(source, leaf, true);
        });
    }

    private static void record(Session source, Missing leaf, boolean marked) {
        source.queryLong(
                "SELECT 1 FROM replicator_capture.capture_leaf(?, ?::bigint::oid::regclass, ?)",
                leaf.tableId,
                leaf.oid,
                marked);
    }

    /** False when it no longer exists under that name, or somebody else has captured it. */
    private static boolean locked(Session source, Missing leaf, String mode, Runnable act) {
        source.doing("capturing the partition " + leaf.name);
        try {
            return source.inTransaction(() -> {
                source.execute("LOCK TABLE ONLY " + leaf.name.quoted() + " IN " + mode + " MODE");
                boolean present = source.queryLong(
                                "SELECT count(*) FROM pg_class AS c,"
                                        + " LATERAL (SELECT replicator_capture.attachment_of(?, c.oid)) AS a (attachment)"
                                        + " WHERE c.oid = ?::bigint::oid AND c.oid = to_regclass(?) AND c.relispartition"
                                        + " AND a.attachment IS NOT NULL AND NOT EXISTS (SELECT"
                                        + " FROM replicator_capture.captured_leaf AS l"
                                        + " WHERE l.relation = c.oid AND l.attachment = a.attachment AND l.triggers IS NOT NULL)",
                                leaf.tableId,
                                leaf.oid,
                                leaf.name.quoted())
                        > 0;
                if (present) {
                    act.run();
                }
                return present;
            });
        } catch (DatabaseException e) {
            if (SqlStates.isMissingRelation(e.sqlState())) {
                return false;
            }
            throw e;
        }
    }
}
