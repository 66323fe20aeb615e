package io.pgreplicator.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.EventPairs;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseEnded;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One phase at a time, and the last one ends with the work. */
class StatusBoardTest {
    private final EventPairs told = new EventPairs();
    private final PauseSwitch pause = new PauseSwitch();
    private final StopSignal stop = new StopSignal();
    private final StatusBoard board = new StatusBoard(told, pause);
    private final Work work = new Work(Duration.ofMinutes(1), stop, pause, PausePoint.Hook.NONE, board);

    @AfterEach
    void everyStartHasOneEnd() {
        told.assertPaired();
    }

    @Test
    void aPhaseEndsBeforeTheNextOneStarts() {
        board.during(work, () -> {
            board.enter(Phase.INSTALLING);
            board.enter(Phase.COPYING);
        });
        assertThat(told.events())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("PhaseStarted", "PhaseEnded", "PhaseStarted", "PhaseEnded");
        assertEnded("INSTALLING DONE", "COPYING DONE");
    }

    @Test
    void aFailureEndsThePhase() {
        assertThatThrownBy(() -> board.during(work, () -> {
                    board.enter(Phase.COPYING);
                    throw new ReplicatorException(ErrorCode.SHAPE_CHANGED, "changed", "");
                }))
                .hasMessage("changed");
        assertEnded("COPYING FAILED");
        assertThat(told.of(PhaseEnded.class).get(0).ending().failure()).isEqualTo(ErrorCode.SHAPE_CHANGED);
    }

    @Test
    void aStopEndsThePhase() {
        board.during(work, () -> {
            board.enter(Phase.FOLLOWING);
            stop.stop();
        });
        assertEnded("FOLLOWING STOPPED");
    }

    @Test
    void aPauseIsAPhaseInBetween() {
        board.during(work, () -> {
            board.enter(Phase.COPYING);
            board.changePause(pause::pause);
            board.enter(Phase.INDEXING);
            board.changePause(pause::resume);
            board.changePause(pause::resume);
        });
        assertEnded("COPYING STOPPED", "PAUSED DONE", "INDEXING DONE");
    }

    @Test
    void afterItsEndNoPhaseStarts() {
        board.during(work, () -> board.enter(Phase.FOLLOWING));
        board.changePause(pause::pause);
        assertEnded("FOLLOWING DONE");
    }

    private void assertEnded(String... phases) {
        assertThat(told.of(PhaseEnded.class))
                .extracting(
                        end -> end.start().phase().name() + " " + end.ending().outcome())
                .containsExactly(phases);
    }
}
