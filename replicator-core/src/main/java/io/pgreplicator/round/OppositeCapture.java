package io.pgreplicator.round;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.control.Migration;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The capture of the way back, on the side that rows are written to. Its gate keeps everybody else from that side, and it has to know what
 * comes there: what is without it takes anybody's writes, and after the next switch nobody carries them. Stateless, thread-safe.
 */
final class OppositeCapture {
    private OppositeCapture() {}

    /** Whether the side that rows are written to has one: that of another migration is not ours to complete. */
    static boolean stands(Session from, Session to) {
        Optional<UUID> back = CaptureSchema.migration(to);
        return back.isPresent() && back.equals(Migration.id(from));
    }

    /** Captures the partitions that came there, whoever made them. Waits for writers of each for at most the session's lock timeout. */
    static void settle(Session from, Session to, Consumer<News> found) {
        if (stands(from, to)) {
            NewPartitions.captureNew(to, found);
        }
    }
}
