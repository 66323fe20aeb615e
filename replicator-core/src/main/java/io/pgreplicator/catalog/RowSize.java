package io.pgreplicator.catalog;

import io.pgreplicator.sql.Sql;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Identifies rows that are too large to be held in memory, by the length of their values as text. A value that is stored in
 * few bytes is not checked: what it is compressed from is bounded, and printing every value would cost too much. Stateless,
 * thread-safe.
 */
public final class RowSize {
    private static final int STORED_BYTES = 32 << 10;
    private static final long LEAST_LIMIT = 1L << 20;
    private static final long GREATEST_LIMIT = 64L << 20;
    /** Fraction of the heap: several rows are in transit at once, and COPY may write one character as two. */
    private static final long HEAP_SHARE = 64;

    private static final Set<String> NEVER_LARGE = Set.of(
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
            "money",
            "boolean",
            "uuid",
            "oid",
            "date",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "point",
            "xid",
            "xid8",
            "pg_lsn");
    private static final Set<String> TEXTS = Set.of("text", "character varying");

    private RowSize() {}

    /** Whether the table may hold rows that are too large; most cannot. */
    public static boolean mayBeLarge(Table table) {
        return table.carried().stream().anyMatch(RowSize::mayBeLarge);
    }

    /** The condition under which the row with that alias is too large to be held in memory. */
    public static String isLarge(Table table, String alias) {
        String sum = table.carried().stream()
                .filter(RowSize::mayBeLarge)
                .map(column -> ifStoredLarge(column, alias, bytes(column, alias), "0"))
                .collect(Collectors.joining(" + "));
        long limit = Math.min(
                GREATEST_LIMIT, Math.max(LEAST_LIMIT, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        return sum.isEmpty() ? "false" : "(" + sum + " > " + limit + ")";
    }

    /** The condition under which the row with that alias is stored in so few bytes that all of it is read at once. */
    public static String isStoredSmall(Table table, String alias) {
        String sum = table.carried().stream()
                .filter(RowSize::mayBeLarge)
                .map(column -> "coalesce(pg_catalog.pg_column_size(" + value(column, alias) + "), 0)")
                .collect(Collectors.joining(" + "));
        return sum.isEmpty() ? "true" : "(" + sum + " <= " + STORED_BYTES + ")";
    }

    /** For each carried column the number of characters (bytes of a bytea) if it is to be read in pieces; otherwise NULL. */
    public static String lengths(Table table, String alias) {
        return forEach(
                table,
                column -> mayBeLarge(column)
                        ? ifStoredLarge(column, alias, "pg_catalog.length(" + text(column, alias) + ")", "NULL")
                        : "NULL");
    }

    /** Each carried column, with NULL for those that are to be read in pieces. */
    public static String smallValues(Table table, String alias) {
        return forEach(
                table,
                column -> mayBeLarge(column)
                        ? ifStoredLarge(column, alias, "NULL", value(column, alias))
                        : value(column, alias));
    }

    /** A part of a value, cut from the text of the whole. */
    public static String piece(Column column, String alias, long from, long length) {
        String part = "pg_catalog.substr(" + text(column, alias) + ", " + from + ", " + length + ")";
        return isBytes(column) ? "pg_catalog.encode(" + part + ", 'hex')" : part;
    }

    /** The text before the first piece in a line of COPY. */
    public static String prefix(Column column) {
        return isBytes(column) ? "\\\\x" : "";
    }

    private static String forEach(Table table, Function<Column, String> expression) {
        return table.carried().stream().map(expression).collect(Collectors.joining(", "));
    }

    private static String ifStoredLarge(Column column, String alias, String then, String otherwise) {
        return "CASE WHEN pg_catalog.pg_column_size(" + value(column, alias) + ") > " + STORED_BYTES + " THEN " + then
                + " ELSE " + otherwise + " END";
    }

    /** The length of a text is stored with it; other values must be printed to be measured. */
    private static String bytes(Column column, String alias) {
        String length = "pg_catalog.octet_length(" + text(column, alias) + ")::bigint";
        return isBytes(column) ? "2 * " + length : length;
    }

    /** The argument of {@code substr} and {@code length}: the value itself, or the output of its type's output function. */
    private static String text(Column column, String alias) {
        return isBytes(column) || TEXTS.contains(plainType(column))
                ? value(column, alias)
                : "pg_catalog.format('%s', " + value(column, alias) + ")";
    }

    private static String value(Column column, String alias) {
        return alias + "." + Sql.identifier(column.name());
    }

    /** Whether the column may hold values that are too large. */
    public static boolean mayBeLarge(Column column) {
        return !NEVER_LARGE.contains(plainType(column));
    }

    private static boolean isBytes(Column column) {
        return plainType(column).equals("bytea");
    }

    private static String plainType(Column column) {
        return column.baseType().replaceAll("\\([0-9,]*\\)", "");
    }
}
