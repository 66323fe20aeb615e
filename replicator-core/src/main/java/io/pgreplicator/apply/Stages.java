package io.pgreplicator.apply;

import io.pgreplicator.control.RowCount;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The temporary tables in which one connection to the target stages rows, and the transaction in which this happens.
 * Confined to one thread.
 */
final class Stages {
    private static final int MESSAGE_BYTES = 128 << 10;

    /** Recreating a stage takes about as long as emptying this many unused ones. */
    private static final int EMPTYINGS_PER_STAGE = 8;

    private final TargetWriter writer;
    private final Set<Integer> made = new HashSet<>();
    /** Stages that still hold rows which this transaction has applied to their table. */
    private final Set<Integer> spent = new HashSet<>();

    /** Each commit empties all stages of the session: the number emptied needlessly since they were last dropped. */
    private long idleEmptyings;

    private @Nullable Session session;
    private boolean inTransaction;

    Stages(TargetWriter writer) {
        this.writer = writer;
    }

    /** The session, inside the transaction that the next commit commits. */
    Session transaction() {
        Session current = session;
        if (current == null) {
            current = writer.open(Role.APPLY);
            session = current;
        }
        if (!inTransaction) {
            dropIdle(current);
            current.begin("");
            inTransaction = true;
        }
        return current;
    }

    private void dropIdle(Session current) {
        if (idleEmptyings > (long) EMPTYINGS_PER_STAGE * made.size()) {
            current.doing("dropping stages").discardTemporary();
            made.clear();
            idleEmptyings = 0;
        }
    }

    /** Creates the table's stage, and removes from it rows that were already applied. */
    void prepare(ApplyTable table) {
        Session current =
                transaction().doing("staging changes of " + table.target().name());
        if (made.add(table.tableId())) {
            current.execute(table.createStage());
        }
        if (spent.remove(table.tableId())) {
            current.execute("TRUNCATE " + table.stage());
        }
    }

    /** Begins to fill the table's stage, which {@link #prepare} created. */
    CopyWriter fill(ApplyTable table) {
        return transaction()
                .doing("staging changes of " + table.target().name())
                .copyIn("COPY " + table.stage() + " FROM STDIN");
    }

    /** Fills it with the lines, many to a message, without copying any that is larger than one message. */
    void fill(ApplyTable table, List<byte[]> lines) {
        try (CopyWriter writer = fill(table)) {
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

    /** Applies the staged rows, that many and none of them gone, to the table. */
    void upsert(ApplyTable table, int rows) {
        if (table.upsertable()) {
            int written = transaction()
                    .doing("applying changes to " + table.target().name())
                    .update(table.upsert(table.stage()));
            RowCount.assertAll(table.target().name(), rows, written);
            spend(table);
        } else {
            replace(table, rows);
        }
    }

    /** Deletes every staged key of the table and inserts the staged rows, of which so many are not gone. */
    void replace(ApplyTable table, int rows) {
        Session current = transaction()
                .doing("replacing changed rows of " + table.target().name());
        current.update(table.deleteAll(table.stage()));
        RowCount.assertAll(table.target().name(), rows, current.update(table.insert(table.stage())));
        spend(table);
    }

    /** The staged rows have been applied; the next ones are new. */
    void spend(ApplyTable table) {
        spent.add(table.tableId());
    }

    /** Commits what was done; does nothing when nothing was. After a failure the outcome is unknown. */
    void commit() {
        if (inTransaction && session != null) {
            session.doing("committing changes").commit();
            inTransaction = false;
            idleEmptyings += made.size() - spent.size();
            spent.clear();
        }
    }

    /** Rolls back what was not committed; the connection is intact. */
    void rollback() {
        if (session != null) {
            session.rollback();
        }
        inTransaction = false;
        // it is not known which of them still exist
        idleEmptyings += made.size();
        made.clear();
        spent.clear();
    }

    /** Rolls back what was not committed and discards the connection, which may be broken. */
    void abandon() {
        if (session != null) {
            session.rollback();
            session.discard();
            session = null;
        }
        inTransaction = false;
        idleEmptyings = 0;
        made.clear();
        spent.clear();
    }
}
