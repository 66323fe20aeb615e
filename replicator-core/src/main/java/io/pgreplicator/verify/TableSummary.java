package io.pgreplicator.verify;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The least and the greatest value of a table's key and of each of its points in time, on one side, gathered chunk by chunk.
 * Confined to one thread.
 */
final class TableSummary {
    private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint");
    private static final Set<String> TIMES = Set.of("date", "timestamp without time zone", "timestamp with time zone");

    private final List<Summed> columns;
    private final List<@Nullable Value> least = new ArrayList<>();
    private final List<@Nullable Value> greatest = new ArrayList<>();

    /** A column, and its type without precision. */
    private record Summed(String name, String type) {
        /**
         * The number by which that value of it is ordered: a point in time is counted from 2000, as the server does, for counted from 1970
         * the last ones do not fit. An infinity is beyond all others.
         */
        String order(String value) {
            return switch (type) {
                case "date" -> finite(value, value + " - date '2000-01-01'");
                case "timestamp without time zone" -> finite(value, microseconds(value, "timestamp '2000-01-01'"));
                case "timestamp with time zone" -> finite(value, microseconds(value, "timestamptz '2000-01-01 UTC'"));
                default -> value;
            };
        }

        private static String microseconds(String time, String from) {
            return "(extract(epoch FROM " + time + " - " + from + ") * 1000000)::bigint";
        }

        private static String finite(String time, String order) {
            return "CASE WHEN isfinite(" + time + ") THEN " + order + " WHEN " + time + " > 'epoch' THEN "
                    + Long.MAX_VALUE + " WHEN " + time + " < 'epoch' THEN " + Long.MIN_VALUE + " END";
        }
    }

    /** One value: its text, and a number by which values of a column are ordered. */
    record Value(long order, String text) {}

    private TableSummary(List<Summed> columns) {
        this.columns = columns;
        columns.forEach(column -> {
            least.add(null);
            greatest.add(null);
        });
    }

    /** Of the columns whose types are the same on both sides. */
    static TableSummary of(Table source, Table target, List<String> key) {
        var columns = new ArrayList<Summed>();
        for (Column column : source.carried()) {
            String type = column.baseType().replaceAll("\\([0-9]+\\)", "");
            boolean same = target.column(column.name()).baseType().equals(column.baseType());
            boolean number = key.contains(column.name()) && NUMBERS.contains(type);
            if (same && (number || TIMES.contains(type))) {
                columns.add(new Summed(column.name(), type));
            }
        }
        return new TableSummary(columns);
    }

    /** The columns of the row {@code r} to read, beginning with a comma. */
    String inputs() {
        var text = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            text.append(", r.")
                    .append(Sql.identifier(columns.get(i).name))
                    .append(" AS c")
                    .append(i);
        }
        return text.toString();
    }

    /** What to select from them, beginning with a comma: order and text of the least, then of the greatest. */
    String extremes() {
        var text = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            for (String extreme : List.of("min(h.c" + i + ")", "max(h.c" + i + ")")) {
                text.append(", ").append(columns.get(i).order(extreme));
                text.append(", ").append(extreme).append("::text");
            }
        }
        return text.toString();
    }

    /** Reads the extremes of a chunk, which begin at that column of the result. */
    List<@Nullable Value> read(ResultSet row, int first) throws SQLException {
        var values = new ArrayList<@Nullable Value>();
        for (int i = 0; i < 2 * columns.size(); i++) {
            String text = row.getString(first + 2 * i + 1);
            values.add(text == null ? null : new Value(row.getLong(first + 2 * i), text));
        }
        return values;
    }

    /** Adds what {@link #read} has returned. */
    void add(List<@Nullable Value> values) {
        for (int i = 0; i < columns.size(); i++) {
            Value low = values.get(2 * i);
            Value high = values.get(2 * i + 1);
            Value lowest = least.get(i);
            Value highest = greatest.get(i);
            if (low != null && (lowest == null || low.order < lowest.order)) {
                least.set(i, low);
            }
            if (high != null && (highest == null || high.order > highest.order)) {
                greatest.set(i, high);
            }
        }
    }

    /** The columns of the source's summary beside those of the target's. */
    static List<VerifyReport.Extremes> beside(TableSummary source, TableSummary target) {
        var result = new ArrayList<VerifyReport.Extremes>();
        for (int i = 0; i < source.columns.size(); i++) {
            result.add(new VerifyReport.Extremes(
                    source.columns.get(i).name,
                    text(source.least.get(i)),
                    text(source.greatest.get(i)),
                    text(target.least.get(i)),
                    text(target.greatest.get(i))));
        }
        return result;
    }

    private static @Nullable String text(@Nullable Value value) {
        return value == null ? null : value.text;
    }
}
