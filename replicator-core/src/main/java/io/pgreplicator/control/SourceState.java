package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.UUID;

/**
 * The source as a connection finds it. Immutable.
 *
 * @param server when it was started; no two servers, and no two incarnations of one, were started in the same microsecond
 * @param heartbeats number of heartbeats it has counted
 * @param migration the migration whose capture is installed
 * @param nextTransaction number of the next transaction
 * @param acknowledged the last round that the target reported as committed
 */
record SourceState(String server, long heartbeats, UUID migration, long nextTransaction, long acknowledged) {
    /** Reads it; a standby is a transient failure, because it may be about to be promoted. */
    static SourceState read(Session source) {
        try {
            return source.doing("looking at the source's heartbeat")
                    .query(SqlFile.of(SourceState.class, "source_state.sql").text(), row -> {
                        if (row.getBoolean(1)) {
                            throw standby();
                        }
                        return new SourceState(
                                row.getString(2),
                                row.getLong(3),
                                row.getObject(4, UUID.class),
                                row.getLong(5),
                                row.getLong(6));
                    })
                    .get(0);
        } catch (DatabaseException e) {
            throw SqlStates.isMissingRelation(e.sqlState()) ? noCapture(e) : e;
        }
    }

    private static DatabaseException standby() {
        return new DatabaseException(
                ErrorCode.SOURCE_UNREACHABLE,
                "The source is a standby now, from which nothing may be read.",
                "Promote it, or give --source the address of the primary.",
                SqlStates.NOT_READY,
                null);
    }

    private static ReplicatorException noCapture(DatabaseException cause) {
        return new ReplicatorException(
                ErrorCode.CAPTURE_INVALID,
                "The capture is gone from the source: somebody removed it, or the source was replaced by a copy from before"
                        + " it was installed.",
                "Start over: " + Cures.START_ANEW,
                cause);
    }
}
