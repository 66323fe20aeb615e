package io.pgreplicator.it.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the clients of both sides saw: each commit that was acknowledged, each write that a gate refused. Times are of {@link
 * System#nanoTime}. Thread-safe.
 */
final class Writes {
    /**
     * A commit that was acknowledged.
     *
     * @param source on which side
     * @param sentNanos when the commit was sent: it did not happen before
     * @param ackNanos when the answer was there: it did not happen later
     */
    record Commit(boolean source, long sentNanos, long ackNanos) {}

    /** A write that the gate of a side refused; sent and answered at those times. */
    record Refusal(boolean source, long sentNanos, long ackNanos) {}

    /** Without any commit on either side; {@code turned}: the first commit after it was on the other side. */
    record Gap(long fromNanos, long toNanos, boolean turned) {
        long nanos() {
            return toNanos - fromNanos;
        }
    }

    private final Queue<Commit> commits = new ConcurrentLinkedQueue<>();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    void committed(boolean source, long sentNanos) {
        commits.add(new Commit(source, sentNanos, System.nanoTime()));
    }

    void refused(boolean source, long sentNanos) {
        refusals.add(new Refusal(source, sentNanos, System.nanoTime()));
    }

    /** The number of commits on a side so far. */
    long commits(boolean source) {
        return commits.stream().filter(commit -> commit.source() == source).count();
    }

    /** Begins anew; nobody writes. */
    void clear() {
        commits.clear();
        refusals.clear();
    }

    /** What must not be seen when that side was the primary, and was left or not; empty if nothing was. */
    List<String> violations(boolean left, boolean switched) {
        long opened = commits.stream()
                .filter(commit -> commit.source() != left)
                .mapToLong(Commit::ackNanos)
                .min()
                .orElse(Long.MAX_VALUE);
        long closed = refusals.stream()
                .filter(refusal -> refusal.source() == left)
                .mapToLong(Refusal::ackNanos)
                .min()
                .orElse(Long.MAX_VALUE);
        var found = new ArrayList<String>();
        if (!switched && opened != Long.MAX_VALUE) {
            found.add("there was a write on the side that was never the primary");
        }
        if (!switched && closed != Long.MAX_VALUE) {
            found.add("a writer was refused, and there was no switch");
        }
        for (Commit commit : commits) {
            if (commit.source() == left && commit.sentNanos() - Math.min(opened, closed) > 0) {
                found.add("a write on the former side " + millis(commit.ackNanos() - opened)
                        + " ms after the first one on the other side, " + millis(commit.ackNanos() - closed)
                        + " ms after the first one was refused");
            }
        }
        for (Refusal refusal : refusals) {
            if (refusal.source() != left && refusal.sentNanos() - opened > 0) {
                found.add("a write was refused " + millis(refusal.ackNanos() - opened) + " ms after the side was open");
            }
        }
        return found;
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** The times between commits that follow each other, the longest first. */
    List<Gap> gaps() {
        List<Commit> inOrder = commits.stream()
                .sorted(Comparator.comparingLong(Commit::ackNanos))
                .toList();
        var gaps = new ArrayList<Gap>();
        for (int i = 1; i < inOrder.size(); i++) {
            Commit before = inOrder.get(i - 1);
            Commit after = inOrder.get(i);
            gaps.add(new Gap(before.ackNanos(), after.ackNanos(), before.source() != after.source()));
        }
        gaps.sort(Comparator.comparingLong(Gap::nanos).reversed());
        return gaps;
    }
}
