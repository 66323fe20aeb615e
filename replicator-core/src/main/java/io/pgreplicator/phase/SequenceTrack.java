package io.pgreplicator.phase;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.catalog.SequencePosition;
import io.pgreplicator.control.SequenceState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One sequence as the run knows it, on both sides. Confined to the thread of {@link SequenceSync}. */
final class SequenceTrack {
    private static final double MINUTE_NANOS = 60e9;

    /** What is wrong with a sequence, and whether it may pass, as a lock does that somebody else holds. Immutable. */
    record Problem(String text, boolean passing) {}

    private Sequence source;
    private @Nullable Sequence target;
    /** Where the source's was seen last, by this run or a former one. */
    private @Nullable SequencePosition seen;
    /** What the target's was set to; null while its value is not ours. */
    private @Nullable SequencePosition published;
    /** Where the target's stands as far as is known. */
    private @Nullable SequencePosition present;
    /** How many values were handed out within the last minute or so. */
    private double lately;

    /** When this run saw the source's last; zero before. */
    private long seenNanos;

    private boolean wentBack;
    private @Nullable String problem;
    private boolean blocked;
    private boolean passing;
    private SequenceState recorded;

    SequenceTrack(Sequence source, @Nullable Sequence target, @Nullable SequenceState recorded) {
        this.source = source;
        this.target = target;
        this.recorded = recorded == null ? new SequenceState(source.name(), null, null, null, false) : recorded;
        this.seen = position(this.recorded.source());
        this.published = position(this.recorded.published());
    }

    /** What it is was read again. */
    void redefine(Sequence newSource, @Nullable Sequence newTarget) {
        source = newSource;
        target = newTarget;
        present = null;
    }

    Sequence source() {
        return source;
    }

    @Nullable
    Sequence target() {
        return target;
    }

    /** The source's was read. What it handed out is counted with a weight that fades within a minute. */
    void saw(SequencePosition now, long nanos) {
        long steps = seen == null ? 0 : source.steps(seen, now);
        if (steps < 0) {
            wentBack = true;
            lately = 0;
        } else if (seenNanos != 0) {
            lately = lately * Math.exp(-(nanos - seenNanos) / MINUTE_NANOS) + steps;
        }
        seen = now;
        seenNanos = nanos;
    }

    /** The target's was read. */
    void found(SequencePosition there) {
        present = there;
    }

    /** Whether the target's has to be looked at: it may be behind, or less ahead than it should be. */
    boolean needsLook(long sessions) {
        return target != null && seen != null && (wentBack || present == null || isShort(present, sessions));
    }

    /**
     * What the target's is to be set to; null where it may stay. One that is ahead enough stays. It is only set back when the
     * source's went back, and only from a value that is ours.
     */
    @Nullable
    SequencePosition wanted(long sessions) {
        if (target == null || seen == null || present == null) {
            return null;
        }
        wentBack &= present.equals(published);
        if (!wentBack && !isShort(present, sessions)) {
            return null;
        }
        return source.ahead(seen, 2 * source.margin(seen, target.definition(), sessions, lately));
    }

    /** The target's was set. */
    void set(SequencePosition to) {
        published = to;
        present = to;
        wentBack = false;
    }

    /** What is wrong with it, null for nothing; returns whether that is news. */
    boolean settle(@Nullable Problem found) {
        String what = found == null ? null : found.text;
        boolean news = !Objects.equals(what, problem);
        problem = what;
        passing = found != null && found.passing;
        blocked = what != null && target != null;
        return news;
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** Whether the target has it, and the problem keeps it from being published. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether the problem may pass. */
    boolean isPassing() {
        return passing;
    }

    /** What the control schema is to remember; null when it does already. */
    @Nullable
    SequenceState unrecorded() {
        var state = new SequenceState(source.name(), value(seen), value(published), problem, blocked);
        return state.equals(recorded) ? null : state;
    }

    void recorded(SequenceState state) {
        recorded = state;
    }

    private boolean isShort(SequencePosition there, long sessions) {
        SequencePosition here = seen;
        return here != null
                && target != null
                && source.steps(here, there) < source.margin(here, target.definition(), sessions, lately);
    }

    private static @Nullable SequencePosition position(SequenceState.@Nullable Value value) {
        return value == null ? null : new SequencePosition(value.value(), value.called());
    }

    private static SequenceState.@Nullable Value value(@Nullable SequencePosition position) {
        return position == null ? null : new SequenceState.Value(position.value(), position.called());
    }
}
