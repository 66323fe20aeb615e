package io.pgreplicator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CopyLineTest {
    @Test
    void readsFieldsAsTheServerWritesThem() {
        assertThat(CopyLine.fields(line("f\t1\t\t\\N\tä\u20ac\n"))).containsExactly("f", "1", "", "\\N", "ä\u20ac");
    }

    @Test
    void readsEveryEscape() {
        assertThat(CopyLine.fields(line("a\\tb\tc\\nd\te\\\\N\t\\b\\f\\r\\v\n")))
                .containsExactly("a\tb", "c\nd", "e\\N", "\b\f\r\u000b");
    }

    @Test
    void losesNoByteThatIsNoUtf8() {
        byte[] line = "caf\u00e9\tx\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(CopyLine.fields(line)).containsExactly("\uFFFD636166e9", "x");
        assertThat(CopyLine.fields(line("\uFFFD636166e9\n")))
                .as("a text that looks like one")
                .containsExactly("\uFFFDefbfbd" + "3633363136366539");
    }

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
