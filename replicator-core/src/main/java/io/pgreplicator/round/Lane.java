package io.pgreplicator.round;

import com.lmax.disruptor.EventHandler;
import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.apply.Batch;
import io.pgreplicator.apply.BatchApplier;
import io.pgreplicator.apply.LargeRow;
import io.pgreplicator.apply.RowIsolation;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * An applier: a consumer of the ring with one connection to the target, which gathers its rows into batches. After a failure
 * it continues to empty the ring, so that the publisher never waits for a dead consumer, and rolls the round back at its
 * end. Confined to its ring thread.
 */
final class Lane implements EventHandler<ChangeSlot>, AutoCloseable {
    private final int number;
    private final BatchApplier applier;
    private final RoundOptions options;
    private final Semaphore credits;
    private final Work work;
    private @Nullable Batch batch;
    private @Nullable ApplyTable current;
    private @Nullable LargeRow large;
    private boolean staged;
    /** Numbers of the tables that the transaction has written to. */
    private final Set<Integer> written = new HashSet<>();

    Lane(int number, BatchApplier applier, RoundOptions options, Semaphore credits, Work work) {
        this.number = number;
        this.applier = applier;
        this.options = options;
        this.credits = credits;
        this.work = work;
    }

    @Override
    public void onEvent(ChangeSlot slot, long sequence, boolean endOfBatch) {
        if (slot.lane != number && slot.lane != ChangeSlot.ALL_LANES) {
            return;
        }
        Round round = Objects.requireNonNull(slot.round);
        byte[] line = slot.line;
        if (line != null) {
            slot.clearLine();
            credits.release(slot.credits);
        }
        try {
            if (!round.failed()) {
                handle(slot, round, line);
            }
        } catch (RuntimeException | Error e) {
            recover(slot, round, line, e);
        }
        if (slot.kind == ChangeSlot.Kind.END) {
            end(round);
        }
        if (slot.kind == ChangeSlot.Kind.END || slot.kind == ChangeSlot.Kind.BARRIER) {
            round.laneArrived();
        }
    }

    /**
     * In a round of several transactions a collision costs one batch; the table is repeated in the round's second pass. Two
     * appliers that wait for each other's unique value end in a deadlock instead of a violation.
     */
    private void recover(ChangeSlot slot, Round round, byte @Nullable [] line, Throwable failure) {
        ApplyTable table = current;
        boolean collision = failure instanceof DatabaseException database
                && (SqlStates.isCollision(database.sqlState()) || SqlStates.isDeadlock(database.sqlState()));
        if (!collision || table == null || round.single() || round.replaces(table)) {
            round.fail(table, failure);
            return;
        }
        round.collide(table);
        closeLarge();
        abandon();
        batch = null;
        current = null;
        try {
            // the slot may belong to the next table, or be a mark: only the collided batch is abandoned
            handle(slot, round, line);
        } catch (RuntimeException | Error e) {
            round.fail(slot.table, e);
        }
    }

    private void handle(ChangeSlot slot, Round round, byte @Nullable [] line) {
        switch (slot.kind) {
            case LARGE_ROW -> beginLarge(round, Objects.requireNonNull(slot.table), Objects.requireNonNull(line));
            case PIECE, LAST_PIECE -> addPiece(slot, round, Objects.requireNonNull(line));
            case ROW -> add(round, Objects.requireNonNull(slot.table), Objects.requireNonNull(line));
            case TRUNCATE -> {
                switchTable(round, null);
                ApplyTable truncated = Objects.requireNonNull(slot.table);
                applier.truncate(truncated);
                written.add(truncated.tableId());
                commitEarly(round);
            }
            case BARRIER -> {
                switchTable(round, null);
                commitEarly(round);
            }
            case END -> {
                switchTable(round, null);
                commit(round);
            }
        }
    }

