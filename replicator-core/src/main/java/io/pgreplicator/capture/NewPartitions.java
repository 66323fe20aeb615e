package io.pgreplicator.capture;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Partitions that nobody captures yet. The server shows a new one to every snapshot, also to older ones, while no trigger
 * tells what is written to it and nothing tells when it goes. So no row of it may come to the target before it is captured:
 * whoever reads rows, or what rows there are, captures what is new first, and asks again afterwards with a session whose
 * snapshot is not older than what was read. What was read until then is given up when there is a new one. Stateless,
 * thread-safe.
 */
public final class NewPartitions {
    /** Few enough that what was done counts when one of them is locked for long. */
    private static final int SOME = 50;

    private NewPartitions() {}

    /** A partition without capture. Immutable. */
    private record Missing(int tableId, long oid, QualifiedName name, String kind) {}

    /** Reads something while every partition of that moment is captured: again, when one was added meanwhile. */
    public static <T> T settle(Session source, Consumer<QualifiedName> found, Supplier<T> read) {
        T result;
        do {
            capture(source).forEach(found);
            result = read.get();
        } while (exist(source));
        return result;
    }

    /**
     * Captures what is new, and marks the rows that are there already as changed, which covers a partition that was attached
     * with rows. Returns the partitions captured. Each is a transaction of its own, which waits for the writers of that
     * partition for at most the session's lock timeout.
     */
    public static List<QualifiedName> capture(Session source) {
        var captured = new ArrayList<QualifiedName>();
        for (Missing leaf : missing(source, true)) {
            boolean done = capture(
                    source,
                    leaf,
                    () -> ChangeMarks.onSource(source, leaf.tableId, " FROM ONLY " + leaf.name.quoted() + " AS r"));
            if (done) {
                captured.add(leaf.name);
            }
        }
        return captured;
    }

    /** Whether there is one, as the session's snapshot sees it: not that of something that was read in an older one. */
    public static boolean exist(Session present) {
        return !missing(present, true).isEmpty();
    }

    /** Whether nothing is left for {@link #completeNext}. */
    public static boolean isComplete(Session source) {
        return source.doing("looking for new partitions")
                        .queryLong("SELECT count(*) FROM replicator_capture.captured_table WHERE NOT complete")
                == 0;
    }

    /**
     * Captures some more partitions of the tables whose installation began; false when none is left and they are complete.
     * Nothing of them is planned to be copied yet, so rows that are there already are no changes.
     */
    public static boolean completeNext(Session source) {
        List<Missing> left = missing(source, false);
        if (left.isEmpty()) {
            // one whose removal had begun is another capture than before: writes were missed in between
            source.runInTransaction(() -> source.update(
                    "UPDATE replicator_capture.captured_table SET complete = true, capture_id = ? WHERE NOT complete",
                    UUID.randomUUID()));
            return false;
        }
        for (Missing leaf : left.subList(0, Math.min(SOME, left.size()))) {
            capture(source, leaf, () -> {});
        }
        return true;
    }

    private static List<Missing> missing(Session source, boolean complete) {
        return source.doing("looking for new partitions")
                .query(
                        SqlFile.of(NewPartitions.class, "missing_leaves.sql").text(),
                        row -> new Missing(
                                row.getInt(1),
                                row.getLong(2),
                                new QualifiedName(row.getString(3), row.getString(4)),
                                row.getString(5)),
                        complete);
    }

    /** False when it is not there any more under that name, or somebody else has captured it: look again. */
    private static boolean capture(Session source, Missing leaf, Runnable mark) {
        if (!leaf.kind.equals("r")) {
            throw new ReplicatorException(
                    ErrorCode.SHAPE_CHANGED,
                    "The new partition " + leaf.name + " is a foreign table, whose writes cannot be captured."
                            + " No later change of its table has been applied.",
                    "Detach it and run the command again.");
        }
        source.doing("capturing the partition " + leaf.name);
        try {
            return source.inTransaction(() -> {
                source.execute("LOCK TABLE ONLY " + leaf.name.quoted() + " IN SHARE ROW EXCLUSIVE MODE");
                boolean present = source.queryLong(
                                "SELECT count(*) FROM pg_class AS c WHERE c.oid = ?::bigint::oid AND c.oid = to_regclass(?)"
                                        + " AND c.relispartition AND NOT EXISTS"
                                        + " (SELECT FROM replicator_capture.captured_leaf AS l WHERE l.relation = c.oid)",
                                leaf.oid,
                                leaf.name.quoted())
                        > 0;
                if (present) {
                    source.queryLong(
                            "SELECT 1 FROM replicator_capture.capture_leaf(?, ?::bigint::oid::regclass)",
                            leaf.tableId,
                            leaf.oid);
                    mark.run();
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
