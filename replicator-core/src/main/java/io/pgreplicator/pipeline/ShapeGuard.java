package io.pgreplicator.pipeline;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a round read only tables that still are what their capture was installed on: columns, key, triggers, partitions,
 * parents. Confined to one thread.
 */
final class ShapeGuard {
    private static final long LOOK_AT_ALL_NANOS = 5_000_000_000L;

    private final Database source;
    private final Map<Integer, ReplicatedTable> tables;
    private long seenAllNanos = System.nanoTime() - LOOK_AT_ALL_NANOS;

    ShapeGuard(Database source, Map<Integer, ReplicatedTable> tables) {
        this.source = source;
        this.tables = tables;
    }

    /**
     * Holds the tables as they are until the round's transaction ends, and throws when one is not what it was. False when
     * rows moved to another file after the round's snapshot was taken, which then does not see them: take another one.
     */
    boolean hold(Session round, Set<Integer> involved) {
        if (!involved.isEmpty()) {
            Collection<ReplicatedTable> held =
                    involved.stream().map(tables::get).filter(Objects::nonNull).toList();
            round.doing("locking the changed tables against rewrites")
                    .execute("LOCK TABLE "
                            + held.stream().map(table -> table.source().rows()).collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE");
            check(involved);
            return !CaptureSchema.haveRowsMoved(
                    round, held.stream().map(table -> table.source().oid()).toList());
        }
        if (System.nanoTime() - seenAllNanos >= LOOK_AT_ALL_NANOS) {
            check(null);
            seenAllNanos = System.nanoTime();
        }
        return true;
    }

    /** The present state counts, not that of the round's snapshot, so it is read by a session of its own. */
    private void check(@Nullable Set<Integer> numbers) {
        try (Session present = source.open(Role.CONTROL)) {
            for (CapturedTable table : CaptureSchema.tables(present, numbers)) {
                if (!table.unchanged()) {
                    throw ShapeChange.of(table);
                }
            }
        }
    }
}
