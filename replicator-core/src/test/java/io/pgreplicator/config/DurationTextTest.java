package io.pgreplicator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as PostgreSQL writes them. */
class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "500ms, 500, 500ms",
        "10s, 10000, 10s",
        "5 min, 300000, 5min",
        "60min, 3600000, 1h",
        "2d, 172800000, 2d"
    })
    void reads(String text, long millis, String written) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "-1s", "1.5s", "5m", "1H", "PT1S", "s", "9999999999999999d", "9223372036854775808ms"})
    void refuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining(text);
    }

    @Property
    void roundTrip(@ForAll @LongRange(min = 0) long millis) {
        Duration time = Duration.ofMillis(millis);
        assertThat(DurationText.parse(DurationText.format(time))).isEqualTo(time);
    }
}
