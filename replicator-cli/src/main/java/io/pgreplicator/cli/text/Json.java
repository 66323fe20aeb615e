package io.pgreplicator.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.Progress.LastRound;
import io.pgreplicator.telemetry.Progress.RefusedRow;
import io.pgreplicator.telemetry.Progress.SequenceProblem;
import io.pgreplicator.telemetry.Progress.SourceCost;
import io.pgreplicator.telemetry.Progress.TableProgress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers as JSON. The field names are a contract that scripts rely on: each is always there, null when its value is
 * not known. Stateless, thread-safe.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** One object on one line. */
    public static String of(Progress progress) {
        return written(json -> writeProgress(json, progress));
    }

    /** One object on one line. */
    public static String of(RunResult result) {
        return written(json -> writeResult(json, result));
    }

    /**
     * One object on one line: whether nothing failed; whether a run may start, which takes a look at both sides; the sides
     * that were not looked at; the number of findings per level; and the findings.
     */
    public static String of(List<Finding> findings, boolean sourceAlone) {
        return written(json -> writeFindings(json, findings, sourceAlone));
    }

    private static void writeProgress(JsonGenerator json, Progress progress) throws IOException {
        json.writeStartObject();
        json.writeStringField("phase", progress.phase().toString());
        json.writeArrayFieldStart("tables");
        for (TableProgress table : progress.tables()) {
            writeTable(json, table);
        }
        json.writeEndArray();
        json.writeNumberField("copied_bytes", progress.copiedBytes());
        json.writeNumberField("total_bytes", progress.totalBytes());
        json.writeNumberField("bytes_per_second", progress.bytesPerSecond());
        number(json, "eta_seconds", progress.etaSeconds());
        decimal(json, "lag_seconds", progress.lagSeconds());
        number(json, "pending_keys", progress.pendingKeys());
        json.writeNumberField("rounds", progress.rounds());
        writeLastRound(json, progress.lastRound());
        json.writeStringField("last_error", progress.lastError());
        json.writeNumberField("refused_rows", progress.refusedRows());
        json.writeArrayFieldStart("refused");
        for (RefusedRow row : progress.refused()) {
            writeRefused(json, row);
        }
        json.writeEndArray();
        writeOpenObjects(json, progress.openObjects());
        writeSource(json, progress.source());
        json.writeStringField("leader", progress.leader());
        json.writeArrayFieldStart("sequence_problems");
        for (SequenceProblem problem : progress.sequenceProblems()) {
            writeSequenceProblem(json, problem);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeResult(JsonGenerator json, RunResult result) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("reached", result.reached());
        number(json, "rows", result.rows());
        number(json, "refused", result.refused());
        writeOpenObjects(json, result.openObjects());
        json.writeArrayFieldStart("open_transactions");
        for (OpenTransaction open : result.openTransactions()) {
            json.writeStartObject();
            Integer pid = open.pid();
            number(json, "pid", pid == null ? null : Long.valueOf(pid));
            json.writeStringField("gid", open.gid());
            number(json, "age_seconds", open.ageSeconds());
            json.writeStringField("application", open.application());
            json.writeStringField("user", open.user());
            json.writeStringField("state", open.state());
            texts(json, "tables", open.tables());
            json.writeEndObject();
        }
        json.writeEndArray();
        texts(json, "left_out", result.leftOut());
        json.writeEndObject();
    }

    private static void writeOpenObjects(JsonGenerator json, List<OpenObject> objects) throws IOException {
        json.writeArrayFieldStart("open_objects");
        for (OpenObject open : objects) {
            json.writeStartObject();
            json.writeStringField("kind", open.kind());
            json.writeStringField("schema", open.table().schema());
            json.writeStringField("table", open.table().name());
            json.writeStringField("name", open.name());
            json.writeStringField("reason", open.reason());
            json.writeStringField("sql", open.sql());
            json.writeStringField("rows_sql", open.offenders().isEmpty() ? null : open.offenders());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void writeTable(JsonGenerator json, TableProgress table) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", table.schema());
        json.writeStringField("name", table.name());
        json.writeStringField("phase", table.phase().toString());
        json.writeNumberField("copied_bytes", table.copiedBytes());
        json.writeNumberField("total_bytes", table.totalBytes());
        json.writeNumberField("copied_rows", table.copiedRows());
        number(json, "pending_keys", table.pendingKeys());
        json.writeEndObject();
    }

    private static void writeRefused(JsonGenerator json, RefusedRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", row.row().table().schema());
        json.writeStringField("name", row.row().table().name());
        json.writeObjectFieldStart("key");
        for (Map.Entry<String, String> column : row.row().key().entrySet()) {
            json.writeStringField(column.getKey(), column.getValue());
        }
        json.writeEndObject();
        json.writeStringField("sqlstate", row.sqlState());
        json.writeStringField("message", row.reason());
        json.writeStringField("first_seen", row.firstSeen().toString());
        json.writeStringField("last_seen", row.lastSeen().toString());
        json.writeEndObject();
    }

    private static void writeSequenceProblem(JsonGenerator json, SequenceProblem problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", problem.sequence().schema());
        json.writeStringField("name", problem.sequence().name());
        json.writeStringField("message", problem.problem());
        json.writeEndObject();
    }

    private static void writeLastRound(JsonGenerator json, @Nullable LastRound last) throws IOException {
        if (last == null) {
            json.writeNullField("last_round");
            return;
        }
        json.writeObjectFieldStart("last_round");
        json.writeNumberField("keys", last.keys());
        decimal(json, "seconds", last.seconds());
        json.writeStringField("at", last.at().toString());
        json.writeEndObject();
    }

    private static void writeSource(JsonGenerator json, SourceCost cost) throws IOException {
        json.writeObjectFieldStart("source");
        number(json, "wal_bytes_captured", cost.walBytesCaptured());
        Boolean valid = cost.captureValid();
        if (valid == null) {
            json.writeNullField("capture_valid");
        } else {
            json.writeBooleanField("capture_valid", valid);
        }
        Integer connections = cost.connections();
        number(json, "connections", connections == null ? null : Long.valueOf(connections));
        json.writeEndObject();
    }

    private static void writeFindings(JsonGenerator json, List<Finding> findings, boolean sourceAlone)
            throws IOException {
        boolean ok = CheckText.count(findings, Level.FAIL) == 0;
        json.writeStartObject();
        json.writeBooleanField("ok", ok);
        json.writeBooleanField("ready", ok && !sourceAlone);
        json.writeArrayFieldStart("left_out");
        if (sourceAlone) {
            json.writeString("target");
        }
        json.writeEndArray();
        for (Level level : Level.values()) {
            json.writeNumberField(name(level), CheckText.count(findings, level));
        }
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("level", name(finding.level()));
            json.writeStringField("subject", finding.subject());
            json.writeStringField("message", finding.message());
            json.writeStringField("cure", finding.cure());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, value);
        }
    }

    /** Milliseconds are enough, and never the exponent form. */
    private static void decimal(JsonGenerator json, String name, @Nullable Double value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP));
        }
    }

    private static String written(Body body) {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** What is written between the braces. */
    private interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
