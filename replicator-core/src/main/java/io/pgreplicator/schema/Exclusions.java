package io.pgreplicator.schema;

import java.util.Collection;
import java.util.stream.Collectors;

/** The options of a command line that leave objects out. Stateless, thread-safe. */
final class Exclusions {
    private static final String TABLE = "table ";
    private static final String EXTENSION = "extension ";

    private Exclusions() {}

    /** By kind and name, as {@code pg_identify_object} gives them; each once, in their order. */
    static String of(Collection<String> objects) {
        return objects.stream().distinct().map(Exclusions::option).collect(Collectors.joining(" "));
    }

    private static String option(String object) {
        if (object.startsWith(TABLE)) {
            return "--exclude-table " + literal(unquoted(object.substring(TABLE.length())));
        }
        return object.startsWith(EXTENSION)
                ? "--exclude-extension " + literal(unquoted(object.substring(EXTENSION.length())))
                : "--exclude-object " + literal(object);
    }

    /** These options take names without quotes; a quote that is part of a name is any one character. */
    private static String unquoted(String name) {
        return name.replace("\"\"", "?").replace("\"", "");
    }

    /** A word for a shell. */
    private static String literal(String text) {
        return text.matches("[a-zA-Z0-9_.-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
