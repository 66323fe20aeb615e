package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundTest {
    @Test
    void aBarrierIsReachedOnlyWithTheLastLane() {
        Round round = RoundSamples.large(2);
        round.laneArrived();
        var returned = new AtomicBoolean();
        Thread waiting = Thread.currentThread();
        CompletableFuture<Boolean> last = CompletableFuture.supplyAsync(() -> {
            while (waiting.getState() != Thread.State.WAITING && !returned.get()) {
                Thread.onSpinWait();
            }
            boolean before = !returned.get();
            round.laneArrived();
            return before;
        });
        round.awaitLanes();
        returned.set(true);
        assertThat(last.join()).as("the last lane arrived first").isTrue();
    }

    @Test
    void theFirstFailureCounts() {
        Round round = RoundSamples.large(1);
        assertThat(round.failed()).isFalse();
        var first = new IllegalStateException("first");
        round.fail(RoundSamples.table(1), first);
        round.fail(null, new IllegalStateException("second, caused by the first"));
        assertThat(round.failed()).isTrue();
        assertThat(round.failure()).extracting(Round.Failure::cause).isSameAs(first);
    }

    @Test
    void aRoundThatIsGivenUpHasFailedAndSaysWhich() {
        Round round = RoundSamples.large(1);
        round.fail(null, new IllegalStateException("no give-up"));
        assertThat(round.givenUp()).isFalse();
        Round other = RoundSamples.large(1);
        other.giveUp();
        assertThat(other.givenUp()).isTrue();
        assertThat(other.failure()).extracting(Round.Failure::cause).isInstanceOf(CancellationException.class);
    }

    @Test
    void moreRowsThanMayBeRejectedAreAFailure() {
        Round round = RoundSamples.large(1);
        round.refuse(List.of(RoundSamples.refused(1, 1), RoundSamples.refused(1, 1), RoundSamples.refused(1, 2)));
        assertThatExceptionOfType(ReplicatorException.class)
                .isThrownBy(() -> round.refuse(List.of(RoundSamples.refused(2, 3))))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ROW_REFUSED));
    }

    @Test
    void theSecondPassReplacesWhatCollidedAndCountsNoKeyTwice() {
        Round round = RoundSamples.large(1);
        round.countKey();
        round.collide(RoundSamples.table(2));
        round.refuse(List.of(RoundSamples.refused(1, 1), RoundSamples.refused(2, 1)));
        assertThat(round.hasCollided(RoundSamples.table(2))).isTrue();
        assertThat(round.replaces(RoundSamples.table(2))).isFalse();

        assertThat(round.replaceCollided()).containsExactly(2);
        round.countKey();

        assertThat(round.hasCollided(RoundSamples.table(2))).isFalse();
        assertThat(round.replaces(RoundSamples.table(2))).isTrue();
        assertThat(round.keys()).isEqualTo(1);
        assertThat(round.refused(RoundSamples.refused(1, 1).name())).isNotNull();
        assertThat(round.refused(RoundSamples.refused(2, 1).name()))
                .as("its rows come again")
                .isNull();
    }
}
