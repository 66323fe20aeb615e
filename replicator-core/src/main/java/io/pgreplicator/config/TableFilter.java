package io.pgreplicator.config;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables take part, by shell wildcards ({@code *} and {@code ?}). A table pattern without a dot is matched against
 * the name in any schema, one with a dot against {@code schema.name}. Without inclusions every user table takes part; an
 * exclusion always wins. Immutable.
 *
 * @param schemas schemas to take part; empty means all
 * @param excludedSchemas schemas to leave out
 * @param tables tables to take part; empty means all
 * @param excludedTables tables to leave out
 */
public record TableFilter(
        List<String> schemas, List<String> excludedSchemas, List<String> tables, List<String> excludedTables) {

    public TableFilter {
        schemas = List.copyOf(schemas);
        excludedSchemas = List.copyOf(excludedSchemas);
        tables = List.copyOf(tables);
        excludedTables = List.copyOf(excludedTables);
    }

    /** Every user table of every user schema. */
    public static TableFilter all() {
        return new TableFilter(List.of(), List.of(), List.of(), List.of());
    }

    /** Whether the table takes part. */
    public boolean includes(QualifiedName table) {
        return includesSchema(table.schema())
                && (tables.isEmpty() || matchesTable(tables, table))
                && !matchesTable(excludedTables, table);
    }

    /** Whether tables of the schema may take part. */
    public boolean includesSchema(String schema) {
        return (schemas.isEmpty() || matches(schemas, schema)) && !matches(excludedSchemas, schema);
    }

    private static boolean matchesTable(List<String> patterns, QualifiedName table) {
        return patterns.stream()
                .anyMatch(pattern -> matches(pattern, pattern.indexOf('.') < 0 ? table.name() : table.toString()));
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        String expression = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(expression, Pattern.DOTALL).matcher(name).matches();
    }
}
