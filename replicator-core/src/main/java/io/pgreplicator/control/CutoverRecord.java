package io.pgreplicator.control;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a cutover ended, as the replicator that led it has recorded it on the target. Immutable.
 *
 * @param guardrails what was looked at before; empty when it did not come that far
 * @param proof the last comparison of all rows before it; null without one
 * @param switched whether the other side takes writes
 * @param attempts how often the gate was tried to be closed
 * @param pauses for how long writers waited in each attempt in which the target had everything
 * @param steps of the last attempt
 * @param compared the rows that were compared in it while writers waited
 * @param failure why it was not done; null when it was
 * @param restored whether everything was tried that comes back after a switch
 * @param leftOpen what it has left open on either side; null when nothing
 */
public record CutoverRecord(
        List<Finding> guardrails,
        @Nullable LastVerification proof,
        boolean switched,
        int attempts,
        List<Duration> pauses,
        List<CutoverStep> steps,
        LastRowsCompared compared,
        @Nullable ReplicatorException failure,
        boolean restored,
        @Nullable ReplicatorException leftOpen) {

    public CutoverRecord {
        guardrails = List.copyOf(guardrails);
        pauses = List.copyOf(pauses);
        steps = List.copyOf(steps);
    }

    /** One begins; harmless when it has begun before. False when its outcome was told already: it must not begin again. */
    public static boolean begin(Session leader, UUID id, boolean reverse, int rehearsals) {
        leader.doing("recording a cutover")
                .update(
                        "INSERT INTO replicator.cutover (cutover_id, reverse, rehearsals) VALUES (?::uuid, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        id.toString(),
                        reverse,
                        rehearsals);
        return leader.queryLong(
                        "SELECT count(*) FROM replicator.cutover WHERE cutover_id = ?::uuid AND ended_at IS NULL",
                        id.toString())
                > 0;
    }

    /** Its outcome is known. */
    public void end(Session leader, UUID id) {
        leader.doing("recording the outcome of a cutover")
                .update(
                        SqlFile.of(CutoverRecord.class, "end_cutover.sql").text(),
                        switched,
                        attempts,
                        texts(pauses, CutoverRecord::micros),
                        texts(steps, CutoverStep::name),
                        texts(steps, step -> micros(step.took())),
                        texts(guardrails, finding -> finding.level().name()),
                        texts(guardrails, Finding::subject),
                        texts(guardrails, Finding::message),
                        texts(guardrails, Finding::cure),
                        failure == null ? null : failure.code().name(),
                        failure == null ? null : failure.getMessage(),
                        failure == null ? null : failure.cure(),
                        proof == null ? null : (Integer) proof.tables(),
                        proof == null ? null : (Long) proof.rows(),
                        proof == null ? null : (Boolean) proof.equal(),
                        proof == null ? null : proof.at().toString(),
                        compared.tables(),
                        compared.rows(),
                        id.toString());
    }

    /** After a switch everything was tried that comes back. {@code leftOpen}: what it has left open; null when nothing. */
    public static void restored(Session leader, UUID id, @Nullable ReplicatorException leftOpen) {
        leader.doing("recording what a cutover has left open")
                .update(
                        "UPDATE replicator.cutover SET restored_at = clock_timestamp(), left_open = ?, failure = ?, cure = ?"
                                + " WHERE cutover_id = ?::uuid",
                        leftOpen == null ? null : leftOpen.getMessage(),
                        leftOpen == null ? null : leftOpen.code().name(),
                        leftOpen == null ? null : leftOpen.cure(),
                        id.toString());
    }

    /** A leadership begins: whoever asked for a cutover in the one before learns that nobody knows how it ended. */
    static void endUnended(Session leader) {
        leader.doing("ending the record of a cutover")
                .update(SqlFile.of(CutoverRecord.class, "end_unended_cutovers.sql")
                        .text());
    }

    /** Its outcome, once it is known. */
    public static Optional<CutoverRecord> find(Session target, UUID id) {
        return target.doing("reading the outcome of a cutover")
                .queryFirst(
                        SqlFile.of(CutoverRecord.class, "cutover_outcome.sql").text(),
                        CutoverRecord::read,
                        id.toString());
    }

    private static CutoverRecord read(ResultSet row) throws SQLException {
        List<String> stepNames = texts(row, 4);
        List<String> stepTimes = texts(row, 5);
        var steps = new ArrayList<CutoverStep>();
        for (int i = 0; i < stepNames.size(); i++) {
            steps.add(new CutoverStep(stepNames.get(i), time(stepTimes.get(i))));
        }
        List<String> levels = texts(row, 6);
        List<String> names = texts(row, 7);
        List<String> messages = texts(row, 8);
        List<String> cures = texts(row, 9);
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < levels.size(); i++) {
            findings.add(new Finding(Level.valueOf(levels.get(i)), names.get(i), messages.get(i), cures.get(i)));
        }
        boolean restored = row.getBoolean(13);
        OffsetDateTime proved = row.getObject(18, OffsetDateTime.class);
        return new CutoverRecord(
                findings,
                proved == null
                        ? null
                        : new LastVerification(row.getInt(15), row.getLong(16), row.getBoolean(17), proved.toInstant()),
                row.getBoolean(1),
                row.getInt(2),
                texts(row, 3).stream().map(CutoverRecord::time).toList(),
                steps,
                new LastRowsCompared(row.getInt(19), row.getInt(20)),
                restored ? null : failure(row, 11),
                restored,
                restored ? failure(row, 14) : null);
    }

    /** Of one that is restored it is what was left open. */
    private static @Nullable ReplicatorException failure(ResultSet row, int message) throws SQLException {
        String code = row.getString(10);
        return code == null
                ? null
                : new ReplicatorException(ErrorCode.valueOf(code), row.getString(message), row.getString(12));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static <T> List<String> texts(List<T> items, Function<T, String> text) {
        return items.stream().map(text).toList();
    }

    private static String micros(Duration time) {
        return Long.toString(time.toNanos() / 1_000);
    }

    private static Duration time(String micros) {
        return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
    }
}
