package io.pgreplicator.config;

import java.util.Collection;
import java.util.List;

/**
 * What is created of the source's schema. Immutable.
 *
 * @param excludedObjects objects that are not created, by shell wildcards over kind and name: {@code extension postgis*}, {@code view
 *     reporting.*}, {@code function public.f(integer)}; kind and name are those that {@code pg_identify_object} gives. Tables are chosen by
 *     the {@link TableFilter}
 */
public record SchemaOptions(List<String> excludedObjects) {
    private static final String OF_TABLES = "table ";

    public SchemaOptions {
        excludedObjects = List.copyOf(excludedObjects);
        for (String pattern : excludedObjects) {
            if (pattern.isBlank()) {
                throw new IllegalArgumentException("exclude-object: a pattern is empty; it would match nothing");
            }
            if (pattern.startsWith(OF_TABLES)) {
                throw new IllegalArgumentException(
                        "exclude-object: " + pattern + ": tables are left out with --exclude-table");
            }
        }
    }

    /** Everything that the filter of the tables takes. */
    public static SchemaOptions defaults() {
        return new SchemaOptions(List.of());
    }

    /** Whether an object, by kind and name, is left out. Never a table. */
    public boolean excludes(String object) {
        return excludedObjects.stream().anyMatch(pattern -> matches(pattern, object));
    }

    /** With or without the quotes that a name may need. */
    private static boolean matches(String pattern, String object) {
        return !object.startsWith(OF_TABLES)
                && (Wildcard.matches(pattern, object) || Wildcard.matches(pattern, object.replace("\"", "")));
    }

    /** The patterns that leave none of these objects out. */
    public List<String> idle(Collection<String> objects) {
        return excludedObjects.stream()
                .filter(pattern -> objects.stream().noneMatch(object -> matches(pattern, object)))
                .toList();
    }
}
