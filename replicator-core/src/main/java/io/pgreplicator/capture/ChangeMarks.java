package io.pgreplicator.capture;

import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;

/**
 * Marks rows of captured tables as changed, though nobody changed them: their keys are logged, so that the next round
 * carries the rows as they are, or deletes them. A superfluous key is harmless. Stateless, thread-safe.
 */
public final class ChangeMarks {
    private ChangeMarks() {}

    /**
     * Marks rows of the source; returns their number.
     *
     * @param rows the rest of the statement that selects them as {@code r}, from FROM on
     */
    public static long onSource(Session source, int tableId, String rows) {
        return source.update(source.queryText("SELECT replicator_capture.present_insert(?, 'r.%I', ?)", tableId, rows));
    }

    /** Marks the keys of rows of the target, selected in the same way and streamed to the source; returns their number. */
    public static long onTarget(Session source, Session target, CapturedTable table, String rows) {
        try (CopyReader reader = target.copyOut("COPY (SELECT " + Sql.identifiers(table.key()) + rows + ") TO STDOUT");
                CopyWriter writer = source.copyIn("COPY "
                        + CapturedTable.segmentName(table.tableId(), table.segment()) + " (" + table.logColumns()
                        + ") FROM STDIN")) {
            for (byte[] row = reader.readRow(); row != null; row = reader.readRow()) {
                writer.write(row, 0, row.length);
            }
            return writer.finish();
        }
    }

    /** Logs every key of the table's log once more. */
    public static void onLog(Session source, CapturedTable table) {
        source.update("INSERT INTO " + CapturedTable.segmentName(table.tableId(), table.segment()) + " ("
                + table.logColumns() + ") SELECT DISTINCT " + table.logColumns("d") + " FROM " + table.log() + " AS d");
    }
}
