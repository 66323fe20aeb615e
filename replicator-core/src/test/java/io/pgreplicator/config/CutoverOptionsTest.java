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

    /** Longer ones do not fit into the servers' settings, or into what counts nanoseconds. */
    @Test
    void whatIsTooLongIsRefused() {
        assertThat(DEFAULTS.withDeadline("1d").withPause("1h").deadline()).isEqualTo(Duration.ofDays(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withDeadline("200000d"))
                .withMessage("deadline: it may be 50ms to 1d, and is longer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withPause("25d"))
                .withMessage("pause: it may be 50ms to 1h, and is longer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CutoverOptions.time("200000d"))
                .withMessage("'200000d' is longer than 1d");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyOptions.defaults().withMaxLag(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessage("max-lag: it may be 0 to 1d, and is longer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyOptions.defaults().withPatience(Duration.ofDays(200_000)))
                .withMessageContaining("patience");
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
