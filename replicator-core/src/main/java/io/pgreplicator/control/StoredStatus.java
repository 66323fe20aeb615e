package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the migration as the control schema on the target holds it. Immutable.
 *
 * @param watermark last applied snapshot; null before the first round
 * @param rounds rounds applied
 * @param lastRoundKeys keys of the last round that carried changes
 * @param lastRoundSeconds its duration
 * @param lastRoundAt when it was committed; null before the first
 * @param phase phase as the leader last reported it
 * @param leader the leader's name; null when none is alive
 * @param lagSeconds age of the last moment at which the target had everything; null before following
 * @param bytesPerSecond rate of the copy
 * @param lastError the last failure; null when well
 * @param refusedRows rows that the target refused
 * @param refused the first of them
 * @param tables the tables, largest first
 * @param sequenceProblems the sequences that are not published
 */
public record StoredStatus(
        @Nullable String watermark,
        long rounds,
        long lastRoundKeys,
        double lastRoundSeconds,
        @Nullable Instant lastRoundAt,
        Phase phase,
        @Nullable String leader,
        @Nullable Double lagSeconds,
        long bytesPerSecond,
        @Nullable String lastError,
        long refusedRows,
        List<Progress.RefusedRow> refused,
        List<StoredTable> tables,
        List<Progress.SequenceProblem> sequenceProblems) {
    private static final int MOST_REFUSED = 100;

    /** One table: sizes in bytes as on the source. */
    public record StoredTable(
            int tableId,
            QualifiedName name,
            Phase phase,
            long copiedBytes,
            long totalBytes,
            long copiedRows,
            long refusedRows) {}

    public StoredStatus {
        refused = List.copyOf(refused);
        tables = List.copyOf(tables);
        sequenceProblems = List.copyOf(sequenceProblems);
    }

    /** Reads the state; the control schema must exist. */
    public static StoredStatus read(Session target) {
        target.doing("reading the status");
        List<StoredTable> tables = target.query(
                SqlFile.of(StoredStatus.class, "table_status.sql").text(),
                row -> new StoredTable(
                        row.getInt(1),
                        new QualifiedName(row.getString(2), row.getString(3)),
                        Phase.of(row.getString(4)),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
        List<Progress.RefusedRow> refused = RefusedRows.first(target, MOST_REFUSED);
        List<Progress.SequenceProblem> sequences = SequenceState.problems(target);
        return target.query(
                        SqlFile.of(StoredStatus.class, "status.sql").text(),
                        row -> status(row, refused, tables, sequences))
                .get(0);
    }

    private static StoredStatus status(
            ResultSet row,
            List<Progress.RefusedRow> refused,
            List<StoredTable> tables,
            List<Progress.SequenceProblem> sequences)
            throws SQLException {
        boolean alive = row.getBoolean(8);
        double lag = row.getDouble(9);
        boolean lagKnown = !row.wasNull();
        OffsetDateTime at = row.getObject(5, OffsetDateTime.class);
        return new StoredStatus(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getDouble(4),
                at == null ? null : at.toInstant(),
                Phase.of(row.getString(6)),
                alive ? row.getString(7) : null,
                lagKnown ? lag : null,
                row.getLong(10),
                row.getString(11),
                row.getLong(12),
                refused,
                tables,
                sequences);
    }
}
