package io.pgreplicator.cli.demo;

import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.EnumMap;
import java.util.Map;

/** Records when each phase was first entered. Thread-safe. */
final class PhaseTimes implements ReplicationListener {
    private final Map<Phase, Long> entered = new EnumMap<>(Phase.class);

    @Override
    public synchronized void on(ReplicationEvent event) {
        if (event instanceof PhaseStarted phase) {
            entered.putIfAbsent(phase.phase(), System.nanoTime());
        }
    }

    /** Seconds from entering one phase to entering the other; {@code otherwise} when either was not seen. */
    synchronized double seconds(Phase from, Phase to, double otherwise) {
        Long begin = entered.get(from);
        Long end = entered.get(to);
        return begin == null || end == null ? otherwise : (end - begin) / 1e9;
    }
}
