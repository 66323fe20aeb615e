package io.pgreplicator.phase;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column and a sequence that hands out its values. Immutable.
 *
 * @param table the table
 * @param root the partitioned table that it belongs to; itself otherwise
 * @param column the column's name
 * @param sequence the sequence
 * @param expression the default that uses it; null of an identity
 * @param identity {@code ALWAYS} or {@code BY DEFAULT}; null of a default
 * @param owned whether the column owns the sequence
 */
record ColumnSequence(
        QualifiedName table,
        QualifiedName root,
        String column,
        QualifiedName sequence,
        @Nullable String expression,
        @Nullable String identity,
        boolean owned) {

    /** All of the user schemas: a row for each sequence that a column uses. */
    static List<ColumnSequence> read(Session session) {
        return session.doing("reading the sequences of columns")
                .query(
                        SqlFile.of(ColumnSequence.class, "column_sequences.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .text(),
                        row -> new ColumnSequence(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                new QualifiedName(row.getString(3), row.getString(4)),
                                row.getString(5),
                                new QualifiedName(row.getString(6), row.getString(7)),
                                row.getString(8),
                                row.getString(9),
                                row.getBoolean(10)));
    }

    boolean isOfColumn(ColumnSequence other) {
        return table.equals(other.table) && column.equals(other.column);
    }

    boolean isIdentity() {
        return identity != null;
    }
}
