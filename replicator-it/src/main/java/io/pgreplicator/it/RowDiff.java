package io.pgreplicator.it;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names the rows in which one table differs, by merging both sides in the order of the key. Confined to one thread. */
final class RowDiff {

    private static final int FETCH_ROWS = 2_000;
    private static final int SHOWN = 80;

    private final Connection source;
    private final Connection target;
    private final String table;
    private final List<String> columns;
    private final List<String> key;
    private final int samples;
    private final List<String> lines = new ArrayList<>();
    private final List<String> changedKeys = new ArrayList<>();
    private long missing;
    private long extra;
    private long changed;

    RowDiff(Connection source, Connection target, String table, List<String> columns, List<String> key, int samples) {
        this.source = source;
        this.target = target;
        this.table = table;
        this.columns = columns;
        this.key = key;
        this.samples = samples;
    }

    List<String> run() throws SQLException {
        try (Rows sourceRows = new Rows(source, query());
                Rows targetRows = new Rows(target, query())) {
            merge(sourceRows, targetRows);
        }
        for (String changedKey : changedKeys) {
            lines.add(describe(changedKey));
        }
        long total = missing + extra + changed;
        if (total > lines.size()) {
            lines.add("%s: in all %d rows missing on the target, %d extra, %d changed"
                    .formatted(table, missing, extra, changed));
        }
        return lines;
    }

    private void merge(Rows sourceRows, Rows targetRows) throws SQLException {
        Row onSource = sourceRows.next();
        Row onTarget = targetRows.next();
        while (onSource != null || onTarget != null) {
            int order = onSource == null ? 1 : onTarget == null ? -1 : compare(onSource.key(), onTarget.key());
            if (order < 0 && onSource != null) {
                sample(missing++, onSource.key(), "missing on the target");
            } else if (order > 0 && onTarget != null) {
                sample(extra++, onTarget.key(), "extra on the target");
            } else if (onSource != null && !onSource.equals(onTarget) && changed++ < samples) {
                changedKeys.add(onSource.key());
            }
            onSource = order <= 0 ? sourceRows.next() : onSource;
            onTarget = order >= 0 ? targetRows.next() : onTarget;
        }
    }

    private void sample(long before, String rowKey, String what) {
        if (before < samples) {
            lines.add(table + ": row " + shorten(rowKey, 0) + " " + what);
        }
    }

    /** Without a primary key a row is known by all it contains. */
    private String query() {
        String row = Relation.text(columns);
        String hash = "encode(sha256(convert_to(" + row + ", 'UTF8')), 'hex')";
        String name = key.isEmpty() ? "left(" + row + ", 200) || ' ' || " + hash : Relation.text(key);
        return "SELECT (" + name + ") COLLATE \"C\" AS key, " + hash + " AS hash FROM ONLY " + table + " ORDER BY 1, 2";
    }

    private String describe(String rowKey) throws SQLException {
        List<String> onSource = values(source, rowKey);
        List<String> onTarget = values(target, rowKey);
        List<String> details = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String left = onSource.get(i);
            String right = onTarget.get(i);
            if (!left.equals(right)) {
                int from = Math.max(0, Arrays.mismatch(left.toCharArray(), right.toCharArray()) - SHOWN / 4);
                details.add(columns.get(i) + " is " + shorten(left, from) + " on the source, " + shorten(right, from)
                        + " on the target");
            }
        }
        return table + ": row " + shorten(rowKey, 0) + " changed: " + String.join("; ", details);
    }

    /** The text of each column of one row. A scan for each, which the few samples can afford. */
    private List<String> values(Connection connection, String rowKey) throws SQLException {
        String texts =
                columns.stream().map(column -> Relation.text(List.of(column))).collect(Collectors.joining(", "));
        String query = "SELECT " + texts + " FROM ONLY " + table + " WHERE " + Relation.text(key) + " = ? LIMIT 1";
        List<String> values = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, rowKey);
            try (ResultSet result = statement.executeQuery()) {
                boolean found = result.next();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(found ? result.getString(i) : "nothing");
                }
            }
        }
        return values;
    }

    private static String shorten(String text, int from) {
        String tail = text.substring(Math.min(from, text.length()));
        String start = from > 0 ? "..." : "";
        return tail.length() <= SHOWN
                ? start + tail
                : start + tail.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }

    /** By code point, as the server sorts in collation C; String.compareTo goes by UTF-16 unit. */
    private static int compare(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** A row by its key and the hash of all of it. Immutable. */
    private record Row(String key, String hash) {}

    /** The rows of one side from a cursor, so that memory does not grow with the table. Confined to one thread. */
    private static final class Rows implements AutoCloseable {

        private final Statement statement;
        private final ResultSet result;

        Rows(Connection connection, String query) throws SQLException {
            statement = connection.createStatement();
            statement.setFetchSize(FETCH_ROWS);
            result = statement.executeQuery(query);
        }

        @Nullable
        Row next() throws SQLException {
            return result.next() ? new Row(result.getString(1), result.getString(2)) : null;
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
