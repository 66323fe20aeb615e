package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.EventPairs;
import io.pgreplicator.telemetry.ReplicationEvent.Ended;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.OutageEnded;
import io.pgreplicator.telemetry.ReplicationEvent.Outcome;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallEnded;
import io.pgreplicator.telemetry.ReplicationEvent.UninstallStarted;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An act has one end whatever happens in it; work that is tried again tells how long that went on. */
class WorkTest {
    private final EventPairs told = new EventPairs();
    private final StopSignal stop = new StopSignal();
    private final Work work = new Work(Duration.ofMinutes(1), stop, PausePoint.Hook.NONE, told);

    @AfterEach
    void everyStartHasOneEnd() {
        assertThat(told.events()).isNotEmpty();
        told.assertPaired();
    }

    @Test
    void anActEndsWithItsResult() {
        var start = new RoundStarted(1);
        Long keys = work.act(start, () -> 7L, (read, ending) -> new RoundEnded(start, read == null ? 0 : read, ending));
        assertThat(keys).isEqualTo(7);
        assertThat(told.of(RoundEnded.class)).singleElement().satisfies(end -> {
            assertThat(end.keys()).isEqualTo(7);
            assertThat(end.ending().isDone()).isTrue();
        });
    }

    @Test
    void anActThatThrowsEndsWithTheCodeOfItsFailure() {
        assertThatThrownBy(() -> uninstall(() -> {
                    throw new ReplicatorException(ErrorCode.CHANGES_NOT_CARRIED, "lost", "");
                }))
                .isInstanceOf(ReplicatorException.class);
        assertEnded(Outcome.FAILED, ErrorCode.CHANGES_NOT_CARRIED);
    }

    @Test
    void anErrorIsAFaultOfOurOwn() {
        assertThatThrownBy(() -> uninstall(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertEnded(Outcome.FAILED, ErrorCode.INTERNAL);
    }

    @Test
    void whatAStopBreaksHasNotFailed() {
        stop.stop();
        assertThatThrownBy(() -> uninstall(() -> {
                    throw lost();
                }))
                .isInstanceOf(DatabaseException.class);
        assertEnded(Outcome.STOPPED, null);
    }

    @Test
    void anActInsideAnotherEndsFirst() {
        var outer = new UninstallStarted();
        var inner = new RoundStarted(1);
        assertThatThrownBy(() -> work.act(
                        outer,
                        () -> work.act(
                                inner,
                                () -> {
                                    throw new IllegalStateException("fault");
                                },
                                ending -> new RoundEnded(inner, 0, ending)),
                        ending -> new UninstallEnded(outer, ending)))
                .hasMessage("fault");
        assertThat(told.of(Ended.class)).extracting(end -> (Object) end.start()).containsExactly(inner, outer);
    }

    @Test
    void anOutageEndsWhenTheWorkSucceeds() {
        var attempts = new AtomicInteger();
        work.run("a round", () -> {
            if (attempts.incrementAndGet() < 3) {
                throw lost();
            }
        });
        assertThat(told.of(Retrying.class)).hasSize(2);
        assertThat(told.of(OutageEnded.class)).singleElement().satisfies(end -> {
            assertThat(end.start().what()).isEqualTo("a round");
            assertThat(end.start().reason()).isEqualTo("lost");
            assertThat(end.attempts()).isEqualTo(3);
            assertThat(end.ending().isDone()).isTrue();
        });
    }

    @Test
    void anOutageEndsWithAFailureThatDoesNotPass() {
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> work.run("a round", () -> {
                    throw attempts.incrementAndGet() == 1
                            ? lost()
                            : new ReplicatorException(ErrorCode.SHAPE_CHANGED, "changed", "");
                }))
                .hasMessage("changed");
        assertEnded(Outcome.FAILED, ErrorCode.SHAPE_CHANGED);
    }

    @Test
    void anOutageEndsWithTheStop() {
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> work.run("a round", () -> {
                    if (attempts.incrementAndGet() == 2) {
                        stop.stop();
                    }
                    throw lost();
                }))
                .hasMessage("lost");
        assertEnded(Outcome.STOPPED, null);
    }

    private void uninstall(Runnable task) {
        var start = new UninstallStarted();
        work.act(start, task, ending -> new UninstallEnded(start, ending));
    }

    private void assertEnded(Outcome outcome, @Nullable ErrorCode failure) {
        assertThat(told.of(Ended.class)).singleElement().satisfies(end -> {
            Ending ending = end.ending();
            assertThat(ending.outcome()).isEqualTo(outcome);
            assertThat(ending.failure()).isEqualTo(failure);
            assertThat(ending.elapsed()).isPositive();
        });
    }

    private static DatabaseException lost() {
        return new DatabaseException(ErrorCode.TARGET_UNREACHABLE, "lost", "", "08006", null);
    }
}
