package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;

/**
 * One table, compared by a hash over every row of both sides. Immutable.
 *
 * @param table the table
 * @param columns the compared columns: all except those that are generated on the source only; empty when the source no
 *     longer has such a table
 * @param sourceRows rows on the source; 0 when the table was dropped or renamed there since it was captured
 * @param targetRows rows on the target; 0 when it has no such table
 * @param equal whether both hold the same rows, of columns whose types are defined equally on both sides
 */
public record TableComparison(
        QualifiedName table, List<String> columns, long sourceRows, long targetRows, boolean equal) {
    public TableComparison {
        columns = List.copyOf(columns);
    }
}
