package io.pgreplicator.capture;

import io.pgreplicator.jdbc.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
        Map<Integer, Long> bytes = DeltaLog.segments(source).stream()
                .collect(Collectors.groupingBy(
                        DeltaLog.Segment::tableId, Collectors.summingLong(DeltaLog.Segment::bytes)));
        var pending = new HashMap<Integer, Long>();
        bytes.forEach((tableId, size) -> pending.put(tableId, size / BYTES_PER_KEY));
        var window = new Window(applied, "");
        List<String> counts = tables.stream()
                .filter(table -> bytes.containsKey(table.tableId()) && bytes.get(table.tableId()) <= COUNTED_BYTES)
                .map(table -> "SELECT " + table.tableId() + ", count(*) FROM " + table.log() + " AS d WHERE "
                        + window.condition("d"))
                .toList();
        pending.putAll(DeltaLog.count(source.doing("counting the backlog"), counts));
        return new Backlog(bytes.values().stream().mapToLong(Long::longValue).sum(), pending);
    }
}
