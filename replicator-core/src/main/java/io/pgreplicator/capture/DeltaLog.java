package io.pgreplicator.capture;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.KeyText;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log as a whole: which segments hold rows, and how they are emptied. Writers append to a table's current segment; a
 * full one is replaced by an empty one, and one that nobody needs is truncated, so nothing is ever deleted and no vacuum
 * debt arises. Confined to one thread: the one that runs the rounds.
 */
public final class DeltaLog {
    private static final int PAGE = 500;

    private final long segmentBytes;
    private final Map<Integer, Integer> currentSegments = new HashMap<>();
    private long acknowledgedRound;

    /** A segment counts as full from {@code segmentBytes} on. */
    public DeltaLog(Collection<CapturedTable> tables, long segmentBytes) {
        this.segmentBytes = segmentBytes;
        tables.forEach(table -> currentSegments.put(table.tableId(), table.segment()));
    }

    /** A segment of a table's log that is not empty, with its size in bytes. Immutable. */
    public record Segment(int tableId, int number, long bytes) {}

    /** The segments that hold rows; call it inside the round's transaction, after its snapshot was taken. */
    public static List<Segment> segments(Session source) {
        return source.doing("looking for changes")
                .query(
                        SqlFile.of(DeltaLog.class, "logs.sql").text(),
                        row -> new Segment(row.getInt(1), row.getInt(2), row.getLong(3)));
    }

    /** The tables whose log holds rows of the window, each with the number of its rows, counted up to {@code limit}. */
    public static Map<Integer, Long> changed(
            Session source, Collection<CapturedTable> tables, Window window, long limit) {
        Map<Integer, Long> changed = count(
                source.doing("looking for changes"),
                tables.stream()
                        .map(table -> "SELECT " + table.tableId() + ", count(*) FROM (SELECT FROM " + table.log()
                                + " AS d WHERE " + window.condition("d") + " LIMIT " + limit + ") AS counted")
                        .toList());
        changed.values().removeIf(count -> count == 0);
        return changed;
    }

    /**
     * The results of queries that return one row each, table and number; combined, but not so many that the server's stack
     * overflows.
     */
    static Map<Integer, Long> count(Session source, List<String> queries) {
        var counted = new TreeMap<Integer, Long>();
        for (int begin = 0; begin < queries.size(); begin += PAGE) {
            List<String> page = queries.subList(begin, Math.min(begin + PAGE, queries.size()));
            source.query(String.join(" UNION ALL ", page), row -> counted.put(row.getInt(1), row.getLong(2)));
        }
        return counted;
    }

    /**
     * Rows of a partition of the table that are gone without their keys being logged, with the number of its record. Immutable.
     *
     * @param bounds the condition that all of them satisfy, in SQL; null when they may be any of the table
     */
    public record LeafTruncation(
            long id, int tableId, @Nullable String bounds) {}

    /** Those that the session sees and that nobody has discarded. */
    public static List<LeafTruncation> leafTruncations(Session source) {
        return source.doing("looking for truncated partitions")
                .query(
                        "SELECT marker_id, table_id, bounds FROM replicator_capture.leaf_truncation ORDER BY marker_id",
                        row -> new LeafTruncation(row.getLong(1), row.getInt(2), row.getString(3)));
    }

    /** The tables of {@link #leafTruncations}. */
    public static Set<Integer> leafTruncated(Session source) {
        return leafTruncations(source).stream().map(LeafTruncation::tableId).collect(Collectors.toSet());
    }

    /** Forgets truncations of partitions; in the transaction that logs what they removed. */
    public static void discardLeafTruncations(Session source, Collection<LeafTruncation> truncations) {
        source.doing("forgetting truncated partitions")
                .update(
                        "DELETE FROM replicator_capture.leaf_truncation WHERE marker_id = ANY (?::bigint[])",
                        truncations.stream()
                                .map(truncation -> String.valueOf(truncation.id()))
                                .toList());
    }

