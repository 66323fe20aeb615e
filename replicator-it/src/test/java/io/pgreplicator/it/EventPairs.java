package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.Ended;
import io.pgreplicator.telemetry.ReplicationEvent.Started;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Notes events, and proves that they come in pairs. The engine's own tests have the same class: they are built before the
 * test kit, which they cannot use. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // an end belongs to one start, not to an equal one
public final class EventPairs implements ReplicationListener {
    private final Queue<ReplicationEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    public void on(ReplicationEvent event) {
        events.add(event);
    }

    public List<ReplicationEvent> events() {
        return List.copyOf(events);
    }

    /** Those of one type, in order. */
    public <E> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Each start, that very object, has one end, and the end comes later. */
    public void assertPaired() {
        List<ReplicationEvent> all = events();
        List<Started> starts = of(Started.class);
        assertThat(of(Ended.class)).hasSameSizeAs(starts);
        for (Started start : starts) {
            List<Integer> ends = IntStream.range(0, all.size())
                    .filter(i -> all.get(i) instanceof Ended end && end.start() == start)
                    .boxed()
                    .toList();
            assertThat(ends).as("ends of %s in %s", start, all).hasSize(1);
            assertThat(ends.get(0)).as("%s in %s", start, all).isGreaterThan(indexOf(all, start));
        }
    }

    private static int indexOf(List<ReplicationEvent> all, ReplicationEvent event) {
        int index = 0;
        while (all.get(index) != event) {
            index++;
        }
        return index;
    }
}
