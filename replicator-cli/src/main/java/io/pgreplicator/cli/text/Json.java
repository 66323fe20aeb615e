package io.pgreplicator.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;

/**
 * Formats answers as JSON, from the reports: a component's name in snake case, or as {@link JsonNames} says. The field names
 * are a contract that scripts rely on: every field is always present, and null when its value is not known. Stateless,
 * thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** One object on one line. */
    public static String of(Progress progress) {
        return written(progress);
    }

    /** The outcome of a cutover. */
    public static String of(CutoverResult result) {
        return written(result);
    }

    /** One object on one line. */
    public static String of(RunResult result) {
        return written(result);
    }

    /**
     * One object on one line: whether nothing failed; whether a run may start, which requires that both sides were checked;
     * the sides that were not checked; the number of findings per level; and the findings.
     */
    public static String of(CheckReport report) {
        return written(report);
    }

    /** One object on one line: whether all is equal, and what was compared, what differs and what was not compared. */
    public static String of(VerifyReport report) {
        return written(report);
    }

    /** One object on one line: the failure's name, its message and cure, and every problem. Passwords are hidden. */
    public static String of(ConfigException failure) {
        return written(ConfigFailure.of(failure));
    }

    private static String written(Object answer) {
        try {
            return MAPPER.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonMapper mapper() {
        SimpleModule values = new SimpleModule()
                .addSerializer(Double.class, new Milliseconds())
                .addSerializer(Double.TYPE, new Milliseconds())
                .addSerializer(Level.class, new LevelName())
                .addSerializer(Instant.class, ToStringSerializer.instance);
        JsonMapper.Builder builder = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                .addModule(values);
        JsonNames.ALL.forEach(builder::addMixIn);
        return builder.build();
    }

    /** Seconds, to the millisecond, never in exponent form. Stateless. */
    private static final class Milliseconds extends JsonSerializer<Double> {
        @Override
        public void serialize(Double seconds, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP));
        }
    }

    /** {@code pass}, {@code warn}, {@code fail}. Stateless. */
    private static final class LevelName extends JsonSerializer<Level> {
        @Override
        public void serialize(Level level, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(level.name().toLowerCase(Locale.ROOT));
        }
    }
}
