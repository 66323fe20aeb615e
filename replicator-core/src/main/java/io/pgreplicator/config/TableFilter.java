package io.pgreplicator.config;

import io.pgreplicator.error.Problem;
import io.pgreplicator.sql.QualifiedName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which tables are replicated, by shell wildcards ({@code *} and {@code ?}, see {@link Wildcard}); names are as in the
 * catalog, unquoted and case-sensitive. A table pattern without a dot is matched against the name in any schema. In a
 * pattern with a dot, the part before it is the schema's pattern and the part after it the table's; when names contain dots
 * themselves, any dot of the pattern may be the one between schema and table. Without inclusions every user table is
 * replicated; an exclusion always wins. Immutable.
 *
 * @param schemas schemas to include; empty means all
 * @param excludedSchemas schemas to exclude
 * @param tables tables to include; empty means all
 * @param excludedTables tables to exclude
 * @param without tables to exclude by their exact names
 */
public record TableFilter(
        List<String> schemas,
        List<String> excludedSchemas,
        List<String> tables,
        List<String> excludedTables,
        Set<QualifiedName> without) {

    public TableFilter {
        schemas = List.copyOf(schemas);
        excludedSchemas = List.copyOf(excludedSchemas);
        tables = List.copyOf(tables);
        excludedTables = List.copyOf(excludedTables);
        without = Set.copyOf(without);
    }

    /** As people give it. */
    public TableFilter(
            List<String> schemas, List<String> excludedSchemas, List<String> tables, List<String> excludedTables) {
        this(schemas, excludedSchemas, tables, excludedTables, Set.of());
    }

    /** The same without these tables, too. */
    public TableFilter without(Collection<QualifiedName> names) {
        Set<QualifiedName> all = new HashSet<>(without);
        all.addAll(names);
        return new TableFilter(schemas, excludedSchemas, tables, excludedTables, all);
    }

    /** Every user table of every user schema. */
    public static TableFilter all() {
        return new TableFilter(List.of(), List.of(), List.of(), List.of());
    }

    /** Whether the table is replicated. */
    public boolean includes(QualifiedName table) {
        return includesSchema(table.schema())
                && (tables.isEmpty() || matchesTable(tables, table))
                && !matchesTable(excludedTables, table)
                && !without.contains(table);
    }

    /** Whether tables of the schema may be replicated. */
    public boolean includesSchema(String schema) {
        return (schemas.isEmpty() || matches(schemas, schema)) && !matches(excludedSchemas, schema);
    }

    private static boolean matchesTable(List<String> patterns, QualifiedName table) {
        return patterns.stream().anyMatch(pattern -> matchesTable(pattern, table));
    }

    private static boolean matchesTable(String pattern, QualifiedName table) {
        int dot = pattern.indexOf('.');
        if (dot < 0) {
            return Wildcard.matches(pattern, table.name());
        }
        boolean matches = false;
        while (dot >= 0 && !matches) {
            matches = Wildcard.matches(pattern.substring(0, dot), table.schema())
                    && Wildcard.matches(pattern.substring(dot + 1), table.name());
            dot = pattern.indexOf('.', dot + 1);
        }
        return matches;
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, name));
    }

    /** Patterns that cannot be intended: an empty one matches nothing. */
    List<Problem> problems() {
        List<String> empty = Stream.of(
                        Map.entry("schemas", schemas),
                        Map.entry("exclude-schemas", excludedSchemas),
                        Map.entry("tables", tables),
                        Map.entry("exclude-tables", excludedTables))
                .filter(list -> list.getValue().stream().anyMatch(String::isBlank))
                .map(Map.Entry::getKey)
                .toList();
        return empty.isEmpty()
                ? List.of()
                : List.of(new Problem(empty, "", "a schema or table pattern is empty; it would match nothing", ""));
    }
}
