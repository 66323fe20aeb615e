package io.pgreplicator.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names and values so that any of them is safe inside a statement. Stateless, thread-safe. */
public final class Sql {
    private Sql() {}

    /** A name as a quoted identifier: {@code we"ird} becomes {@code "we""ird"}. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Names as quoted identifiers, joined by commas. */
    public static String identifiers(Collection<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /** A value as a string literal that is valid whatever {@code standard_conforming_strings} is. */
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.indexOf('\\') < 0 ? "'" + doubled + "'" : " E'" + doubled.replace("\\", "\\\\") + "'";
    }
}
