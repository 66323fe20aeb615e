package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 kB",
        "1536, 1.5 kB",
        "1048575, 1.0 MB",
        "1099511627776, 1.0 TB",
        "9223372036854775807, 8192.0 PB"
    })
    void bytes(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0.0 s",
        "0.04, 0.0 s",
        "9.94, 9.9 s",
        "9.96, 10 s",
        "59.4, 59 s",
        "59.6, 1 min 0 s",
        "200, 3 min 20 s",
        "7500, 2 h 5 min",
        "97200, 1 d 3 h"
    })
    void seconds(double seconds, String text) {
        assertThat(Figures.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0 %", "999, 1000, 99 %", "1000, 1000, 100 %", "5, 3, 100 %", "0, 0, 100 %"})
    void percent(long part, long whole, String text) {
        assertThat(Figures.percent(part, whole)).isEqualTo(text);
    }
}
