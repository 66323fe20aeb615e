package io.pgreplicator.copy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Tables that were locked a moment ago, so that their chunks are postponed. Thread-safe. */
final class LockedTables {
    /** How long a locked table is postponed. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<Integer, Long> untilNanos = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    LockedTables() {
        this(System::nanoTime);
    }

    LockedTables(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(int tableId) {
        untilNanos.put(tableId, nanoTime.getAsLong() + PAUSE.toNanos());
    }

    /** The tables that are postponed now. */
    Set<Integer> present() {
        long now = nanoTime.getAsLong();
        untilNanos.values().removeIf(until -> now - until >= 0);
        return Set.copyOf(untilNanos.keySet());
    }
}