    /** The tables truncated in the window, as seen by the round's snapshot. */
    public static Set<Integer> truncated(Session source, Window window) {
        return new HashSet<>(source.doing("looking for truncated tables")
                .query(
                        "SELECT DISTINCT m.table_id FROM replicator_capture.truncation AS m WHERE "
                                + window.condition("m"),
                        row -> row.getInt(1)));
    }

    /**
     * Records on the source that the target has committed the round with that number; call it before anything is emptied
     * because of that. A target that later has fewer rounds has lost what the log no longer holds.
     */
    public void noteCommitted(Session source, long round) {
        if (round != acknowledgedRound) {
            note(source, round);
            acknowledgedRound = round;
        }
    }

    /** As {@link #noteCommitted}, for callers that empty nothing. */
    public static void note(Session source, long round) {
        source.doing("noting what the target has committed")
                .queryLong(
                        "SELECT pg_catalog.setval('replicator_capture.acknowledged', greatest(?, last_value))"
                                + " FROM replicator_capture.acknowledged",
                        round);
    }

    /**
     * Discards what the target has committed: rotates full segments and empties those that hold nothing but rows visible to
     * {@code applied}. Never waits for a lock; what cannot be emptied now is tried again after a later round.
     *
     * @param idle whether nothing is being written: then small segments are emptied too
     */
    public void discard(Session source, Collection<Segment> segments, String applied, boolean idle) {
        source.doing("emptying applied log segments");
        for (Segment segment : segments) {
            int current = currentSegments.getOrDefault(segment.tableId(), 0);
            if (segment.number() == current && segment.bytes() >= segmentBytes) {
                current = rotate(source, segment, segments);
            }
            if (idle || segment.number() != current || segment.bytes() >= segmentBytes / 16) {
                source.query(
                        "SELECT replicator_capture.empty_segment(?::text::regclass, ?::text::txid_snapshot)",
                        row -> row.getBoolean(1),
                        CapturedTable.segmentName(segment.tableId(), segment.number()),
                        applied);
            }
        }
    }

    /** Forgets the truncations that the target has committed. */
    public static void discardTruncations(Session source, String applied) {
        source.doing("forgetting applied truncations")
                .update(
                        "DELETE FROM replicator_capture.truncation"
                                + " WHERE pg_catalog.txid_visible_in_snapshot(xid, ?::text::pg_catalog.txid_snapshot)",
                        applied);
    }

    /**
     * Logs keys of the table once more, given as {@link KeyText} in the order of the log, so that the next round reads their
     * rows. Pass keys with bytes of no encoding only if {@link #takes} accepts them.
     */
    public static void append(Session source, CapturedTable captured, Table table, List<List<String>> keys) {
        source.doing("logging keys of " + table.name() + " again");
        append(source, captured, table, keys.stream().filter(key -> !isRaw(key)).toList(), "%s", text -> text);
        append(
                source,
                captured,
                table,
                keys.stream().filter(DeltaLog::isRaw).toList(),
                "pg_catalog.convert_from(pg_catalog.decode(%s, 'hex'), 'SQL_ASCII')",
                KeyText::hex);
    }

    /**
     * As {@link #append}, but leaves out keys that the source does not read, such as the name of a relation that was dropped: by halves,
     * with savepoints of the session's transaction. Returns the keys that are logged.
     */
    public static List<List<String>> appendReadable(
            Session source, CapturedTable captured, Table table, List<List<String>> keys) {
        if (tryAppend(source, captured, table, keys)) {
            return keys;
        }
        int half = keys.size() / 2;
        return half == 0
                ? List.of()
                : Stream.of(keys.subList(0, half), keys.subList(half, keys.size()))
                        .flatMap(part -> appendReadable(source, captured, table, part).stream())
                        .toList();
    }

