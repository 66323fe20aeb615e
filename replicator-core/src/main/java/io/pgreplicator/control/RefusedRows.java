package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.RowName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the target refused, as recorded in the control schema. An entry is written together with the watermark of
 * the round that was to carry the row, and deleted with the watermark of a round that read the row again without a refusal.
 * Stateless, thread-safe.
 */
public final class RefusedRows {
    private static final int TOLD = 3;
    private static final int SHOWN = 100;

    private RefusedRows() {}

    /** The changes of a round: rows refused for the first time, rows no longer refused, and the number that remains. */
    public record Settled(List<RowName> refused, List<RowName> arrived, long left) {
        public Settled {
            refused = List.copyOf(refused);
            arrived = List.copyOf(arrived);
        }
    }

    /**
     * Records what a round refused, and deletes the entries of rows it applied: those whose key was put back into the log
     * before the round's snapshot; none when that is null, because the round left something out. Call it in the transaction
     * that moves the watermark.
     */
    public static Settled settle(Session target, Collection<RefusedRow> refused, @Nullable String snapshot) {
        target.doing("recording refused rows");
        var fresh = new ArrayList<RowName>();
        for (RefusedRow row : refused) {
            if (record(target, row)) {
                fresh.add(row.name());
            }
        }
        List<RowName> arrived = snapshot == null
                ? List.of()
                : target.query(file("settle_refused_rows.sql"), row -> name(row, 1), snapshot);
        return new Settled(fresh, arrived, target.queryLong("SELECT count(*) FROM replicator.refused_row"));
    }

    /**
     * The condition for a query of the target under which the row of that key is refused.
     *
     * @param texts an expression for the key, an array of its values' texts in the order of the log
     */
    public static String isRefused(int tableId, String texts) {
        return "EXISTS (SELECT FROM replicator.refused_row AS f WHERE f.table_id = " + tableId
                + " AND f.key = pg_catalog.to_jsonb(" + texts + "))";
    }

    /** Every refused row, oldest first. */
    public static List<RefusedRow> all(Session target) {
        return target.doing("reading the refused rows")
                .query(
                        file("refused_rows.sql"),
                        row -> new RefusedRow(row.getInt(1), name(row, 2), row.getString(6), row.getString(7)),
                        Integer.MAX_VALUE);
    }

    /** The first of the refused rows, oldest first. */
    static List<Progress.RefusedRow> first(Session target, int most) {
        return target.query(
                file("refused_rows.sql"),
                row -> new Progress.RefusedRow(
                        name(row, 2), row.getString(6), row.getString(7), instant(row, 8), instant(row, 9)),
                most);
    }

    /** Records that the keys were put back into the log by that transaction of the source, which has committed. */
    public static void retried(Session target, Collection<RefusedRow> rows, long xid) {
        target.doing("noting that refused rows are tried again");
        for (RefusedRow row : rows) {
            target.update(
                    "UPDATE replicator.refused_row SET retry_xid = ? WHERE table_id = ?"
                            + " AND md5(key::text) = md5(to_jsonb(?::text[])::text)",
                    xid,
                    row.tableId(),
                    List.copyOf(row.name().key().values()));
        }
    }

    /** Forgets those of a table that is not replicated any more, in the session's transaction. */
    public static void forget(Session target, int tableId) {
        target.doing("forgetting refused rows")
                .update("DELETE FROM replicator.refused_row WHERE table_id = ?", tableId);
    }

    /** The failure of a run that was to apply every row. */
    public static ReplicatorException failure(List<RefusedRow> rows) {
        return new ReplicatorException(
                ErrorCode.ROW_REFUSED,
                describe(rows) + ". Everything else is there.",
                Cures.OF_ROWS + queries(rows)
                        + "\nThen run the command again; 'replicator run' also tries them again by itself.");
    }

    /** The number of the rows, and the first of them with the server's reason. */
    public static String describe(List<RefusedRow> rows) {
        String first = rows.stream()
                .limit(TOLD)
                .map(row -> row.name() + ": " + row.reason() + " [" + row.sqlState() + "]")
                .collect(Collectors.joining("; "));
        return "The target refused " + rows.size() + (rows.size() == 1 ? " row, " : " rows, ") + first
                + (rows.size() > TOLD ? "; and " + (rows.size() - TOLD) + " more" : "");
    }

    /** Queries that show the rows, one for each table, on a line each. */
    private static String queries(List<RefusedRow> rows) {
        Map<QualifiedName, List<RowName>> ofTables = rows.stream()
                .map(RefusedRow::name)
                .collect(Collectors.groupingBy(RowName::table, LinkedHashMap::new, Collectors.toList()));
        String queries = ofTables.values().stream()
                .map(its -> "\nOn the source: " + RowName.query(its.subList(0, Math.min(its.size(), SHOWN))) + ";")
                .collect(Collectors.joining());
        boolean all = ofTables.values().stream().allMatch(its -> its.size() <= SHOWN);
        return queries
                + (all
                        ? ""
                        : "\nThese are the first " + SHOWN
                                + " of each table; on the target replicator.refused_row has all of them.");
    }

    private static boolean record(Session target, RefusedRow row) {
        Map<String, String> key = row.name().key();
        return target.query(
                        file("record_refused_row.sql"),
                        result -> result.getBoolean(1),
                        row.tableId(),
                        List.copyOf(key.keySet()),
                        List.copyOf(key.values()),
                        row.sqlState(),
                        row.reason())
                .get(0);
    }

    private static RowName name(ResultSet row, int column) throws SQLException {
        List<String> columns = texts(row.getArray(column + 2));
        List<String> values = texts(row.getArray(column + 3));
        var key = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            key.put(columns.get(i), values.get(i));
        }
        return new RowName(new QualifiedName(row.getString(column), row.getString(column + 1)), key);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static String file(String name) {
        return SqlFile.of(RefusedRows.class, name).text();
    }
}
