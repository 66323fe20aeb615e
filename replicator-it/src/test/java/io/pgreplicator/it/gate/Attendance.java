package io.pgreplicator.it.gate;

import java.util.ArrayList;
import java.util.List;

/** When no replicator was at work: none ran, it was asleep or cut off. Confined to one thread. */
final class Attendance {
    private record Absence(long fromNanos, long toNanos) {}

    private final List<Absence> absences = new ArrayList<>();
    private long leftNanos = System.nanoTime();
    private boolean absent = true;

    void enter() {
        if (absent) {
            absences.add(new Absence(leftNanos, System.nanoTime()));
            absent = false;
        }
    }

    void leave() {
        if (!absent) {
            leftNanos = System.nanoTime();
            absent = true;
        }
    }

    /** How much of a gap somebody was at work. */
    long attendedNanos(Writes.Gap gap) {
        long absentNanos = absent ? Math.max(0, gap.toNanos() - Math.max(gap.fromNanos(), leftNanos)) : 0;
        for (Absence absence : absences) {
            absentNanos += Math.max(
                    0, Math.min(gap.toNanos(), absence.toNanos()) - Math.max(gap.fromNanos(), absence.fromNanos()));
        }
        return gap.nanos() - absentNanos;
    }
}
