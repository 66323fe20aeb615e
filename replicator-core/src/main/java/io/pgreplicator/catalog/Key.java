package io.pgreplicator.catalog;

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
     */
    public record KeyColumn(String name, String equals) {}

    public Key {
        columns = List.copyOf(columns);
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
