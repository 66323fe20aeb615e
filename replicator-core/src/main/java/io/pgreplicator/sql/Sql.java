package io.pgreplicator.sql;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes names and values so that any of them is safe inside a statement. Stateless, thread-safe. */
public final class Sql {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]");

    private Sql() {}

    /** A name as a quoted identifier: {@code we"ird} becomes {@code "we""ird"}. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Names as quoted identifiers, joined by commas. */
    public static String identifiers(Collection<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /** A value as a string literal, on one line, that is valid whatever {@code standard_conforming_strings} is. */
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.indexOf('\\') < 0 && !CONTROL.matcher(value).find()
                ? "'" + doubled + "'"
                : " E'" + inLine(doubled.replace("\\", "\\\\")) + "'";
    }

    /** A value for people: what would begin a line or move the cursor is written as in an E literal. */
    public static String inLine(String value) {
        return CONTROL.matcher(value)
                .replaceAll(
                        found -> Matcher.quoteReplacement(escaped(found.group().charAt(0))));
    }

    private static String escaped(char control) {
        return switch (control) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04X", (int) control);
        };
    }
}
