package io.pgreplicator.phase;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.control.SequenceState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One sequence as known to the run, on both sides. Confined to the thread of {@link SequenceSync}. */
final class SequenceTrack {
    private static final double MINUTE_NANOS = 60e9;

    /**
     * The problem of a sequence. Immutable.
     *
     * @param kind what makes it the same problem as before, without the position, which moves
     * @param text what it is, for people
     * @param passing whether it is transient, like a lock held by somebody else
     */
    record Problem(String kind, String text, boolean passing) {}

    private Sequence source;
    private @Nullable Sequence target;
    /** The last position seen on the source, by this run or a previous one. */
    private Sequence.@Nullable Position seen;
    /** The position that was set on the target; null while the target's value is not ours. */
    private Sequence.@Nullable Position published;
    /** The position on the target as far as known. */
    private Sequence.@Nullable Position present;
    /** The number of values handed out within about the last minute. */
    private double lately;

    /** When this run last read the source's position; zero before. */
    private long seenNanos;

    private boolean wentBack;
    private @Nullable String kind;
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

    /** The definitions were read again. */
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

    /** The source's position was read. The values handed out since are counted with a weight that decays within a minute. */
    void saw(Sequence.Position now, long nanos) {
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

    /** The target's position was read. */
    void found(Sequence.Position there) {
        present = there;
    }

    /** Whether the target's position must be checked: it may be behind, or less far ahead than it should be. */
    boolean needsLook(long sessions) {
        return target != null && seen != null && (wentBack || present == null || isShort(present, sessions));
    }

    /**
     * The position to set on the target; null to leave it. A position far enough ahead stays. It is only moved back when the
     * source's went back, and only from a value that is ours.
     */
    Sequence.@Nullable Position wanted(long sessions) {
        if (target == null || seen == null || present == null) {
            return null;
        }
        wentBack &= present.equals(published);
        if (!wentBack && !isShort(present, sessions)) {
            return null;
        }
        return source.ahead(seen, 2 * source.margin(seen, target.definition(), sessions, lately));
    }

    /** The target's position was set. */
    void set(Sequence.Position to) {
        published = to;
        present = to;
        wentBack = false;
    }

    /** Records the problem, null for none; returns whether that is new. */
    boolean settle(@Nullable Problem found) {
        String what = found == null ? null : found.kind;
        boolean news = !Objects.equals(what, kind);
        kind = what;
        if (news) {
            problem = found == null ? null : found.text;
        }
        passing = found != null && found.passing;
        blocked = found != null && target != null;
        return news;
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** Whether the sequence exists on the target and the problem prevents it from being published. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether the problem is transient. */
    boolean isPassing() {
        return passing;
    }

    /** The state that the control schema is to record; null when it is already recorded. */
    @Nullable
    SequenceState unrecorded() {
        var state = new SequenceState(source.name(), value(seen), value(published), problem, blocked);
        return state.equals(recorded) ? null : state;
    }

    void recorded(SequenceState state) {
        recorded = state;
    }

    private boolean isShort(Sequence.Position there, long sessions) {
        Sequence.Position here = seen;
        return here != null
                && target != null
                && source.steps(here, there) < source.margin(here, target.definition(), sessions, lately);
    }

    private static Sequence.@Nullable Position position(SequenceState.@Nullable Value value) {
        return value == null ? null : new Sequence.Position(value.value(), value.called());
    }

    private static SequenceState.@Nullable Value value(Sequence.@Nullable Position position) {
        return position == null ? null : new SequenceState.Value(position.value(), position.called());
    }
}
