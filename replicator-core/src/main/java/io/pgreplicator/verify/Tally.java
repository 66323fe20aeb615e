package io.pgreplicator.verify;

import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a table that are not equal: how many, and the first hundred of each kind. Confined to one thread. */
final class Tally {
    private static final int MOST_NAMED = 100;
    private static final long MOST_COUNTED = 100_000;

    private final List<String> columns;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<VerifyReport.Row>> named = new EnumMap<>(Kind.class);
    private final Set<List<String>> known = new HashSet<>();

    /** The key's columns, in the order of its values. */
    Tally(List<String> columns) {
        this.columns = columns;
    }

    /** Counts a row once, though it may be found by two keys that are equal without being identical. */
    void add(Kind kind, List<String> key) {
        if (!known.add(key)) {
            return;
        }
        counts.merge(kind, 1L, Long::sum);
        List<VerifyReport.Row> same = named.computeIfAbsent(kind, it -> new ArrayList<>());
        if (same.size() < MOST_NAMED) {
            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), key.get(i));
            }
            same.add(new VerifyReport.Row(kind, values));
        }
    }

    /** Counts rows that have no key. */
    void addUnnamed(Kind kind, long rows) {
        if (rows > 0) {
            counts.merge(kind, rows, Long::sum);
        }
    }

    /** Whether so many rows differ that their number is of no more use. */
    boolean isFull() {
        return counts().unequal() >= MOST_COUNTED;
    }

    VerifyReport.Counts counts() {
        return new VerifyReport.Counts(
                count(Kind.DIFFERENT),
                count(Kind.MISSING),
                count(Kind.EXTRA),
                count(Kind.REFUSED),
                count(Kind.PENDING),
                count(Kind.MOVING));
    }

    /** The rows that are different, missing or extra. */
    long genuine() {
        return count(Kind.DIFFERENT) + count(Kind.MISSING) + count(Kind.EXTRA);
    }

    /** Forgets the rows that are different, missing or extra: they are looked at again. */
    void forgetGenuine() {
        for (Kind kind : List.of(Kind.DIFFERENT, Kind.MISSING, Kind.EXTRA)) {
            counts.remove(kind);
            named.remove(kind);
        }
        known.clear();
    }

    List<VerifyReport.Row> named() {
        return named.values().stream().flatMap(List::stream).toList();
    }

    private long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
