package io.pgreplicator.cli.option;

import io.pgreplicator.config.TableFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one place (the flags, the file, the environment) specifies for a migration. Null and empty mean that it specifies
 * nothing. Immutable.
 *
 * @param source the database that is copied and followed
 * @param target the database that receives the rows
 * @param schemas schemas to include
 * @param excludedSchemas schemas to exclude
 * @param tables tables to include
 * @param excludedTables tables to exclude
 * @param settings settings by their dotted names, as written
 */
record Choices(
        @Nullable String source,
        @Nullable String target,
        List<String> schemas,
        List<String> excludedSchemas,
        List<String> tables,
        List<String> excludedTables,
        Map<String, String> settings) {

    Choices {
        schemas = List.copyOf(schemas);
        excludedSchemas = List.copyOf(excludedSchemas);
        tables = List.copyOf(tables);
        excludedTables = List.copyOf(excludedTables);
    }

    /** These choices, completed from the lower ones where these specify nothing. */
    Choices over(Choices lower) {
        var merged = new LinkedHashMap<>(lower.settings);
        merged.putAll(settings);
        return new Choices(
                source != null ? source : lower.source,
                target != null ? target : lower.target,
                schemas.isEmpty() ? lower.schemas : schemas,
                excludedSchemas.isEmpty() ? lower.excludedSchemas : excludedSchemas,
                tables.isEmpty() ? lower.tables : tables,
                excludedTables.isEmpty() ? lower.excludedTables : excludedTables,
                merged);
    }

    TableFilter tableFilter() {
        return new TableFilter(schemas, excludedSchemas, tables, excludedTables);
    }
}
