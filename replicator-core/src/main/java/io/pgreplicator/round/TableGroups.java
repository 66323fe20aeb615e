package io.pgreplicator.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which tables of a large round are locked, checked and read together. One at a time would query the catalog once
 * for each of ten thousand tables; all at once would lock each for as long as the round reads. Stateless, thread-safe.
 */
final class TableGroups {
    private static final int MOST_TABLES = 100;

    private TableGroups() {}

    /**
     * The tables in order, in groups with at most {@code keys} changed keys, or of a single table.
     *
     * @param changed numbers of changed keys by table
     * @param truncated tables that were truncated, changed or not
     */
    static List<Set<Integer>> of(Map<Integer, Long> changed, Set<Integer> truncated, long keys) {
        var tables = new TreeSet<>(changed.keySet());
        tables.addAll(truncated);
        var groups = new ArrayList<Set<Integer>>();
        Set<Integer> group = new TreeSet<>();
        long sum = 0;
        for (int table : tables) {
            long count = changed.getOrDefault(table, 0L);
            if (!group.isEmpty() && (sum + count > keys || group.size() == MOST_TABLES)) {
                groups.add(group);
                group = new TreeSet<>();
                sum = 0;
            }
            group.add(table);
            sum += count;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
