package io.pgreplicator.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MilestonesTest {
    private static final Deadline FOR_EVER = Deadline.after(null);

    private final long now = System.nanoTime();
    private final Milestones milestones = new Milestones();

    @Test
    void aMilestonePassedIsNotWaitedFor() throws InterruptedException {
        milestones.copied();
        milestones.awaitCopied(FOR_EVER);
        milestones.synced(now);
        milestones.awaitSynced(now, this::wake, FOR_EVER);
        milestones.awaitSynced(now - 1, this::wake, FOR_EVER);
    }

    @Test
    void aLaterMomentIsWaitedForAcrossTheOverflow() throws Exception {
        milestones.synced(Long.MAX_VALUE); // System.nanoTime goes on with the smallest number
        var waiting = waiting(() -> milestones.awaitSynced(Long.MIN_VALUE + 20, this::wake, FOR_EVER));
        assertThat(waiting).isNotDone();
        milestones.synced(Long.MIN_VALUE + 30);
        waiting.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theEndWakesEveryWaiter() throws Exception {
        var copied = waiting(() -> milestones.awaitCopied(FOR_EVER));
        var end = waiting(() -> milestones.awaitEnd(FOR_EVER));
        milestones.copied();
        copied.get(20, TimeUnit.SECONDS);
        milestones.end(null);
        end.get(20, TimeUnit.SECONDS);
    }

    @Test
    void anEndThatComesTooEarlyIsRefused() {
        milestones.synced(now);
        milestones.end(null);
        assertTooEarly(() -> milestones.awaitCopied(FOR_EVER));
        assertTooEarly(() -> milestones.awaitSynced(now + 1, this::wake, FOR_EVER));
    }

    @Test
    void aStopBeforeTheGoalIsNoEndOfItsOwn() throws InterruptedException {
        var stopped = new Milestones();
        stopped.ask(Goal.CAUGHT_UP);
        stopped.synced(now);
        stopped.end(null);
        assertTooEarly(() -> stopped.awaitEnd(FOR_EVER));
        assertThat(stopped.isGoalReached()).isFalse();

        var reached = new Milestones();
        reached.ask(Goal.COPIED);
        assertThat(reached.reach(reached.asked())).isTrue();
        reached.end(null);
        reached.awaitEnd(FOR_EVER);
        assertThat(reached.isGoalReached()).isTrue();
    }

    @Test
    void aGoalThatWasReachedIsNotOneThatIsAskedForLater() throws InterruptedException {
        milestones.ask(Goal.COPIED);
        Milestones.Asked first = milestones.asked();
        milestones.ask(Goal.CAUGHT_UP);
        assertThat(milestones.reach(first)).isFalse();
        assertThat(milestones.isGoalReached()).isFalse();
        assertThat(milestones.reach(milestones.asked())).isTrue();
        milestones.end(null);
        milestones.awaitEnd(FOR_EVER);
        milestones.ask(Goal.CAUGHT_UP);
        assertThat(milestones.isGoalReached()).isFalse();
        assertTooEarly(() -> milestones.awaitEnd(FOR_EVER));
    }

    @Test
    void anOpenObjectIsThrownToWhoeverWaitsForTheCopyAndNotForRows() throws InterruptedException {
        var open = new ReplicatorException(ErrorCode.OBJECTS_OPEN, "made up", "");
        milestones.copied(open);
        milestones.synced(now);
        assertThatThrownBy(() -> milestones.awaitCopied(FOR_EVER)).isSameAs(open);
        milestones.awaitSynced(now, this::wake, FOR_EVER);
        milestones.copied();
        milestones.awaitCopied(FOR_EVER);
    }

    @Test
    void aFailureIsThrownToWhoeverWaits() {
        var failure = new IllegalStateException("made up");
        milestones.end(failure);
        assertThatThrownBy(() -> milestones.awaitEnd(FOR_EVER)).isSameAs(failure);
        assertThatThrownBy(() -> milestones.awaitCopied(FOR_EVER)).isSameAs(failure);
        assertThatThrownBy(() -> milestones.awaitSynced(now, this::wake, FOR_EVER))
                .isSameAs(failure);
    }

    @Test
    void aRefusalIsThrownToWhoeverWaitedWhenItWasTriedAndIsOverWithTheCure() throws InterruptedException {
        var refusal = new ReplicatorException(ErrorCode.ROW_REFUSED, "made up", "");
        milestones.refused(now, refusal);
        assertThatThrownBy(() -> milestones.awaitSynced(now, this::wake, FOR_EVER))
                .isSameAs(refusal);
        milestones.refused(System.nanoTime() + 60_000_000_000L, refusal);
        assertThatThrownBy(() -> milestones.awaitCopied(FOR_EVER)).isSameAs(refusal);
        milestones.synced(now);
        milestones.awaitSynced(now, this::wake, FOR_EVER);
        milestones.copied();
        milestones.awaitCopied(FOR_EVER);
    }

    @Test
    void aRefusalFromBeforeIsWaitedThrough() {
        milestones.refused(now, new ReplicatorException(ErrorCode.ROW_REFUSED, "made up", ""));
        var waiting = waiting(() -> milestones.awaitSynced(now + 1, this::wake, FOR_EVER));
        assertThat(waiting).isNotDone();
        milestones.synced(now + 1);
        waiting.join();
    }

    @Test
    void aLimitEndsTheWaitAndNothingElse() throws InterruptedException {
        Deadline past = Deadline.after(Duration.ZERO);
        assertThat(milestones.awaitCopied(past)).isFalse();
        assertThat(milestones.awaitSynced(now, this::wake, past)).isFalse();
        assertThat(milestones.awaitEnd(past)).isFalse();
        assertThat(milestones.isSyncAwaited()).isFalse();
        milestones.copied();
        milestones.synced(now);
        milestones.end(null);
        assertThat(milestones.awaitCopied(past)).isTrue();
        assertThat(milestones.awaitSynced(now, this::wake, past)).isTrue();
        assertThat(milestones.awaitEnd(past)).isTrue();
    }

    private static void assertTooEarly(ThrowingCallable waiting) {
        assertThatThrownBy(waiting)
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        known -> assertThat(known.code()).isEqualTo(ErrorCode.STOPPED));
    }

    private static CompletableFuture<Void> waiting(ThrowingCallable work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.call();
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    /** Nobody is there to be woken. */
    private void wake() {}

    @Test
    void whoeverIsToCatchUpIsWokenOnceItIsKnownThatSomebodyWaits() throws InterruptedException {
        var awaited = new AtomicBoolean();
        assertThat(milestones.awaitSynced(
                        Long.MAX_VALUE / 4,
                        () -> awaited.set(milestones.isSyncAwaited()),
                        Deadline.after(Duration.ZERO)))
                .isFalse();
        assertThat(awaited).isTrue();
    }
}
