package io.pgreplicator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CutoverOptionsTest {
    private static final CutoverOptions DEFAULTS = CutoverOptions.defaults();

    @Test
    void eachPartIsChangedAlone() {
        assertThat(DEFAULTS.withDeadline("1min"))
                .isEqualTo(new CutoverOptions(Duration.ofMinutes(1), Duration.ofSeconds(2), 0, false));
        assertThat(DEFAULTS.withPause("300ms"))
                .isEqualTo(new CutoverOptions(Duration.ofSeconds(10), Duration.ofMillis(300), 0, false));
        assertThat(DEFAULTS.rehearsing(7))
                .isEqualTo(new CutoverOptions(Duration.ofSeconds(10), Duration.ofSeconds(2), 7, false));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withDeadline("0"))
                .withMessageContaining("deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withPause("1ms"))
                .withMessageContaining("pause");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withPause("soon"))
                .withMessageContaining("soon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.rehearsing(-1))
                .withMessageContaining("rehearsals");
    }
}
