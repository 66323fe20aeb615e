package io.pgreplicator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FirstFailureTest {
    private final FirstFailure failure = new FirstFailure();

    @Test
    void throwsNothingWhenNothingFailed() {
        assertThatCode(failure::rethrow).doesNotThrowAnyException();
    }

    @Test
    void throwsTheFirstAsItIs() {
        var first = new AssertionError("first");
        failure.keep(first);
        failure.keep(new IllegalArgumentException("second"));
        assertThatThrownBy(failure::rethrow).isSameAs(first);
        assertThatThrownBy(failure::rethrow).isSameAs(first);
    }

    @Test
    void wrapsACheckedOne() {
        var checked = new IOException("no such file");
        assertThat(FirstFailure.unchecked(checked))
                .hasMessageContaining("no such file")
                .hasCause(checked);
    }
}
