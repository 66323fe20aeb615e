package io.pgreplicator.control;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.QualifiedName;

/** Whether the target has written every row that was sent to it. Stateless, thread-safe. */
public final class RowCount {
    private static final String CURE =
            "Run 'replicator check', which prints the SQL that disables it unless the replicator does so by itself, then run the"
                    + " command again: it resumes where it left off. If it may also have changed values, run the command with"
                    + " --repair as soon as everything is copied.";

    private RowCount() {}

    /**
     * Throws, before the transaction commits, when a statement has written fewer or more rows to the table than were sent.
     */
    public static void assertAll(QualifiedName table, long sent, long written) {
        if (sent != written) {
            throw new ReplicatorException(
                    ErrorCode.TARGET_FAILED,
                    "Of " + sent + " row(s) for " + table + " the target wrote " + written
                            + ": a trigger or a rule there has left rows out. The transaction was rolled back, so no row is"
                            + " lost.",
                    CURE);
        }
    }
}
