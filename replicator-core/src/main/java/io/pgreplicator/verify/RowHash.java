package io.pgreplicator.verify;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one definition of a row's hash: of the text of every compared column, as {@code ROW(...)} writes it. NULL and the empty
 * text, trailing blanks, the scale of a number, the order in a json, negative zero and the last bit of a floating-point number
 * make another hash. Sessions must have their settings pinned. Immutable.
 *
 * @param columns the compared columns, in the source's order: all that are carried, and generated ones of both sides
 * @param left the columns that cannot be compared between these two servers
 * @param expression the hash of the row {@code r}, the same SQL on both sides
 */
record RowHash(List<String> columns, List<String> left, String expression) {
    private static final Set<String> FLOATS = Set.of("real", "double precision");

    /** Built-in types whose text contains floating-point numbers. */
    private static final Set<String> HOLD_FLOATS =
            Set.of("real[]", "double precision[]", "point", "line", "lseg", "box", "path", "polygon", "circle");

    RowHash {
        columns = List.copyOf(columns);
        left = List.copyOf(left);
    }

    /** The hash for a table, of all that is compared; as the other one. */
    static RowHash of(Table source, Table target, Digest digest, boolean stored) {
        return of(source, target, digest, false, stored);
    }

    /**
     * The hash for a table; every carried column must exist on the target.
     *
     * @param carriedOnly whether generated columns are left out: no round carries them
     * @param stored whether the source stores values of the table out of line: then long values are hashed one by one, for the
     *     text of a whole row must stay below 1 GB
     */
    static RowHash of(Table source, Table target, Digest digest, boolean carriedOnly, boolean stored) {
        Map<String, Column> onTarget =
                target.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
        var columns = new ArrayList<String>();
        var left = new ArrayList<String>();
        var parts = new ArrayList<String>();
        for (Column column : source.columns()) {
            Column other = onTarget.get(column.name());
            if (column.generated() && (carriedOnly || other == null || !other.generated())) {
                continue;
            }
            if (digest.olderFloats() && HOLD_FLOATS.contains(column.baseType())) {
                left.add(column.name());
                continue;
            }
            columns.add(column.name());
            parts.add(part(column, digest, stored));
        }
        return new RowHash(columns, left, digest.ofText("ROW(" + String.join(", ", parts) + ")::text"));
    }

    /** The same, where that condition on the row {@code r} holds; otherwise an empty text, whatever the row. */
    RowHash where(String condition) {
        return new RowHash(columns, left, "CASE WHEN " + condition + " THEN " + expression + " ELSE '' END");
    }

    /** The hash also of the columns that cannot be compared: rows that have values there differ, whatever these are. */
    String ofEveryColumn(Digest digest) {
        return left.isEmpty()
                ? expression
                : digest.ofText(left.stream()
                        .map(name -> "r." + Sql.identifier(name))
                        .collect(Collectors.joining(", ", "ROW(" + expression + ", ", ")::text")));
    }

    private static String part(Column column, Digest digest, boolean stored) {
        String value = "r." + Sql.identifier(column.name());
        if (digest.olderFloats() && FLOATS.contains(column.baseType())) {
            return column.baseType().equals("real") ? "float4send(" + value + ")" : "float8send(" + value + ")";
        }
        if (!stored || !RowSize.mayBeLarge(column)) {
            return value;
        }
        return column.baseType().equals("bytea")
                ? digest.ofBytes(value)
                // of a composite value, IS NOT NULL is not the opposite of IS NULL
                : "CASE WHEN " + value + " IS DISTINCT FROM NULL THEN " + digest.ofText("format('%s', " + value + ")")
                        + " END";
    }
}
