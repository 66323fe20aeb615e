package io.pgreplicator.verify;

import io.pgreplicator.capture.RoundSnapshot;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row that was not equal when its range was compared, until it is known why: the target may not have its last change yet, or may
 * have one that the range on the source did not have. It is looked at on the target, then on the source, and so on; each look is a
 * statement that sees one state. A difference is genuine by one of three rules, for a look at the target between two at the source:
 *
 * <ul>
 *   <li><b>Version of the source.</b> The source has the same version of the row before and after, and the watermark covers the
 *       first of these looks. Then that version is what any round could have applied by then, even a large round that is ahead of
 *       the watermark.
 *   <li><b>Version of the target.</b> The source has no row, the target has the same version of one before and after, and the
 *       watermark of the second covers the source's look. The round that covered it would have deleted the row, or made a new
 *       version.
 *   <li><b>Quiet.</b> The watermark is the same before the target's look and after the source's, and no change of the row beyond it
 *       is in the log. Nothing of the row is in transit, so both sides must be the same.
 * </ul>
 *
 * <p>What makes these rules necessary is in docs/decisions/0031-verify-by-versions.md. In particular the transaction number of a
 * version is never judged by a snapshot, which does not list subtransactions. Confined to one thread.
 */
final class Suspect {
    private final List<String> key;
    private final boolean rewritten;
    private @Nullable Sight source;
    private @Nullable Sight target;
    private @Nullable String first;
    private boolean changed;
    private int looks;

    /**
     * A row that is not looked at yet.
     *
     * @param rewritten whether applying a row always makes a new version of it on the target
     */
    Suspect(List<String> key, boolean rewritten) {
        this.key = List.copyOf(key);
        this.rewritten = rewritten;
    }

    /** Empty when the row is equal. */
    record Verdict(Optional<Kind> kind) {
        private static final Verdict EQUAL = new Verdict(Optional.empty());
    }

    /** The key by which it was found. */
    List<String> key() {
        return key;
    }

    /** The key by which it is named: the source's, if it has the row. */
    List<String> name() {
        Sight last = source;
        return last == null || last.key() == null ? key : last.key();
    }

    /** How often it was looked at. */
    int looks() {
        return looks;
    }

    /** Whether its change waited at the last look. */
    boolean isPending() {
        return source != null && source.flagged();
    }

    /** Forgets all looks: the source's server was restarted, and may use numbers and places again. */
    void forget() {
        source = null;
        target = null;
        first = null;
    }

    /**
     * Judges the row after a look at the target, and a later one at the source; empty when they do not suffice.
     *
     * @param quiet whether the watermark was the same before the first and after the second; the pending changes are those beyond it
     */
    Optional<Verdict> judge(Sight onTarget, Sight onSource, boolean quiet) {
        Sight sourceBefore = source;
        Sight targetBefore = target;
        looks++;
        changed |= (sourceBefore != null && !Objects.equals(sourceBefore.version(), onSource.version()))
                || (targetBefore != null && !Objects.equals(targetBefore.version(), onTarget.version()));
        if (first == null) {
            first = onSource.seen();
        }
        source = onSource;
        target = onTarget;
        if (Objects.equals(onTarget.hash(), onSource.hash())) {
            return Optional.of(Verdict.EQUAL);
        }
        boolean genuine = !onSource.flagged()
                && (quiet
                        || isOfSourceVersion(sourceBefore, onTarget, onSource)
                        || isOfTargetVersion(targetBefore, sourceBefore, onTarget, onSource));
        return genuine ? Optional.of(new Verdict(Optional.of(kind(onTarget, onSource)))) : Optional.empty();
    }

    private static boolean isOfSourceVersion(@Nullable Sight before, Sight between, Sight after) {
        return before != null
                && before.version() != null
                && before.version().equals(after.version())
                && isCovered(before, between);
    }

    private boolean isOfTargetVersion(@Nullable Sight before, @Nullable Sight between, Sight after, Sight last) {
        return rewritten
                && before != null
                && between != null
                && before.version() != null
                && before.version().equals(after.version())
                && !between.isPresent()
                && !last.isPresent()
                && isCovered(between, after);
    }

    private static boolean isCovered(Sight onSource, Sight onTarget) {
        return onSource.seen() != null
                && onTarget.seen() != null
                && RoundSnapshot.isWithin(onSource.seen(), onTarget.seen());
    }

    private static Kind kind(Sight onTarget, Sight onSource) {
        if (onTarget.flagged()) {
            return Kind.REFUSED;
        }
        if (!onTarget.isPresent()) {
            return Kind.MISSING;
        }
        return onSource.isPresent() ? Kind.DIFFERENT : Kind.EXTRA;
    }

    /**
     * What it is when patience is at its end. A row that changed while the watermark passed its first look was written to the
     * target as a whole, so a difference from before has not outlived that; unless the target refuses it.
     *
     * @param inVain whether its change waits, and nobody carries it
     */
    Kind giveUp(boolean inVain) {
        if (inVain) {
            return Kind.PENDING;
        }
        if (target != null && target.flagged()) {
            return Kind.REFUSED;
        }
        return isMoving() ? Kind.MOVING : Kind.PENDING;
    }

    /** Whether it changed since the first look, and what it was then is applied. */
    boolean isMoving() {
        Sight last = target;
        return changed
                && first != null
                && last != null
                && last.seen() != null
                && RoundSnapshot.isWithin(first, last.seen());
    }
}