    /** False when the source does not read one of the keys; then none of them is logged. */
    private static boolean tryAppend(Session source, CapturedTable captured, Table table, List<List<String>> keys) {
        source.execute("SAVEPOINT logging");
        try {
            append(source, captured, table, keys);
            source.execute("RELEASE SAVEPOINT logging");
            return true;
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState()) || SqlStates.isRefused(e.sqlState())) {
                throw e;
            }
            source.execute("ROLLBACK TO SAVEPOINT logging; RELEASE SAVEPOINT logging");
            return false;
        }
    }

    /** Whether the source accepts the key. */
    public static boolean takes(Session source, List<String> key) {
        return source.isSqlAscii() || !isRaw(key);
    }

    private static boolean isRaw(List<String> key) {
        return key.stream().anyMatch(KeyText::isRaw);
    }

    private static void append(
            Session source,
            CapturedTable captured,
            Table table,
            List<List<String>> keys,
            String read,
            UnaryOperator<String> write) {
        List<String> columns = captured.key();
        String texts = String.join(", ", Collections.nCopies(columns.size(), "?::text[]"));
        String values = columns.stream()
                .map(name -> String.format(read, Sql.identifier(name)) + "::"
                        + table.column(name).storage() + " AS " + Sql.identifier(name))
                .collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            source.update(
                    captured.logging() + " FROM (SELECT " + values + " FROM unnest(" + texts + ") AS g ("
                            + Sql.identifiers(columns) + ")) AS t",
                    IntStream.range(0, columns.size())
                            .mapToObj(i -> keys.stream()
                                    .map(key -> write.apply(key.get(i)))
                                    .toList())
                            .toArray());
        }
    }

    /** Switches from a full segment to the lowest-numbered one that holds no rows; returns its number. */
    private int rotate(Session source, Segment full, Collection<Segment> segments) {
        Set<Integer> filled = segments.stream()
                .filter(segment -> segment.tableId() == full.tableId())
                .map(Segment::number)
                .collect(Collectors.toSet());
        int next = 1;
        while (filled.contains(next)) {
            next++;
        }
        source.queryLong("SELECT 1 FROM replicator_capture.use_segment(?, ?)", full.tableId(), next);
        currentSegments.put(full.tableId(), next);
        return next;
    }

    /**
     * What the capture holds that the target does not have yet. Immutable.
     *
     * @param logBytes bytes of the whole log
     * @param pendingKeys logged keys beyond the applied snapshot, by table; an upper bound, because a hot key is logged many
     *     times
     */
    public record Backlog(long logBytes, Map<Integer, Long> pendingKeys) {
        /**
         * Above this size the backlog of a log is estimated from its size: counting would cost the source more than the figure
         * is worth.
         */
        private static final long COUNTED_BYTES = 64L << 20;

        private static final long BYTES_PER_KEY = 44;

        public Backlog {
            pendingKeys = Map.copyOf(pendingKeys);
        }

        /** Reads the backlog beyond the applied snapshot; a null snapshot means that nothing was applied yet. */
        public static Backlog read(Session source, List<CapturedTable> tables, @Nullable String applied) {
            Map<Integer, Long> bytes = segments(source).stream()
                    .collect(Collectors.groupingBy(Segment::tableId, Collectors.summingLong(Segment::bytes)));
            var pending = new HashMap<Integer, Long>();
            bytes.forEach((tableId, size) -> pending.put(tableId, size / BYTES_PER_KEY));
            var window = new Window(applied, "");
            List<String> counts = tables.stream()
                    .filter(table -> bytes.containsKey(table.tableId()) && bytes.get(table.tableId()) <= COUNTED_BYTES)
                    .map(table -> "SELECT " + table.tableId() + ", count(*) FROM " + table.log() + " AS d WHERE "
                            + window.condition("d"))
                    .toList();
            pending.putAll(count(source.doing("counting the backlog"), counts));
            return new Backlog(
                    bytes.values().stream().mapToLong(Long::longValue).sum(), pending);
        }
    }
}
