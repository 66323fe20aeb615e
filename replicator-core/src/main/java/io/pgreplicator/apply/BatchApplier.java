package io.pgreplicator.apply;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;

/**
 * Writes batches to the target on one connection: stages by COPY, deletes what is gone, upserts the rest. A table whose rows
 * collide in a secondary unique index (values that swap, for example) is <em>replaced</em> instead: all its changed rows of
 * the round are staged, deleted and inserted in one transaction. Confined to one thread.
 */
public final class BatchApplier implements AutoCloseable {
    private final Stages stages;

    public BatchApplier(TargetWriter writer) {
        this.stages = new Stages(writer);
    }

    /** The session, inside the transaction that the next commit commits. */
    public Session transaction() {
        return stages.transaction();
    }

    /** Stages the batch and applies it to the table. */
    public void upsert(Batch batch) {
        ApplyTable table = batch.table();
        stage(batch);
        if (!table.upsertable()) {
            stages.replace(table, batch.present());
            return;
        }
        if (batch.gone() > 0) {
            transaction().doing("applying changes to " + table.target().name()).update(table.deleteGone(table.stage()));
        }
        if (batch.present() > 0) {
            stages.upsert(table, batch.present());
        } else {
            stages.spend(table);
        }
    }

    /** Begins a row that is too large for memory: its line arrives in pieces. The marker identifies it. */
    public LargeRow largeRow(ApplyTable table, byte[] marker) {
        return new LargeRow(stages, table, marker);
    }

    /**
     * The same work for rows of which the target may refuse some.
     *
     * @param immediate whether deferred constraints are to be checked immediately, because at the commit would be too late
     * @param limit number of rows that may be refused at once; one more is a failure
     */
    public RowIsolation isolating(boolean immediate, int limit) {
        return new RowIsolation(stages, immediate, limit);
    }

    private void stage(Batch batch) {
        stages.prepare(batch.table());
        stages.fill(batch.table(), batch.lines());
    }

    /** Removes every row of the table: it was truncated on the source. */
    public void truncate(ApplyTable table) {
        Session current = transaction().doing("truncating " + table.target().name());
        current.execute("SAVEPOINT truncating");
        try {
            current.execute("TRUNCATE " + table.target().rows());
        } catch (DatabaseException e) {
            if (!SqlStates.isUnsupported(e.sqlState())) {
                throw e;
            }
            current.execute("ROLLBACK TO SAVEPOINT truncating");
            current.update("DELETE FROM " + table.target().rows());
        }
        current.execute("RELEASE SAVEPOINT truncating");
    }

    /** Commits what was applied; does nothing when nothing was. After a failure the outcome is unknown. */
    public void commit() {
        stages.commit();
    }

    /** Rolls back what was not committed; the connection is intact. */
    public void rollback() {
        stages.rollback();
    }

    /** Rolls back what was not committed and discards the connection, which may be broken. */
    public void abandon() {
        stages.abandon();
    }

    @Override
    public void close() {
        abandon();
    }
}
