package io.pgreplicator.capture;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The log as a whole: which segments hold rows, and how they are emptied. Writers append to a table's current segment; a
 * full one is left for a fresh one, and one that nobody needs is truncated, so nothing is ever deleted and no vacuum debt
 * arises. Stateless, thread-safe.
 */
public final class DeltaLog {
    private DeltaLog() {}

    /** A segment of a table's log that is not empty, with its size in bytes. Immutable. */
    public record Segment(int tableId, int number, long bytes) {}

    /** The segments that hold rows; call it inside the round's transaction, after its snapshot was taken. */
    public static List<Segment> segments(Session source) {
        return source.doing("looking for changes")
                .query(
                        SqlFile.of(DeltaLog.class, "logs.sql").text(),
                        row -> new Segment(row.getInt(1), row.getInt(2), row.getLong(3)));
    }

    /** The tables truncated in the window, as seen by the round's snapshot. */
    public static Set<Integer> truncated(Session source, Window window) {
        return new HashSet<>(source.doing("looking for truncated tables")
                .query(
                        "SELECT DISTINCT m.table_id FROM replicator.truncation AS m WHERE " + window.condition("m"),
                        row -> row.getInt(1)));
    }

    /**
     * Gives up what the target has committed: rotates full segments and empties those that hold nothing but rows visible to
     * {@code applied}. Never waits for a lock; what cannot be emptied now is tried again after a later round.
     *
     * @param segmentBytes size from which a current segment is full
     */
    public static void acknowledge(
            Session source,
            Map<Integer, CapturedTable> tables,
            Collection<Segment> segments,
            String applied,
            long segmentBytes) {
        source.doing("emptying applied log segments");
        Map<Integer, List<Segment>> byTable =
                segments.stream().collect(Collectors.groupingBy(Segment::tableId, TreeMap::new, Collectors.toList()));
        byTable.forEach((tableId, filled) -> {
            CapturedTable table = tables.get(tableId);
            if (table != null) {
                int current = rotated(source, table, filled, segmentBytes);
                filled.stream()
                        .filter(segment -> segment.number() != current || segment.bytes() >= segmentBytes / 16)
                        .forEach(segment -> empty(source, table, segment, applied));
            }
        });
        source.update(
                "DELETE FROM replicator.truncation WHERE txid_visible_in_snapshot(xid, ?::text::txid_snapshot)",
                applied);
    }

    /** The current segment, after a full one was left for the lowest empty number. */
    private static int rotated(Session source, CapturedTable table, List<Segment> filled, long segmentBytes) {
        int current = (int)
                source.queryLong("SELECT segment FROM replicator.captured_table WHERE table_id = ?", table.tableId());
        boolean full =
                filled.stream().anyMatch(segment -> segment.number() == current && segment.bytes() >= segmentBytes);
        if (!full) {
            return current;
        }
        Set<Integer> used = filled.stream().map(Segment::number).collect(Collectors.toSet());
        int next = 1;
        while (used.contains(next) || next == current) {
            next++;
        }
        source.queryLong("SELECT 1 FROM replicator.use_segment(?, ?)", table.tableId(), next);
        return next;
    }

    private static void empty(Session source, CapturedTable table, Segment segment, String applied) {
        source.query(
                "SELECT replicator.empty_segment(?::text::regclass, ?::text::txid_snapshot)",
                row -> row.getBoolean(1),
                table.segmentName(segment.number()),
                applied);
    }
}
