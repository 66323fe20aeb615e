package io.pgreplicator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LockedTablesTest {
    /** It may run over while the process lives. */
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);

    private final LockedTables locked = new LockedTables(nanoTime::get);

    @Test
    void aTableIsLeftAloneForItsPauseAndNoLonger() {
        locked.add(1);
        nanoTime.addAndGet(LockedTables.PAUSE.toNanos() - 1);
        locked.add(2);
        assertThat(locked.present()).containsExactlyInAnyOrder(1, 2);
        nanoTime.addAndGet(1);
        assertThat(locked.present()).containsExactly(2);
    }

    @Test
    void aTableThatIsLockedAgainWaitsAnew() {
        locked.add(1);
        nanoTime.addAndGet(LockedTables.PAUSE.toNanos() - 1);
        locked.add(1);
        nanoTime.addAndGet(LockedTables.PAUSE.toNanos() - 1);
        assertThat(locked.present()).containsExactly(1);
    }
}
