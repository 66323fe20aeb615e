package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.runtime.PausePoint;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring and its lanes without a server: what a lane meets is made up at the pause points before its statements. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingPipelineTest {
    private static final byte[] ROW = "f\t1\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MARKER = "l7,(0,1)\t1\n".getBytes(StandardCharsets.UTF_8);
    private static final int MORE_THAN_THE_RING_HOLDS = 20_000;

    private final ApplyTable table = RoundSamples.table(1);

    private static RingPipeline pipeline(int lanes, PausePoint.Hook hook) {
        return new RingPipeline(RoundSamples.writer(), RoundSamples.options(lanes), RoundSamples.work(hook));
    }

    private static PausePoint.Hook throwing(RuntimeException failure) {
        return place -> {
            if (place == PausePoint.ROUND_BEFORE_BATCH) {
                throw failure;
            }
        };
    }

    private void publishMuch(RingPipeline ring, Round round) {
        int left = MORE_THAN_THE_RING_HOLDS;
        while (left > 0 && ring.publishRow(round, table, ROW, false)) {
            left--;
        }
        ring.finish(round);
    }

    @Test
    void aFailedLaneEmptiesTheRingAndLeavesItsRoomToTheNextRound() {
        var died = new IllegalStateException("died");
        try (RingPipeline ring = pipeline(1, throwing(died))) {
            for (int i = 0; i < 3; i++) {
                Round round = RoundSamples.large(1);
                publishMuch(ring, round);
                assertThat(round.failure()).isEqualTo(new Round.Failure(table, died));
            }
        }
    }

    @Test
    void rowsThatAreDroppedGiveTheirRoomBack() {
        try (RingPipeline ring = pipeline(1, PausePoint.Hook.NONE)) {
            Round round = RoundSamples.large(1);
            round.collide(table);
            for (int i = 0; i < MORE_THAN_THE_RING_HOLDS; i++) {
                assertThat(ring.publishRow(round, table, ROW, true)).isTrue();
            }
            ring.finish(round);
            assertThat(round.failed()).isFalse();
        }
    }

    @Test
    void aTargetThatIsGoneFailsTheRoundWithItsError() {
        try (RingPipeline ring = pipeline(2, PausePoint.Hook.NONE)) {
            Round round = RoundSamples.large(2);
            publishMuch(ring, round);
            Throwable cause = Objects.requireNonNull(round.failure()).cause();
            assertThat(cause).isInstanceOfSatisfying(DatabaseException.class, lost -> {
                assertThat(lost.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE);
                assertThat(lost.isTransient()).isTrue();
            });
        }
    }

    @Test
    void aFullRingIsWaitedForWhileItsConsumerLives() throws InterruptedException {
        var held = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var published = new AtomicInteger();
        var died = new IllegalStateException("died later");
        try (RingPipeline ring = pipeline(1, place -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw died;
        })) {
            Round round = RoundSamples.large(1);
            var publisher = new Thread(() -> {
                while (ring.publishRow(round, table, ROW, true)) {
                    published.incrementAndGet();
                }
            });
            publisher.start();
            held.await();
            while (publisher.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(round.failed()).isFalse();
            assertThat(published.get()).as("rows of a kibibyte that fit").isBetween(1, 10);
            release.countDown();
            publisher.join();
            ring.finish(round);
            assertThat(round.failure()).extracting(Round.Failure::cause).isSameAs(died);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "23P01", "40P01"})
    void aCollisionCostsALargeRoundOneTableUntilItsSecondPass(String sqlState) {
        var batches = new AtomicInteger();
        try (RingPipeline ring = pipeline(1, place -> {
            if (place == PausePoint.ROUND_BEFORE_BATCH) {
                batches.incrementAndGet();
                throw RoundSamples.targetFailed(sqlState);
            }
        })) {
            Round round = RoundSamples.large(1);
            for (int i = 0; i < 100; i++) {
                assertThat(ring.publishRow(round, table, ROW, true)).isTrue();
            }
            ring.barrier(round);
            assertThat(round.failed()).isFalse();
            assertThat(batches.get())
                    .as("what comes of the table after the collision is dropped")
                    .isEqualTo(1);
            assertThat(round.replaceCollided()).containsExactly(1);
            ring.finish(round);
            assertThat(round.failed()).isFalse();
        }
    }

    @Test
    void aCollisionFailsARoundThatIsOneTransaction() {
        DatabaseException collision = RoundSamples.targetFailed("23505");
        try (RingPipeline ring = pipeline(1, throwing(collision))) {
            Round round = RoundSamples.single(1);
            publishMuch(ring, round);
            assertThat(round.failure()).isEqualTo(new Round.Failure(table, collision));
        }
    }

    @Test
    void aCollisionInTheSecondPassFailsTheRound() {
        DatabaseException collision = RoundSamples.targetFailed("23505");
        try (RingPipeline ring = pipeline(1, throwing(collision))) {
            Round round = RoundSamples.large(1);
            round.collide(table);
            round.replaceCollided();
            publishMuch(ring, round);
            assertThat(round.failure()).isEqualTo(new Round.Failure(table, collision));
        }
    }

    @Test
    void piecesOfALargeRowWhoseTableCollidedAreDropped() {
        try (RingPipeline ring = pipeline(1, PausePoint.Hook.NONE)) {
            Round round = RoundSamples.large(1);
            round.collide(table);
            assertThat(ring.publishPart(ChangeSlot.Kind.LARGE_ROW, round, table, MARKER, true))
                    .isTrue();
            assertThat(ring.publishPart(ChangeSlot.Kind.PIECE, round, table, ROW, true))
                    .isTrue();
            assertThat(ring.publishPart(ChangeSlot.Kind.LAST_PIECE, round, table, ROW, true))
                    .isTrue();
            ring.barrier(round);
            ring.finish(round);
            assertThat(round.failed()).isFalse();
        }
    }

    @Test
    void anInterruptOfThePublisherFailsTheRoundAndIsKept() {
        try (RingPipeline ring = pipeline(1, PausePoint.Hook.NONE)) {
            Round round = RoundSamples.large(1);
            Thread.currentThread().interrupt();
            assertThat(ring.publishRow(round, table, ROW, true)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(round.failure()).extracting(Round.Failure::cause).isInstanceOf(InterruptedException.class);
            ring.finish(round);
        }
    }

    @Test
    void aRowTakesItsKibibytesRoundedUp() {
        assertThat(RingPipeline.credits(0)).isEqualTo(1);
        assertThat(RingPipeline.credits(1024)).isEqualTo(2);
        assertThat(RingPipeline.credits(Long.MAX_VALUE)).isPositive();
    }
}
