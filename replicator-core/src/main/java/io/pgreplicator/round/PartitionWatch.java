package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCaptured;
import java.util.Map;
import java.util.Set;

/**
 * Partitions that are added, dropped and truncated while rounds run. A new partition shows its rows even to snapshots taken
 * before it was added, so a round that may have read some of them is repeated. Costs nothing where no table is partitioned.
 * Confined to one thread.
 */
final class PartitionWatch {
    private final Database source;
    private final Map<Integer, ApplyTable> tables;
    private final LeafTruncations truncations;
    private final TargetPartitions missing;
    private final Work work;
    private final boolean partitioned;

    PartitionWatch(Ends ends, TargetWriter writer, Map<Integer, ApplyTable> tables, Work work) {
        this.source = ends.source();
        this.tables = tables;
        this.truncations = new LeafTruncations(ends, tables);
        this.missing = new TargetPartitions(
                ends, writer, tables.values().stream().map(ApplyTable::pair).toList(), work);
        this.work = work;
        this.partitioned = tables.values().stream().anyMatch(PartitionWatch::isPartitioned);
    }

    private static boolean isPartitioned(ApplyTable table) {
        return table.pair().captured().kind() == Table.Kind.PARTITIONED;
    }

    /** Captures new partitions, marks what former ones held, and creates what the target lacks; before the round's snapshot. */
    void settle(Session session) {
        if (partitioned) {
            NewPartitions.settle(session, this::tell);
            missing.createMissing();
        }
    }

    private void tell(News news) {
        work.tell(news);
        if (news instanceof PartitionCaptured) {
            missing.expect();
        }
    }

    /** Whether the round's snapshot sees one that was truncated without its keys being logged, or that has left. */
    boolean wereTruncated(Session round) {
        return partitioned && truncations.found(round);
    }

    /** Marks the keys that they had; between two rounds, and not while writers wait. */
    void markTruncated() {
        truncations.mark();
    }

    /**
     * Whether rows of a partition that is not captured may have been read, or missed, or one has left. What was read stays locked until
     * the round's transaction ends, so a partition that was dropped meanwhile was not among it.
     */
    boolean haveChanged() {
        if (!partitioned) {
            return false;
        }
        try (Session present = source.open(Role.CONTROL)) {
            return NewPartitions.exist(present);
        }
    }

    /** As {@link #haveChanged}, if one of these tables is partitioned. */
    boolean haveChanged(Set<Integer> numbers) {
        return numbers.stream().anyMatch(number -> {
                    ApplyTable table = tables.get(number);
                    return table != null && isPartitioned(table);
                })
                && haveChanged();
    }
}
