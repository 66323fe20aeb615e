package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The last comparison of all rows, as the target keeps it for the guardrails of a cutover. Stateless, thread-safe. */
public final class VerificationRecord {
    private VerificationRecord() {}

    /** Keeps it instead of the one before. */
    public static void keep(Session target, VerifyReport report) {
        target.doing("recording a comparison")
                .runInTransaction(() -> target.update(
                        "INSERT INTO replicator.verification (tables, rows, equal) VALUES (?, ?, ?)"
                                + " ON CONFLICT (only_row) DO UPDATE SET ended_at = clock_timestamp(),"
                                + " tables = excluded.tables, rows = excluded.rows, equal = excluded.equal",
                        report.tables().size(),
                        report.tables().stream()
                                .mapToLong(VerifyReport.Table::comparedRows)
                                .sum(),
                        report.isRowsEqual()));
    }

    /** The last one. */
    public static Optional<LastVerification> last(Session target) {
        return target.doing("looking for the last comparison")
                .queryFirst(
                        "SELECT tables, rows, equal, ended_at FROM replicator.verification", VerificationRecord::read);
    }

    private static LastVerification read(ResultSet row) throws SQLException {
        return new LastVerification(
                row.getInt(1),
                row.getLong(2),
                row.getBoolean(3),
                row.getObject(4, OffsetDateTime.class).toInstant());
    }
}
