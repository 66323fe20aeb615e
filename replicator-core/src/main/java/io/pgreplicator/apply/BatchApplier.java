package io.pgreplicator.apply;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to the target on one connection: stage by COPY, delete what is gone, upsert the rest. A table whose rows
 * collide in a secondary unique index (values that swap, say) is <em>replaced</em> instead: all its changed rows of the
 * round are staged, deleted and inserted in one transaction. Confined to one thread.
 */
public final class BatchApplier implements AutoCloseable {
    private static final String REFERENCED_BY_FOREIGN_KEY = "0A000";

    private static final int MESSAGE_BYTES = 128 << 10;

    /** To make a stage anew takes about as long as to empty so many that were not used. */
    private static final int EMPTYINGS_PER_STAGE = 8;

    private final TargetWriter writer;
    private final Set<Integer> stages = new HashSet<>();
    /** Stages that still hold rows which this transaction has brought into their table. */
    private final Set<Integer> spentStages = new HashSet<>();

    /** Each commit empties all stages of the session: how many without need since they were last dropped. */
    private long idleEmptyings;

    private @Nullable Session session;
    private boolean inTransaction;

    public BatchApplier(TargetWriter writer) {
        this.writer = writer;
    }

    /** The session, inside the transaction in which the next commit takes effect. */
    public Session transaction() {
        Session current = session;
        if (current == null) {
            current = writer.open(Role.APPLY);
            session = current;
        }
        if (!inTransaction) {
            dropIdleStages(current);
            current.begin("");
            inTransaction = true;
        }
        return current;
    }

    private void dropIdleStages(Session current) {
        if (idleEmptyings > (long) EMPTYINGS_PER_STAGE * stages.size()) {
            current.doing("dropping stages").discardTemporary();
            stages.clear();
            idleEmptyings = 0;
        }
    }

    /** Stages the batch and brings it into the table. */
    public void upsert(Batch batch) {
        ApplyTable table = batch.table();
        if (!table.upsertable()) {
            stage(batch);
            replaceStaged(table);
            return;
        }
        stage(batch);
        if (batch.gone() > 0) {
            transaction().doing("applying changes to " + table.target().name()).update(table.deleteGone(table.stage()));
        }
        if (batch.rows() > batch.gone()) {
            upsertStaged(table);
        } else {
            spend(table);
        }
    }

    /** Brings the staged rows, of which none is gone, into the table. */
    void upsertStaged(ApplyTable table) {
        if (table.upsertable()) {
            transaction().doing("applying changes to " + table.target().name()).update(table.upsert(table.stage()));
            spend(table);
        } else {
            replaceStaged(table);
        }
    }

    /** Begins a row that is too large for the memory: its line comes in pieces. The marker names it. */
    public LargeRow largeRow(ApplyTable table, byte[] marker) {
        return new LargeRow(this, table, marker);
    }

    /**
     * The same work for rows of which the target may refuse some.
     *
     * @param immediate whether deferred constraints are to speak at once, because a commit would be too late
     * @param limit rows that may be refused in one go; one more is a failure
     */
    public RowIsolation isolating(boolean immediate, int limit) {
        return new RowIsolation(this, immediate, limit);
    }

    /** Only stages the batch; {@link #replaceStaged} must follow in the same transaction. */
    public void stage(Batch batch) {
        prepareStage(batch.table());
        stage(batch.table(), batch.lines());
    }

    /** Makes the table's stage and takes out rows that were brought into the table. */
    void prepareStage(ApplyTable table) {
        Session current =
                transaction().doing("staging changes of " + table.target().name());
        if (stages.add(table.tableId())) {
            current.execute(table.createStage());
        }
        if (spentStages.remove(table.tableId())) {
            current.execute("TRUNCATE " + table.stage());
        }
    }

    /** Stages the lines, many to a message, but none copied that is larger than one. */
    void stage(ApplyTable table, List<byte[]> lines) {
        try (CopyWriter writer = stage(table)) {
            byte[] message = new byte[MESSAGE_BYTES];
            int filled = 0;
            for (byte[] line : lines) {
                if (filled + line.length > message.length) {
                    writer.write(message, 0, filled);
                    filled = 0;
                }
                if (line.length > message.length) {
                    writer.write(line, 0, line.length);
                } else {
                    System.arraycopy(line, 0, message, filled, line.length);
                    filled += line.length;
                }
            }
            writer.write(message, 0, filled);
            writer.finish();
        }
    }

    /** Begins to fill the table's stage, which {@link #prepareStage} made. */
    CopyWriter stage(ApplyTable table) {
        return transaction()
                .doing("staging changes of " + table.target().name())
                .copyIn("COPY " + table.stage() + " FROM STDIN");
    }

    /** The staged rows are in the table; those that come next are others. */
    void spend(ApplyTable table) {
        spentStages.add(table.tableId());
    }

    /** Deletes every staged key of the table and inserts the staged rows. */
    public void replaceStaged(ApplyTable table) {
        Session current = transaction()
                .doing("replacing changed rows of " + table.target().name());
        current.update(table.deleteAll(table.stage()));
        current.update(table.insert(table.stage()));
        spend(table);
    }

    /** Removes every row of the table: it was truncated on the source. */
    public void truncate(ApplyTable table) {
        Session current = transaction().doing("truncating " + table.target().name());
        current.execute("SAVEPOINT truncating");
        try {
            current.execute("TRUNCATE " + table.target().rows());
        } catch (DatabaseException e) {
            if (!REFERENCED_BY_FOREIGN_KEY.equals(e.sqlState())) {
                throw e;
            }
            current.execute("ROLLBACK TO SAVEPOINT truncating");
            current.update("DELETE FROM " + table.target().rows());
        }
        current.execute("RELEASE SAVEPOINT truncating");
    }

    /** Commits what was applied; does nothing when nothing was. A failure leaves open whether it was committed. */
    public void commit() {
        if (inTransaction && session != null) {
            session.doing("committing changes").commit();
            inTransaction = false;
            idleEmptyings += stages.size() - spentStages.size();
            spentStages.clear();
        }
    }

    /** Undoes what was not committed; the connection is sound. */
    public void rollback() {
        if (session != null) {
            session.rollback();
        }
        inTransaction = false;
        // which of them are still there is not known
        idleEmptyings += stages.size();
        stages.clear();
        spentStages.clear();
    }

    /** Undoes what was not committed and gives up the connection, which may be broken. */
    public void abandon() {
        if (session != null) {
            session.rollback();
            session.discard();
            session = null;
        }
        inTransaction = false;
        idleEmptyings = 0;
        stages.clear();
        spentStages.clear();
    }

    @Override
    public void close() {
        abandon();
    }
}
