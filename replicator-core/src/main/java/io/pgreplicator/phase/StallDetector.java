package io.pgreplicator.phase;

import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildStarted;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects that nothing moves although nothing has failed: a network that drops everything without closing, or a statement
 * that waits. An index build counts as movement. Thread-safe.
 */
final class StallDetector {
    private static final long LIMIT_SECONDS = 30;
    private static final String CAUSES =
            "; a server or the network does not answer, or a statement waits or takes long";

    private final LongSupplier nanos;
    private long movedNanos;
    private long bytes;
    private int builds;

    /** {@code nanos}: a clock such as {@link System#nanoTime}. */
    StallDetector(LongSupplier nanos) {
        this.nanos = nanos;
        this.movedNanos = nanos.getAsLong();
    }

    /** Something has moved. */
    synchronized void moved() {
        movedNanos = nanos.getAsLong();
    }

    synchronized void moved(ReplicationEvent event) {
        if (event instanceof ObjectBuildStarted) {
            builds++;
        }
        if (event instanceof ObjectBuildEnded) {
            builds--;
        }
        moved();
    }

    /** A sentence for {@code status}; null while something moves, or when nothing can be said. */
    synchronized @Nullable String words(Phase phase, long copiedBytes) {
        if (copiedBytes != bytes || builds > 0) {
            bytes = copiedBytes;
            moved();
        }
        long seconds = (nanos.getAsLong() - movedNanos) / 1_000_000_000L;
        if (seconds < LIMIT_SECONDS) {
            return null;
        }
        return switch (phase) {
            case COPYING -> "stalled: nothing was copied for " + seconds + " s" + CAUSES;
            case FOLLOWING -> "stalled: no round has ended for " + seconds + " s" + CAUSES;
            default -> null;
        };
    }
}
