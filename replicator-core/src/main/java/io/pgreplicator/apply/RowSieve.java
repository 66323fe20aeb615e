package io.pgreplicator.apply;

import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RowCount;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.KeyText;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements over the staged rows of a table; when the server refuses the whole, numbers the rows and retries by
 * halves. Records the rows that are refused individually. Confined to one thread.
 */
final class RowSieve {
    private final Session session;
    private final ApplyTable table;
    private final boolean refuseCollisions;
    private final int limit;
    private final Map<Long, RefusedRow> refused = new TreeMap<>();
    /** Staged rows, once they are numbered; negative before. */
    private long rows = -1;

    RowSieve(Session session, ApplyTable table, boolean refuseCollisions, int limit) {
        this.session = session;
        this.table = table;
        this.refuseCollisions = refuseCollisions;
        this.limit = limit;
    }

    /**
     * Runs the statements, built from the text that names their rows, of which the last one writes rows, over all staged rows;
     * false when one is refused.
     */
    boolean passes(UnaryOperator<String> statements) {
        return attempt(statements, true, table.stage()) == null;
    }

    /** Runs the statement over every staged row except those for which it is refused. */
    void run(UnaryOperator<String> statement) {
        run(statement, false);
    }

    /** As {@link #run}, for a statement that has to write every row that is not gone. */
    void write(UnaryOperator<String> statement) {
        run(statement, true);
    }

    private void run(UnaryOperator<String> statement, boolean writes) {
        if (rows < 0) {
            if (attempt(statement, writes, table.stage()) == null) {
                return;
            }
            number();
        }
        halve(statement, writes, 1, rows + 1);
    }

    /** Numbers the staged rows so that they can be halved. */
    void number() {
        session.execute("DROP TABLE IF EXISTS " + places() + "; CREATE TEMP TABLE places_" + table.tableId()
                + " ON COMMIT DROP AS SELECT pg_catalog.row_number() OVER (ORDER BY s.ctid) AS number, s.ctid AS place FROM "
                + table.stage() + " AS s; CREATE UNIQUE INDEX ON " + places() + " (number)");
        rows = session.queryLong("SELECT count(*) FROM " + places());
    }

    /** The rows refused so far. */
    List<RefusedRow> refused() {
        return List.copyOf(refused.values());
    }

    /** Excludes the refused rows from later statements; the changes to the table must have been rolled back. */
    void takeOutRefused() {
        for (long number : refused.keySet()) {
            session.execute("DELETE FROM " + table.stage() + " WHERE ctid = " + place(number));
        }
    }

    private void halve(UnaryOperator<String> statement, boolean writes, long from, long to) {
        if (from >= to) {
            return;
        }
        DatabaseException failure = attempt(statement, writes, part(from, to));
        if (failure != null && to - from == 1) {
            refuse(from, failure);
        } else if (failure != null) {
            long middle = (from + to) >>> 1;
            halve(statement, writes, from, middle);
            halve(statement, writes, middle, to);
        }
    }

    /** The failure, if the server refused the statement because of a row; none of it was then applied. */
    private @Nullable DatabaseException attempt(UnaryOperator<String> statement, boolean writes, String staged) {
        try {
            List<Integer> changed =
                    session.changes("SAVEPOINT attempt; " + statement.apply(staged) + "; RELEASE SAVEPOINT attempt");
            if (writes) {
                RowCount.assertAll(
                        table.target().name(),
                        session.queryLong(table.countOf(staged)),
                        changed.get(changed.size() - 2));
            }
            return null;
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState()) || (!refuseCollisions && SqlStates.isCollision(e.sqlState()))) {
                throw e;
            }
            session.execute("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt");
            if (SqlStates.mayBeStatement(e.sqlState())) {
                session.execute(statement.apply("(SELECT * FROM " + table.stage() + " WHERE false)"));
            }
            return e;
        }
    }

    private void refuse(long number, DatabaseException failure) {
        if (refused.containsKey(number)) {
            return;
        }
        List<String> key = session.query(
                        "SELECT ARRAY[" + table.keyTexts() + "] FROM " + part(number, number + 1) + " AS s",
                        row -> Arrays.stream((String[]) row.getArray(1).getArray())
                                .map(value -> KeyText.of(HexFormat.of().parseHex(value)))
                                .toList())
                .get(0);
        var row =
                new RefusedRow(table.tableId(), table.name(key), String.valueOf(failure.sqlState()), failure.reason());
        refused.put(number, row);
        if (refused.size() > limit) {
            throw row.beyond(limit);
        }
    }

    private String part(long from, long to) {
        return "(SELECT * FROM " + table.stage() + " WHERE ctid >= " + place(from) + " AND ctid <= " + place(to - 1)
                + ")";
    }

    private String place(long number) {
        return "(SELECT place FROM " + places() + " WHERE number = " + number + ")";
    }

    private String places() {
        return "pg_temp.places_" + table.tableId();
    }
}
