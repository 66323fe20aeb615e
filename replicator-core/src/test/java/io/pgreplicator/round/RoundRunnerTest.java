package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.runtime.PausePoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a round that failed: {@code mend} returns when it is done again, and throws what is the caller's. */
class RoundRunnerTest {
    private static final String CHECK_VIOLATION = "23514";

    private final RoundRunner runner = new RoundRunner(
            RoundSamples.nowhere(),
            RoundSamples.writer(),
            RoundSamples.options(1),
            List.of(RoundSamples.table(1)),
            RoundSamples.work(PausePoint.Hook.NONE));

    @AfterEach
    void close() {
        runner.close();
    }

    private static Round failed(int table, Throwable cause) {
        Round round = RoundSamples.large(1);
        round.fail(table == 0 ? null : RoundSamples.table(table), cause);
        return round;
    }

    @Test
    void aRoundWithoutATargetIsTheCallersToRetry() {
        assertThatExceptionOfType(DatabaseException.class)
                .isThrownBy(() -> runner.run(true))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE))
                .satisfies(failure -> assertThat(failure.isTransient()).isTrue());
    }

    @Test
    void aRoundThatIsGivenUpIsDoneAgainForEver() {
        for (int i = 0; i < 3; i++) {
            Round round = RoundSamples.large(1);
            round.giveUp();
            runner.retryOrThrow(round);
            runner.retryOrThrow(failed(0, new RoundReader.RowsMoved()));
        }
    }

    @Test
    void aTableThatCollidesIsReplacedFromThenOnAndMayNotCollideAgain() {
        DatabaseException collision = RoundSamples.targetFailed("23P01");
        runner.retryOrThrow(failed(1, collision));
        runner.retryOrThrow(failed(2, collision));
        runner.retryOrThrow(failed(2, RoundSamples.targetFailed(CHECK_VIOLATION)));
        assertThatThrownBy(() -> runner.retryOrThrow(failed(1, collision))).isSameAs(collision);
    }

    @Test
    void aRejectedRowIsLookedForOnceByOneRoundThatIsolatesIt() {
        DatabaseException rejected = RoundSamples.targetFailed(CHECK_VIOLATION);
        runner.retryOrThrow(failed(1, rejected));
        assertThatThrownBy(() -> runner.retryOrThrow(failed(1, rejected))).isSameAs(rejected);
    }

    @Test
    void aFailureOfTheSourceIsNoRejectedRow() {
        var failure = new DatabaseException(ErrorCode.SOURCE_FAILED, "made up", "", CHECK_VIOLATION, null);
        assertThatThrownBy(() -> runner.retryOrThrow(failed(1, failure))).isSameAs(failure);
    }

    @Test
    void anyOtherFailureIsThrownAsItIs() {
        var error = new OutOfMemoryError("made up");
        assertThatThrownBy(() -> runner.retryOrThrow(failed(1, error))).isSameAs(error);
        var failure = new IllegalStateException("made up");
        assertThatThrownBy(() -> runner.retryOrThrow(failed(1, failure))).isSameAs(failure);
        assertThatExceptionOfType(ReplicatorException.class)
                .isThrownBy(() -> runner.retryOrThrow(failed(0, new InterruptedException("made up"))))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(ErrorCode.INTERNAL));
    }
}
