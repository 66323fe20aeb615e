package io.pgreplicator.catalog;

import io.pgreplicator.sql.SqlFile;
import java.util.HashSet;
import java.util.List;

/**
 * A unique index that identifies the rows of a table. Immutable.
 *
 * @param index name of the index
 * @param primary whether it is the primary key
 * @param immediate whether it is checked immediately; a deferrable one cannot be used for an upsert
 * @param columns its columns, in order
 */
public record Key(String index, boolean primary, boolean immediate, List<KeyColumn> columns) {

    /**
     * One column of a key.
     *
     * @param name column name, unquoted
     * @param equals the index's own equality, as {@code OPERATOR(schema.=)}
     * @param less the index's own order, in the same way
     * @param atMost less or equal
     */
    public record KeyColumn(String name, String equals, String less, String atMost) {}

    public Key {
        columns = List.copyOf(columns);
    }

    /**
     * The query that returns a row when the index, given as an expression for its oid, tells rows apart as the types of its columns
     * do. What it tells apart are rows, unless columns may be null.
     */
    public static String uniqueIndex(String index) {
        return SqlFile.of(Key.class, "unique_index.sql").with("index", index).text();
    }

    /** The column names, in order. */
    public List<String> names() {
        return columns.stream().map(KeyColumn::name).toList();
    }

    /** Whether both keys consist of the same columns, in any order. */
    public boolean sameColumns(Key other) {
        return new HashSet<>(names()).equals(new HashSet<>(other.names()));
    }
}