    private void add(Round round, ApplyTable table, byte[] line) {
        if (current == null || current.tableId() != table.tableId()) {
            switchTable(round, table);
        }
        if (round.hasCollided(table)) {
            return;
        }
        Batch open = batch;
        if (open == null) {
            open = new Batch(table);
            batch = open;
        }
        open.add(line);
        if (open.rows() >= options.batchRows()
                || open.bytes() >= options.batchSize().bytes()) {
            flush(round, table, open);
        }
    }

    private void beginLarge(Round round, ApplyTable table, byte[] marker) {
        if (current == null || current.tableId() != table.tableId()) {
            switchTable(round, table);
        }
        if (batch != null) {
            flush(round, table, batch);
        }
        if (!round.hasCollided(table)) {
            work.reached(PausePoint.ROUND_BEFORE_BATCH);
            large = applier.largeRow(table, marker);
            written.add(table.tableId());
        }
    }

    private void addPiece(ChangeSlot slot, Round round, byte[] piece) {
        LargeRow open = large;
        if (open == null) {
            // its table has collided, and is repeated
            return;
        }
        open.write(piece);
        if (slot.kind == ChangeSlot.Kind.LAST_PIECE) {
            boolean replaces = round.replaces(Objects.requireNonNull(slot.table));
            large = null;
            open.finish(replaces, !round.single() || round.isolating()).ifPresent(row -> round.refuse(List.of(row)));
            staged |= replaces;
            if (!replaces) {
                commitEarly(round);
            }
        }
    }

    private void switchTable(Round round, @Nullable ApplyTable next) {
        ApplyTable last = current;
        if (last != null) {
            if (batch != null) {
                flush(round, last, batch);
            }
            if (staged) {
                round.refuse(isolation(round).replaceStaged(last));
                staged = false;
                commitEarly(round);
            }
        }
        current = next;
    }

    private void flush(Round round, ApplyTable table, Batch full) {
        batch = null;
        work.reached(PausePoint.ROUND_BEFORE_BATCH);
        written.add(table.tableId());
        if (round.replaces(table)) {
            round.refuse(isolation(round).stage(full));
            staged = true;
        } else if (round.isolating()) {
            round.refuse(isolation(round).upsert(full));
            commitEarly(round);
        } else {
            upsert(round, full);
        }
    }

    /** A batch that is a transaction of its own is repeated when it contains a row that the target refuses. */
    private void upsert(Round round, Batch full) {
        try {
            applier.upsert(full);
            commitEarly(round);
        } catch (DatabaseException e) {
            if (round.single() || !SqlStates.isRowRefusal(e.sqlState()) || SqlStates.isCollision(e.sqlState())) {
                throw e;
            }
            applier.rollback();
            round.refuse(isolation(round).upsert(full));
            commitEarly(round);
        }
    }

    /** Only the first attempt at a single-transaction round leaves deferred constraints to its commit. */
    private RowIsolation isolation(Round round) {
        return applier.isolating(!round.single() || round.isolating(), options.maxRefused());
    }

    /** In a round of several transactions each batch is one; rounds are repeatable, which makes that safe. */
    private void commitEarly(Round round) {
        if (!round.single()) {
            work.reached(PausePoint.ROUND_BEFORE_BATCH_COMMIT);
            commit();
        }
    }

    private void commit(Round round) {
        if (round.single() && number == 0) {
            round.complete(applier.transaction());
            work.reached(PausePoint.ROUND_BEFORE_COMMIT);
        }
        commit();
    }

    /** Somebody may have given the name of a table to another one, before the transaction wrote to it. */
    private void commit() {
        if (!written.isEmpty()) {
            CopyJournal.assertWritten(applier.transaction(), written);
        }
        applier.commit();
        // not before: what the commit refuses is written once more
        written.clear();
    }

    private void closeLarge() {
        if (large != null) {
            large.close();
            large = null;
        }
    }

    private void end(Round round) {
        closeLarge();
        if (round.failed()) {
            abandon();
        }
        batch = null;
        current = null;
        staged = false;
    }

    private void abandon() {
        applier.abandon();
        written.clear();
    }

    @Override
    public void close() {
        applier.close();
    }
}
