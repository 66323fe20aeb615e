package io.pgreplicator.round;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.Window;
import io.pgreplicator.jdbc.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tables locked by other sessions, so that rounds continue without them. Until they can be read the watermark stays where it
 * is, and so does the log; how far the other tables are <em>ahead</em> of it is known here only, so after a crash, or on another
 * server, they are read again from the watermark, which is harmless. Confined to one thread.
 */
final class WaitingTables {
    private final Set<Integer> waiting = new TreeSet<>();
    /** The snapshot that every other table equals; null while none waits. */
    private @Nullable String ahead;

    /** The watermark that {@link #ahead} is ahead of. */
    private @Nullable String watermark;

    private static final long TELL_AGAIN_NANOS = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private Set<Integer> told = Set.of();
    private long toldNanos;

    WaitingTables() {
        this(System::nanoTime);
    }

    WaitingTables(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to report that these wait: when they differ from before, and from time to time. */
    boolean isNews(Set<Integer> held) {
        long now = nanoTime.getAsLong();
        boolean news = !held.isEmpty() && (!held.equals(told) || now - toldNanos >= TELL_AGAIN_NANOS);
        if (news) {
            toldNanos = now;
        }
        told = Set.copyOf(held);
        return news;
    }

    Set<Integer> numbers() {
        return Set.copyOf(waiting);
    }

    /** Begins a round: what is known is valid only for its watermark. */
    void begin(@Nullable String present) {
        if (!Objects.equals(watermark, present)) {
            clear();
            watermark = present;
        }
    }

    /** The window in which the table's changes are read. */
    Window window(int tableId, Window round) {
        return ahead == null || waiting.contains(tableId) ? round : new Window(ahead, round.current());
    }

    /** The tables with changes, each with their number up to the limit. */
    Map<Integer, Long> changed(Session session, Collection<CapturedTable> tables, Window round, long limit) {
        Map<Integer, Long> changed = new TreeMap<>();
        for (boolean waits : ahead == null ? List.of(true) : List.of(true, false)) {
            List<CapturedTable> part = tables.stream()
                    .filter(table -> ahead == null || waiting.contains(table.tableId()) == waits)
                    .toList();
            if (!part.isEmpty()) {
                changed.putAll(
                        DeltaLog.changed(session, part, window(part.get(0).tableId(), round), limit));
            }
        }
        return changed;
    }

    /** The tables that were truncated. */
    Set<Integer> truncated(Session session, Window round) {
        if (ahead == null) {
            return DeltaLog.truncated(session, round);
        }
        Predicate<Integer> waits = waiting::contains;
        Set<Integer> truncated = DeltaLog.truncated(session, round);
        truncated.removeIf(waits.negate());
        Set<Integer> others = DeltaLog.truncated(session, new Window(ahead, round.current()));
        others.removeIf(waits);
        truncated.addAll(others);
        return truncated;
    }

    /** A round was carried without these tables: all others equal its snapshot. */
    void carried(Set<Integer> without, String snapshot) {
        waiting.clear();
        waiting.addAll(without);
        ahead = snapshot;
    }

    /** A round was carried with all tables: the watermark covers them. */
    void clear() {
        waiting.clear();
        ahead = null;
    }
}
