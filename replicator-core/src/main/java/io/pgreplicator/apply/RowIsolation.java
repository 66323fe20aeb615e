package io.pgreplicator.apply;

import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of which the target refuses some: what fails is halved within savepoints until single rows are left, which are
 * returned. For a refused row the target keeps what it had under its key. Rows may swap values of a unique index, so a
 * collision counts as a refusal only when the table is replaced; otherwise it is thrown. Confined to one thread.
 */
public final class RowIsolation {
    private final Stages stages;
    private final boolean immediate;
    private final int limit;

    RowIsolation(Stages stages, boolean immediate, int limit) {
        this.stages = stages;
        this.immediate = immediate;
        this.limit = limit;
    }

    /** Stages the batch and applies it to the table, except for the rows returned. */
    public List<RefusedRow> upsert(Batch batch) {
        var refused = new ArrayList<>(stage(batch));
        ApplyTable table = batch.table();
        refused.addAll(table.upsertable() ? upsertStaged(table) : replaceStaged(table, false));
        return refused;
    }

    /** Only stages the batch, except for the rows returned, whose values the stage cannot hold. */
    public List<RefusedRow> stage(Batch batch) {
        ApplyTable table = batch.table();
        stages.prepare(table);
        var refused = new ArrayList<RefusedRow>();
        stage(session(table), table, batch.lines(), refused);
        return refused;
    }

    /** Replaces the table's rows by the staged ones, except for the rows returned. */
    public List<RefusedRow> replaceStaged(ApplyTable table) {
        return replaceStaged(table, true);
    }

    private void stage(Session session, ApplyTable table, List<byte[]> lines, List<RefusedRow> refused) {
        DatabaseException failure = attempt(session, table, lines);
        if (failure != null && lines.size() == 1) {
            refuse(table, lines.get(0), failure, refused);
        } else if (failure != null) {
            int middle = lines.size() >>> 1;
            stage(session, table, lines.subList(0, middle), refused);
            stage(session, table, lines.subList(middle, lines.size()), refused);
        }
    }

    private @Nullable DatabaseException attempt(Session session, ApplyTable table, List<byte[]> lines) {
        session.execute("SAVEPOINT staging");
        DatabaseException failure = null;
        try {
            stages.fill(table, lines);
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState())) {
                throw e;
            }
            failure = e;
            session.execute("ROLLBACK TO SAVEPOINT staging");
            if (SqlStates.mayBeStatement(e.sqlState())) {
                stages.fill(table, List.of());
            }
        }
        session.execute("RELEASE SAVEPOINT staging");
        return failure;
    }

    private void refuse(ApplyTable table, byte[] line, DatabaseException failure, List<RefusedRow> refused) {
        if (line[0] == 't' && !SqlStates.mayBeStatement(failure.sqlState())) {
            // gone on the source; and the target cannot hold a key whose value cannot be staged, unless it names an
            // object
            return;
        }
        var row =
                new RefusedRow(table.tableId(), table.name(line), String.valueOf(failure.sqlState()), failure.reason());
        refused.add(row);
        if (refused.size() > limit) {
            throw row.beyond(limit);
        }
    }

    private List<RefusedRow> upsertStaged(ApplyTable table) {
        var sieve = new RowSieve(session(table), table, false, limit);
        sieve.run(table::deleteGone);
        sieve.write(table::upsert);
        stages.spend(table);
        return sieve.refused();
    }

    /**
     * Every row is deleted before the first is inserted, because rows may swap values. A refused row is then removed from
     * the stage and the rest repeated from the beginning, because the old row that is kept in its place may collide with
     * others.
     */
    private List<RefusedRow> replaceStaged(ApplyTable table, boolean refuseCollisions) {
        Session session = session(table);
        var sieve = new RowSieve(session, table, refuseCollisions, limit);
        if (!sieve.passes(staged -> table.deleteAll(staged) + "; " + table.insert(staged))) {
            sieve.number();
            int refused;
            do {
                refused = sieve.refused().size();
                session.execute("SAVEPOINT replacing");
                sieve.run(table::deleteAll);
                sieve.write(table::insert);
                if (sieve.refused().size() > refused) {
                    session.execute("ROLLBACK TO SAVEPOINT replacing");
                    sieve.takeOutRefused();
                }
                session.execute("RELEASE SAVEPOINT replacing");
            } while (sieve.refused().size() > refused);
        }
        stages.spend(table);
        return sieve.refused();
    }

    private Session session(ApplyTable table) {
        Session session = stages.transaction()
                .doing("applying changes to " + table.target().name());
        if (immediate) {
            session.execute("SET CONSTRAINTS ALL IMMEDIATE");
        }
        return session;
    }
}
