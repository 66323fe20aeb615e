package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last comparison of all rows, as the target keeps it for the guardrails of a cutover. Immutable.
 *
 * @param found what it has found
 * @param sourceGate the number of the source's gate then; null without one
 * @param targetGate the number of the target's gate then; null without one
 * @param aged whether it ended more than a day ago, by the clock of the target
 */
public record VerificationRecord(
        LastVerification found,
        @Nullable Long sourceGate,
        @Nullable Long targetGate,
        boolean aged) {

    /**
     * Keeps a comparison of all rows instead of the one before. Where no row differs but those whose changes are on the way, it is kept as one
     * of the other rows, which are equal; a difference that was found before is only cleared by one that finds every row equal.
     *
     * @param repair whether it was to bring what differs: what is on the way may then have differed
     */
    public static void keep(
            Session target, VerifyReport report, boolean repair, @Nullable Long sourceGate, @Nullable Long targetGate) {
        boolean equal = repair ? report.isRowsEqual() : isEqualOrPending(report);
        target.doing("recording a comparison")
                .runInTransaction(() -> target.update(
                        SqlFile.of(VerificationRecord.class, "record_verification.sql")
                                .text(),
                        report.tables().size(),
                        equal ? settledRows(report) : rows(report),
                        equal,
                        text(sourceGate),
                        text(targetGate),
                        report.isRowsEqual()));
    }

    /** Whether a comparison of some tables has found what differs; as {@link #keep}. */
    public static boolean hasFound(VerifyReport report, boolean repair) {
        return report.tables().stream()
                .anyMatch(table -> repair ? !table.isEqual() : !table.counts().areEqualOrPending());
    }

    /** Another guardrail tells of a table that came meanwhile, or that the other side has dropped. */
    private static boolean isToldElsewhere(VerifyReport.NotCompared one) {
        return one.why().equals(VerifyReport.NotCompared.NOT_REPLICATED_YET)
                || one.why().equals(VerifyReport.NotCompared.DROPPED_THERE);
    }

    private static boolean isEqualOrPending(VerifyReport report) {
        return report.notCompared().stream().noneMatch(one -> one.needed() && !isToldElsewhere(one))
                && report.tables().stream()
                        .allMatch(table -> table.complete() && table.counts().areEqualOrPending());
    }

    /** The rows that it compared, without those whose changes are on the way. */
    private static long settledRows(VerifyReport report) {
        return report.tables().stream()
                .mapToLong(table ->
                        Math.max(0, table.comparedRows() - table.counts().pending()))
                .sum();
    }

    /** How many rows it compared. */
    public static long rows(VerifyReport report) {
        return report.tables().stream()
                .mapToLong(VerifyReport.Table::comparedRows)
                .sum();
    }

    /**
     * A comparison of some rows has found some that differ, so the one of all rows no longer says that they are equal; without one,
     * this one is kept instead.
     */
    public static void refute(Session target, int tables, long rows) {
        target.doing("recording a difference")
                .runInTransaction(() -> target.update(
                        "INSERT INTO replicator.verification (tables, rows, equal) VALUES (?, ?, false)"
                                + " ON CONFLICT (only_row) DO UPDATE SET equal = false",
                        tables,
                        rows));
    }

    /** Nothing is known any more: the rows are of another history. In the session's transaction. */
    static void forget(Session target) {
        target.doing("forgetting the last comparison").update("DELETE FROM replicator.verification");
    }

    /** The last one. */
    public static Optional<VerificationRecord> last(Session target) {
        return target.doing("looking for the last comparison")
                .queryFirst(
                        "SELECT tables, rows, equal, ended_at, source_gate, target_gate,"
                                + " ended_at < clock_timestamp() - interval '1 day' FROM replicator.verification",
                        VerificationRecord::read);
    }

    /** Whether no switch was made since: it would have moved the source's gate; a rehearsal only prepares one on the target. */
    public boolean lastedUntil(@Nullable Long source, @Nullable Long target) {
        return Objects.equals(sourceGate, source) && (targetGate == null || targetGate.equals(target));
    }

    private static VerificationRecord read(ResultSet row) throws SQLException {
        return new VerificationRecord(
                new LastVerification(
                        row.getInt(1),
                        row.getLong(2),
                        row.getBoolean(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()),
                row.getObject(5, Long.class),
                row.getObject(6, Long.class),
                row.getBoolean(7));
    }

    private static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }
}
