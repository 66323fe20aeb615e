package io.pgreplicator.capture;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one table's part of a round: the distinct keys that changed and their rows at the round's snapshot, in key order. A
 * key whose row is gone comes with the key alone. Rows are raw COPY text lines whose first field says whether the row is
 * gone ({@code t} or {@code f}) and whose other fields are the carried columns in the table's order. A row that is too large
 * is represented by a marker: the key, and the place where {@link LargeRowReader} finds it. Stateless, thread-safe.
 */
public final class DeltaReader {
    private DeltaReader() {}

    /** Begins to read; the session must be inside the round's transaction. Close the reader. */
    public static CopyReader read(Session source, CapturedTable captured, Table table, Key key, Window window) {
        return source.doing("reading the changes of " + table.name()).copyOut(statement(captured, table, key, window));
    }

    /** As SQL, the values of the key from which {@link #keys} reads its texts, in the order of the log. */
    public static List<String> keyValues(CapturedTable table) {
        return IntStream.rangeClosed(1, table.key().size())
                .mapToObj(i -> "d.k" + i)
                .toList();
    }

    /**
     * Keys that the session sees and that snapshot does not, at most so many.
     *
     * @param snapshot null: every key that is logged
     * @param texts the texts of {@link #keyValues}, separated by commas
     */
    public static List<List<String>> keys(
            Session source, CapturedTable table, @Nullable String snapshot, String texts, int most) {
        int size = table.key().size();
        return source.doing("reading the last keys of " + table.name())
                .query(
                        SqlFile.of(DeltaReader.class, "recent_keys.sql")
                                .with("texts", texts)
                                .with("keys", table.logColumns("d"))
                                .with("log", table.log())
                                .with(
                                        "present",
                                        keyValues(table).stream()
                                                .map(value -> value + " IS DISTINCT FROM NULL")
                                                .collect(Collectors.joining(" AND ")))
                                .with("window", new Window(snapshot, "").condition("d"))
                                .text(),
                        row -> {
                            var key = new ArrayList<String>();
                            for (int i = 1; i <= size; i++) {
                                key.add(row.getString(i));
                            }
                            return key;
                        },
                        most);
    }

    static String statement(CapturedTable captured, Table table, Key key, Window window) {
        List<Column> columns = table.carried();
        var output = new ArrayList<String>();
        boolean mayBeLarge = RowSize.mayBeLarge(table);
        String place = "CASE WHEN " + RowSize.isLarge(table, "t")
                + " THEN pg_catalog.concat('l', t.tableoid::pg_catalog.int8, ',', t.ctid) END";
        for (int i = 0; i < columns.size(); i++) {
            int position = captured.key().indexOf(columns.get(i).name());
            String value = "r.v" + (i + 1);
            String unlessLarge = mayBeLarge ? "CASE WHEN r.place IS NULL THEN " + value + " END" : value;
            output.add(position < 0 ? unlessLarge : "coalesce(" + value + ", c.k" + (position + 1) + ")");
        }
        return SqlFile.of(DeltaReader.class, "read_changes.sql")
                .with("log", captured.log())
                .with("keys", captured.logColumns("d"))
                .with("window", window.condition("d"))
                .with("table", table.rows())
                .with("place", mayBeLarge ? place : "NULL::pg_catalog.text")
                .with(
                        "row",
                        columns.stream()
                                .map(column -> "t." + Sql.identifier(column.name()))
                                .collect(Collectors.joining(", ")))
                .with("match", captured.match(key, "c", "t"))
                .with(
                        "aliases",
                        IntStream.rangeClosed(1, columns.size())
                                .mapToObj(i -> "v" + i)
                                .collect(Collectors.joining(", ")))
                .with("output", String.join(", ", output))
                .with("ordering", captured.logColumns("c"))
                .text();
    }
}
