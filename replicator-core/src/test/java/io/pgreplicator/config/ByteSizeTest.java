package io.pgreplicator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes as PostgreSQL writes them. */
class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "512, 512, 512",
        "512B, 512, 512",
        "64kB, 65536, 64kB",
        "64KB, 65536, 64kB",
        "' 8 MB ', 8388608, 8MB",
        "1024MB, 1073741824, 1GB",
        "2TB, 2199023255552, 2TB",
        "1025, 1025, 1025"
    })
    void reads(String text, long bytes, String written) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(new ByteSize(bytes)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5GB", "1PB", "MB", "1 M B", "9999999999TB", "9223372036854775808", "१"})
    void refuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining(text);
    }

    @Property
    void roundTrip(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(ByteSize.parse(new ByteSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @Example
    void overflowsAloud() {
        assertThatThrownBy(() -> ByteSize.ofMegabytes(1L << 50)).isInstanceOf(ArithmeticException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteSize(-1));
    }
}
