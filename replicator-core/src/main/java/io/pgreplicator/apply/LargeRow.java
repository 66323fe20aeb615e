package io.pgreplicator.apply;

import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row whose line is too large for memory, on its way to the target in pieces. It cannot be retried, so it is written
 * within a savepoint: when the target refuses it, nothing of it remains, and it is clear which row was refused. Confined to
 * one thread.
 */
public final class LargeRow implements AutoCloseable {
    private final Stages stages;
    private final ApplyTable table;
    private final byte[] marker;
    private final CopyWriter writer;
    private @Nullable DatabaseException refusal;

    LargeRow(Stages stages, ApplyTable table, byte[] marker) {
        this.stages = stages;
        this.table = table;
        this.marker = marker;
        stages.prepare(table);
        stages.transaction().execute("SAVEPOINT large");
        this.writer = stages.fill(table);
    }

    /** Sends a piece. */
    public void write(byte[] piece) {
        if (refusal == null) {
            attempt(() -> writer.write(piece, 0, piece.length));
        }
    }

    /**
     * Ends the row and applies it to the table; or leaves it in the stage for {@link RowIsolation#replaceStaged}. Returns
     * the row when the target refuses it; a collision with another row is thrown, because rows may swap values.
     *
     * @param replaced whether it is only to be staged
     * @param immediate whether deferred constraints are to be checked immediately, because at the commit would be too late
     */
    public Optional<RefusedRow> finish(boolean replaced, boolean immediate) {
        Session session = stages.transaction();
        if (refusal == null) {
            attempt(() -> {
                writer.finish();
                if (!replaced) {
                    if (immediate) {
                        session.execute("SET CONSTRAINTS ALL IMMEDIATE");
                    }
                    stages.upsert(table, 1);
                }
            });
        }
        DatabaseException failure = refusal;
        if (failure == null) {
            session.execute("RELEASE SAVEPOINT large");
            return Optional.empty();
        }
        if (SqlStates.isCollision(failure.sqlState())) {
            throw failure;
        }
        close();
        session.execute("ROLLBACK TO SAVEPOINT large; RELEASE SAVEPOINT large");
        if (SqlStates.mayBeStatement(failure.sqlState()) && !replaced) {
            stages.upsert(table, 0);
        }
        return Optional.of(new RefusedRow(
                table.tableId(), table.name(marker), String.valueOf(failure.sqlState()), failure.reason()));
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState())) {
                throw e;
            }
            refusal = e;
        }
    }

    /** Abandons a row that was not finished; the transaction must then be rolled back. */
    @Override
    public void close() {
        writer.close();
    }
}
