package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.RowName;

/**
 * A row of the source that the target refused. Immutable.
 *
 * @param tableId the table's number
 * @param name the row's table and key
 * @param sqlState the server's SQLSTATE
 * @param reason the server's message, without its detail, which may hold values of the row
 */
public record RefusedRow(int tableId, RowName name, String sqlState, String reason) {

    /** With this row the target has refused more rows than the limit: the cause is then not the rows. */
    public ReplicatorException beyond(int limit) {
        return new ReplicatorException(
                ErrorCode.ROW_REFUSED,
                "The target refused more than " + limit + " rows, " + name + " among them: " + reason + " [" + sqlState
                        + "]. The round was not finished.",
                Cures.OF_ROWS + " Or raise rounds.max-refused. Then run the command again.");
    }
}
