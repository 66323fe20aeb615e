package io.pgreplicator.round;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.control.Migration;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The capture of the way back, on the side that rows are written to. Its gate keeps everybody else from that side, and it has to know what
 * comes there: what is without it takes anybody's writes, and after the next switch nobody carries them. Stateless, thread-safe.
 */
public final class OppositeCapture {
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

    /** Captures the tables that came to a side which applications have left, before rows are written to them. */
    public static void extend(Database target, Collection<TablePair> tables, Work work) {
        boolean left = work.call("looking at the gates", () -> {
            try (Session to = target.open(Role.CONTROL)) {
                return Gate.isClosed(to) && !Gate.isPrepared(to);
            }
        });
        if (left) {
            tables.stream()
                    .map(TablePair::target)
                    .filter(table -> table.key().isPresent())
                    .forEach(table -> work.run("closing " + table.name(), () -> capture(target, table)));
        }
    }

    private static void capture(Database target, Table table) {
        try (Session to = target.open(Role.CONTROL)) {
            if (!CaptureSchema.isCaptured(to, table.oid())) {
                CaptureSchema.capture(to, table);
            }
            boolean more = !NewPartitions.isComplete(to);
            while (more) {
                more = NewPartitions.completeNext(to);
            }
        }
    }
}
