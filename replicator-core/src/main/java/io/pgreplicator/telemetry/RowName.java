package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names a row by its table and its key. {@link #toString} is the display form {@code public.orders (id)=(7)}. Immutable.
 *
 * @param table the table
 * @param key the key's columns with their values as text, in order
 */
public record RowName(QualifiedName table, Map<String, String> key) {
    public RowName {
        key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    }

    /** A query that shows the row; valid on either side, because the key is the same. */
    public String query() {
        return query(List.of(this));
    }

    /** The same for rows of one table. */
    public static String query(List<RowName> rows) {
        RowName first = rows.get(0);
        return "SELECT * FROM " + first.table.quoted() + " WHERE "
                // literals in rows of several columns would have no type
                + (first.key.size() == 1 && rows.size() > 1 && rows.stream().noneMatch(RowName::isComposite)
                        ? Sql.identifiers(List.copyOf(first.key.keySet()))
                                + rows.stream()
                                        .flatMap(row -> row.key.values().stream())
                                        .map(Sql::literal)
                                        .collect(Collectors.joining(", ", " IN (", ")"))
                        : rows.stream().map(RowName::condition).collect(Collectors.joining(" OR ")));
    }

    private String condition() {
        return key.entrySet().stream()
                .map(column -> Sql.identifier(column.getKey()) + (isComposite(column.getValue()) ? "::text" : "")
                        + " = " + Sql.literal(column.getValue()))
                .collect(Collectors.joining(" AND "));
    }

    /** Whether a value may be of a composite type, which a literal without a type cannot be compared with. */
    private static boolean isComposite(String value) {
        return value.startsWith("(");
    }

    private boolean isComposite() {
        return key.values().stream().anyMatch(RowName::isComposite);
    }

    @Override
    public String toString() {
        return Sql.inLine(
                table + " (" + String.join(", ", key.keySet()) + ")=(" + String.join(", ", key.values()) + ")");
    }
}
