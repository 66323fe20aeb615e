package io.pgreplicator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every setting by its written form. */
class SettingsTest {
    private static ReplicatorConfig.Builder builder() {
        return ReplicatorConfig.builder().source("host=a").target("host=b");
    }

    @Test
    void everyOptionHasOneRow() {
        var keys = new ArrayList<String>();
        for (RecordComponent group : Options.class.getRecordComponents()) {
            for (RecordComponent option : group.getType().getRecordComponents()) {
                keys.add(group.getName() + "."
                        + option.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            }
        }
        assertThat(Setting.keys()).containsExactlyElementsOf(keys);
    }

    @ParameterizedTest
    @EnumSource
    void setsItselfAndNothingElse(Setting setting) {
        for (String text : new String[] {setting.minText(), setting.maxText(), setting.defaultText()}) {
            ReplicatorConfig.Builder builder = roomy();
            ReplicatorConfig before = builder.build();
            Settings.apply(builder, Map.of(setting.key(), text));
            ReplicatorConfig after = builder.build();
            assertThat(after.textOf(setting)).isEqualTo(text);
            Arrays.stream(Setting.values())
                    .filter(other -> other != setting)
                    .forEach(other -> assertThat(after.textOf(other)).isEqualTo(before.textOf(other)));
        }
        assertThat(setting.sentence()).endsWith(".");
        assertThat(setting.unit()).isNotBlank();
        assertThat(Setting.of(setting.key())).contains(setting);
    }

    /** A builder in which no setting within its range contradicts another one. */
    private static ReplicatorConfig.Builder roomy() {
        ReplicatorConfig.Builder builder = builder();
        Settings.apply(
                builder,
                Map.of(
                        "rounds.min-pause",
                        "0",
                        "rounds.max-pause",
                        "1h",
                        "rounds.batch-size",
                        "1kB",
                        "rounds.ring-size",
                        "4GB"));
        return builder;
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsOutOfRange(Setting setting) {
        String beyond = setting.type().write(setting.type().read(setting.maxText()) + 1);
        assertThatThrownBy(() -> Settings.apply(builder(), Map.of(setting.key(), beyond)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(setting.key() + " is out of range: it may be " + setting.minText() + " to "
                        + setting.maxText());
        assertThatThrownBy(() -> Settings.apply(builder(), Map.of(setting.key(), "-1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(setting.key());
    }

    @Test
    void namesEveryProblemAtOnceAndSetsNothing() {
        ReplicatorConfig.Builder builder = builder();
        var values = new HashMap<>(Map.of(
                "copy.stream", "4",
                "copy.streams", "0",
                "copy.chunk-size", "8XB",
                "copy.index-workers", "3",
                "rounds.max_pause", "1s",
                "rounds.min-pause", "10s",
                "sessions.lock-timeout", "5",
                "nonsense", "x"));
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> Settings.apply(builder, values));
        assertThat(String.valueOf(refusal.getMessage()).lines())
                .containsExactly(
                        "copy.chunk-size: '8XB' is not a size such as 512, 64kB, 8MB or 1GB",
                        "unknown setting 'copy.stream'; did you mean 'copy.streams'?",
                        "copy.streams is out of range: it may be 1 to 64",
                        "unknown setting 'nonsense'",
                        "unknown setting 'rounds.max_pause'; did you mean 'rounds.max-pause'?",
                        "sessions.lock-timeout: '5' is not a time such as 500ms, 10s, 5min or 1h",
                        "rounds.min-pause is more than rounds.max-pause");
        assertThat(refusal.problems())
                .extracting(Problem::settings)
                .containsExactly(
                        List.of("copy.chunk-size"),
                        List.of("copy.stream"),
                        List.of("copy.streams"),
                        List.of("nonsense"),
                        List.of("rounds.max_pause"),
                        List.of("sessions.lock-timeout"),
                        List.of("rounds.min-pause", "rounds.max-pause"));
        assertThat(builder.options()).isEqualTo(Options.defaults());
    }

    @Test
    void keepsWhatIsNotNamed() {
        ReplicatorConfig.Builder builder =
                builder().copy(new CopyOptions(9, ByteSize.ofMegabytes(1), 3, ByteSize.ofMegabytes(5)));
        Settings.apply(builder, Map.of("copy.index-workers", "7"));
        assertThat(builder.options().copy())
                .isEqualTo(new CopyOptions(9, ByteSize.ofMegabytes(1), 7, ByteSize.ofMegabytes(5)));
    }

    @Test
    void refusesOptionsOutOfRangeHoweverTheyWereMade() {
        assertThat(SettingValues.problems(Options.defaults())).isEmpty();
        ReplicatorConfig.Builder builder = ReplicatorConfig.builder()
                .source("host=h sslmod=x")
                .tables(new TableFilter(List.of(""), List.of(), List.of(), List.of()))
                .sessions(new SessionOptions(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(1)));
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("source: unknown parameter 'sslmod'")
                .hasMessageContaining("no target is given")
                .hasMessageContaining("pattern is empty")
                .hasMessageContaining("sessions.lock-timeout is out of range")
                .hasMessageContaining("sessions.retry-limit is out of range");
    }

    @Property
    void refusesOnlyByConfigException(@ForAll String key, @ForAll String value) {
        for (Setting setting : Setting.values()) {
            try {
                Settings.apply(builder(), Map.of(key, value, setting.key(), value));
            } catch (ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
