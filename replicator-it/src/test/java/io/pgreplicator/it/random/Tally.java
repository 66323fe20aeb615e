package io.pgreplicator.it.random;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What was done, by kind, for the summary at the end. Thread-safe. */
public final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    public void add(String kind, long number) {
        counts.computeIfAbsent(kind, key -> new LongAdder()).add(number);
    }

    public long of(String kind) {
        LongAdder count = counts.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** What was counted. */
    public Set<String> kinds() {
        return Set.copyOf(counts.keySet());
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }
}
