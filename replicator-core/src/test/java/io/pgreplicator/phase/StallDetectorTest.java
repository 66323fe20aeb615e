package io.pgreplicator.phase;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private final AtomicLong clock = new AtomicLong();
    private final StallDetector stall = new StallDetector(clock::get);

    @Test
    void isToldAfterHalfAMinute() {
        pass(29);
        assertThat(stall.words(Phase.FOLLOWING, 0)).isNull();
        pass(13);
        assertThat(stall.words(Phase.FOLLOWING, 0)).startsWith("stalled: no round has ended for 42 s");
        assertThat(stall.words(Phase.COPYING, 0)).startsWith("stalled: nothing was copied for 42 s");
        assertThat(stall.words(Phase.INSTALLING, 0)).isNull();
    }

    @Test
    void endsWithWhateverMoves() {
        pass(40);
        stall.moved();
        assertThat(stall.words(Phase.FOLLOWING, 0)).isNull();
        pass(40);
        assertThat(stall.words(Phase.COPYING, 1)).isNull();
        pass(40);
        assertThat(stall.words(Phase.COPYING, 1)).contains("40 s");
    }

    @Test
    void anIndexBuildIsMovementForAsLongAsItTakes() {
        var table = new QualifiedName("public", "orders");
        var start = new ReplicationEvent.ObjectBuildStarted("index", table, "orders_pkey");
        stall.moved(start);
        pass(4000);
        assertThat(stall.words(Phase.COPYING, 0)).isNull();
        stall.moved(
                new ReplicationEvent.ObjectBuildEnded(start, ReplicationEvent.Ending.done(Duration.ofSeconds(4000))));
        pass(40);
        assertThat(stall.words(Phase.COPYING, 0)).isNotNull();
    }

    private void pass(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
