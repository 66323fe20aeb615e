package io.pgreplicator.capture;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Columns of a captured table were added, dropped, renamed or got another type, on both sides. The rounds carry the new ones
 * from now on; rows that hold a value in them on either side are marked as changed, because the origin of those values is
 * unknown. Stateless, thread-safe.
 */
public final class ColumnChange {
    private ColumnChange() {}

    /**
     * Adapts the capture, in one transaction on the source. Reads the whole table on both sides when there are new columns;
     * locks it in ACCESS SHARE mode. Returns false when the table can no longer be adapted to.
     *
     * @param changed the table as captured
     * @param table the table as it is on the source
     * @param onTarget the table as it is on the target, with every column that the source's has
     */
    public static boolean adapt(Session source, Session target, CapturedTable changed, Table table, Table onTarget) {
        return source.doing("adapting the capture of " + table.name()).inTransaction(() -> {
            source.execute("LOCK TABLE " + table.rows() + " IN ACCESS SHARE MODE");
            CapturedTable present =
                    CaptureSchema.tables(source, List.of(changed.tableId())).get(0);
            if (!present.adaptable() || !present.current().equals(changed.current())) {
                return false;
            }
            source.queryLong("SELECT 1 FROM replicator_capture.adapt_table(?)", changed.tableId());
            List<String> fresh = table.carried().stream()
                    .map(Column::name)
                    .filter(present.current().freshColumns()::contains)
                    .toList();
            if (!fresh.isEmpty()) {
                CapturedTable adapted =
                        CaptureSchema.tables(source, List.of(changed.tableId())).get(0);
                ChangeMarks.onSource(
                        source, adapted.tableId(), " FROM " + table.rows() + " AS r WHERE " + holdValue(fresh));
                ChangeMarks.onTarget(
                        source, target, adapted, " FROM " + onTarget.rows() + " AS r WHERE " + holdValue(fresh));
            }
            return true;
        });
    }

    /** Unlike IS NOT NULL, this also matches a composite value whose fields are null. */
    private static String holdValue(List<String> columns) {
        return columns.stream()
                .map(name -> "r." + Sql.identifier(name) + " IS DISTINCT FROM NULL")
                .collect(Collectors.joining(" OR "));
    }
}
