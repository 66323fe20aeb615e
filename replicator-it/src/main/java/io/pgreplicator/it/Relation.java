package io.pgreplicator.it;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table or sequence of one database. Immutable.
 *
 * @param name qualified and quoted, ready for SQL
 * @param kind as in pg_class.relkind
 * @param columns unquoted names in declared order
 * @param key the primary key's columns, empty without one
 */
record Relation(long oid, String name, String schema, String kind, List<String> columns, List<String> key) {

    boolean isSequence() {
        return kind.equals("S");
    }

    /** Partitioned tables have no rows of their own; their partitions are compared instead. */
    boolean hasRows() {
        return kind.equals("r");
    }

    /** The exact text of some columns of a row: quoting tells NULL and the empty string apart, blanks are kept. */
    static String text(List<String> columns) {
        return columns.stream().map(StandIns::identifier).collect(Collectors.joining(", ", "ROW(", ")::text"));
    }
}
