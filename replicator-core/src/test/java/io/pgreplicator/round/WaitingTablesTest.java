package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.capture.Window;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingTablesTest {
    private static final Window ROUND = new Window("10:10:", "30:30:");

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final WaitingTables waiting = new WaitingTables(nanoTime::get);

    private void passSeconds(long seconds) {
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void isToldWhenOthersWaitAndFromTimeToTime() {
        assertThat(waiting.isNews(Set.of())).isFalse();
        assertThat(waiting.isNews(Set.of(1))).isTrue();
        assertThat(waiting.isNews(Set.of(1))).isFalse();
        assertThat(waiting.isNews(Set.of(1, 2))).isTrue();
        passSeconds(9);
        assertThat(waiting.isNews(Set.of(1, 2))).isFalse();
        passSeconds(1);
        assertThat(waiting.isNews(Set.of(1, 2))).isTrue();
        assertThat(waiting.isNews(Set.of())).isFalse();
        assertThat(waiting.isNews(Set.of(1, 2))).as("again, after none waited").isTrue();
    }

    @Test
    void theOthersAreReadFromWhereTheyAreAndThoseThatWaitFromTheWatermark() {
        waiting.begin("10:10:");
        assertThat(waiting.window(1, ROUND)).isEqualTo(ROUND);
        waiting.carried(Set.of(1), "20:20:");
        waiting.begin("10:10:");
        assertThat(waiting.numbers()).containsExactly(1);
        assertThat(waiting.window(1, ROUND)).isEqualTo(ROUND);
        assertThat(waiting.window(2, ROUND)).isEqualTo(new Window("20:20:", "30:30:"));
    }

    @Test
    void nothingIsKnownOfAnotherWatermark() {
        waiting.begin("10:10:");
        waiting.carried(Set.of(1), "20:20:");
        waiting.begin("15:15:");
        assertThat(waiting.numbers()).isEmpty();
        assertThat(waiting.window(2, ROUND)).isEqualTo(ROUND);
    }

    @Test
    void aRoundWithAllTablesEndsTheWaiting() {
        waiting.begin(null);
        waiting.carried(Set.of(1), "20:20:");
        waiting.clear();
        assertThat(waiting.numbers()).isEmpty();
        assertThat(waiting.window(2, ROUND)).isEqualTo(ROUND);
    }
}
