package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.DeltaReader;
import io.pgreplicator.capture.LargeRowReader;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.Session;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the changed rows of a round at its snapshot and publishes them to the ring. A small round already holds locks on all
 * its tables; a large one locks a group at a time, so that sessions that wait for a table need not wait for the rest of the
 * round. Every method returns false when the round is abandoned. Confined to one thread.
 */
final class RoundReader {
    private final ShapeGuard shapes;
    private final TableHolds holds;
    private final WaitingTables waiting;
    private final PartitionWatch partitions;
    private final ReplacedTables replaced;
    private final RingPipeline pipeline;
    private final RoundOptions options;

    RoundReader(
            ShapeGuard shapes,
            TableHolds holds,
            WaitingTables waiting,
            PartitionWatch partitions,
            ReplacedTables replaced,
            RingPipeline pipeline,
            RoundOptions options) {
        this.shapes = shapes;
        this.holds = holds;
        this.waiting = waiting;
        this.partitions = partitions;
        this.replaced = replaced;
        this.pipeline = pipeline;
        this.options = options;
    }

    /** A table of the round was rewritten after its snapshot was taken, which no longer sees its rows. */
    static final class RowsMoved extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One round while it is being read. */
    private record Reading(Session session, Round round, Changes changes) {}

    /**
     * Reads all of it: at the end every row is in the ring, or the round has failed. The session holds the round's snapshot.
     */
    void read(Session session, Round round, Changes changes) {
        var reading = new Reading(session, round, changes);
        if (round.single()) {
            publishTables(reading, changes.tables());
        } else {
            publishGroups(reading);
            publishCollided(reading);
        }
        if (partitions.haveChanged()) {
            round.giveUp();
        }
    }

    /**
     * Publishes first the tables whose rows moved, and then releases them: they have been locked since before the snapshot.
     */
    private boolean publishGroups(Reading reading) {
        Set<Integer> moved = holds.moved();
        Set<Integer> first = reading.changes.tables();
        first.retainAll(moved);
        return (moved.isEmpty() || publishHeld(reading, first))
                && TableGroups.of(reading.changes.keys(), reading.changes.truncated(), options.catchUpKeys()).stream()
                        .allMatch(group -> {
                            group.removeAll(moved);
                            return group.isEmpty() || publishGroup(reading, group);
                        });
    }

    /** Locks the tables while it reads them, so that sessions that wait for one need not wait for the rest of the round. */
    private boolean publishGroup(Reading reading, Set<Integer> group) {
        ShapeGuard.begin(reading.session);
        Set<Integer> leftOut = holds.holdMost(reading.session, group);
        leftOut.forEach(reading.round::leaveOut);
        var held = new TreeSet<>(group);
        held.removeAll(leftOut);
        if (holds.haveMoved(reading.session, held, false)) {
            reading.round.fail(null, new RowsMoved());
            return false;
        }
        return publishHeld(reading, held);
    }

    /** Publishes tables that are locked, and releases them. */
    private boolean publishHeld(Reading reading, Set<Integer> held) {
        if (!publishTables(reading, held)) {
            return false;
        }
        if (partitions.haveChanged(held)) {
            // checked while what was read is locked: once released, a partition may be dropped as it was added
            reading.round.giveUp();
            return false;
        }
        ShapeGuard.release(reading.session);
        return true;
    }

    /** The second pass of a large round: the tables whose rows collided, read from the same snapshot. */
    private void publishCollided(Reading reading) {
        pipeline.barrier(reading.round);
        for (int tableId : reading.round.replaceCollided()) {
            replaced.add(shapes.known(tableId));
            var again = new Reading(reading.session, reading.round, reading.changes.again(tableId));
            if (!publishGroup(again, Set.of(tableId))) {
                return;
            }
        }
    }

    private boolean publishTables(Reading reading, Set<Integer> tableIds) {
        return tableIds.stream().allMatch(number -> publishTable(reading, shapes.known(number)));
    }

    private boolean publishTable(Reading reading, ApplyTable table) {
        Round round = reading.round;
        boolean truncated = reading.changes.truncated().contains(table.tableId());
        boolean changed = reading.changes.keys().containsKey(table.tableId());
        boolean oneLane = round.single() || truncated || round.replaces(table);
        return (!truncated || pipeline.publishTruncate(round, table))
                && (!changed || publishRows(reading, table, oneLane));
    }

    private boolean publishRows(Reading reading, ApplyTable table, boolean oneLane) {
        Round round = reading.round;
        var large = new ArrayList<byte[]>();
        try (CopyReader rows = DeltaReader.read(
                reading.session,
                table.pair().captured(),
                table.pair().source(),
                table.pair().key(),
                waiting.window(table.tableId(), reading.changes.window()))) {
            for (byte[] line = rows.readRow(); line != null; line = rows.readRow()) {
                round.countKey();
                if (LargeRowReader.isMarker(line)) {
                    large.add(line);
                } else if (!pipeline.publishRow(round, table, line, oneLane)) {
                    return false;
                }
            }
        }
        return large.stream().allMatch(marker -> publishLarge(reading.session, round, table, marker, oneLane));
    }

    /** After the other rows of the table, because the session can read only one thing at a time. */
    private boolean publishLarge(Session session, Round round, ApplyTable table, byte[] marker, boolean oneLane) {
        if (!pipeline.publishPart(ChangeSlot.Kind.LARGE_ROW, round, table, marker, oneLane)) {
            return false;
        }
        byte[] last = new LargeRowReader(session, table.pair().source(), marker)
                .read(piece -> pipeline.publishPart(ChangeSlot.Kind.PIECE, round, table, piece, oneLane));
        return last != null && pipeline.publishPart(ChangeSlot.Kind.LAST_PIECE, round, table, last, oneLane);
    }
}
