package io.pgreplicator.round;

import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The changes that a look at the source found between two snapshots. Immutable.
 *
 * @param window the two snapshots
 * @param snapshotNanos {@link System#nanoTime} just before the second snapshot was taken
 * @param segments segments of the log that hold rows
 * @param keys tables with changed keys, each with their number, counted up to a limit
 * @param truncated tables that were truncated
 * @param leftOut tables with changes that are locked by others: the round skips them
 * @param single whether there is so little that one transaction carries it, including the watermark
 */
record Changes(
        Window window,
        long snapshotNanos,
        List<DeltaLog.Segment> segments,
        Map<Integer, Long> keys,
        Set<Integer> truncated,
        Set<Integer> leftOut,
        boolean single) {

    /** Whether there is nothing that can be carried. */
    boolean isEmpty() {
        return keys.isEmpty() && truncated.isEmpty();
    }

    /** Every table that can be carried. */
    Set<Integer> tables() {
        var tables = new TreeSet<>(keys.keySet());
        tables.addAll(truncated);
        return tables;
    }

    /** The same without those tables, which are locked by others. */
    Changes without(Set<Integer> held) {
        var rest = new TreeMap<>(keys);
        rest.keySet().removeAll(held);
        var emptied = new TreeSet<>(truncated);
        emptied.removeAll(held);
        return new Changes(window, snapshotNanos, segments, rest, emptied, Set.copyOf(held), single);
    }

    /** The changed rows of that table once more; if it was truncated, it has already been emptied. */
    Changes again(int tableId) {
        return new Changes(window, snapshotNanos, segments, Map.of(tableId, 0L), Set.of(), leftOut, single);
    }
}
