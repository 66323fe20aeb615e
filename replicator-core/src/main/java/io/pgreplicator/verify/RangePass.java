package io.pgreplicator.verify;

import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.verify.TableSide.Content;
import io.pgreplicator.verify.TableSide.Range;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table range by range of its key, both sides at the same time; the rows of a range that is not equal are compared one by
 * one, and become suspects. The ranges are cut on the source, and each bound follows the one before in the target's order as well:
 * so each side's rows are in exactly one range, even where the two sort texts in two ways; a row that is in another range there is a
 * suspect, no more. Confined to one thread.
 */
final class RangePass {
    /** Above this number the rows of a range are not held in memory. */
    private static final long MOST_ROWS = 100_000;

    private final Ends ends;
    private final Work work;
    private final ComparedTable table;
    private final Pace pace;
    private final Settling settling;
    private final Tally tally;
    private long sourceRows;
    private long targetRows;

    RangePass(Ends ends, Work work, ComparedTable table, Pace pace, Settling settling, Tally tally) {
        this.ends = ends;
        this.work = work;
        this.table = table;
        this.pace = pace;
        this.settling = settling;
        this.tally = tally;
    }

    /** What a range holds on both sides. */
    private record Contents(Content source, Content target) {}

    /** Compares every range, and leaves no suspect; false when it was ended because so many rows differ. */
    boolean run() {
        List<String> low = null;
        boolean more = true;
        while (more && !tally.isFull()) {
            long beganNanos = System.nanoTime();
            Range range = next(low);
            compare(range);
            settling.step();
            pace.rest(System.nanoTime() - beganNanos);
            if (settling.isCrowded()) {
                settling.finish();
            }
            low = range.high();
            more = low != null;
        }
        settling.finish();
        return !more;
    }

    long sourceRows() {
        return sourceRows;
    }

    long targetRows() {
        return targetRows;
    }

    /** The range that begins there. */
    private Range next(@Nullable List<String> low) {
        return work.call(purpose(), () -> {
            try (Session from = ends.source().open(Role.VERIFY);
                    Session to = ends.target().open(Role.VERIFY)) {
                var rest = new Range(low, null);
                Optional<List<String>> high = table.source().bound(from, rest, pace.rows() - 1);
                while (high.isPresent() && !table.target().ascends(to, new Range(low, high.get()))) {
                    high = table.source().bound(from, new Range(high.get(), null), pace.rows() - 1);
                }
                return new Range(low, high.orElse(null));
            }
        });
    }

    private void compare(Range range) {
        Contents contents = work.call(purpose(), () -> both(TableSide::content, range, Contents::new));
        if (!contents.source().isSame(contents.target())) {
            if (Math.max(contents.source().rows(), contents.target().rows()) > MOST_ROWS) {
                Optional<List<String>> middle = middle(range, contents);
                if (middle.isPresent()) {
                    compare(new Range(range.low(), middle.get()));
                    compare(new Range(middle.get(), range.high()));
                    return;
                }
            }
            settling.add(work.call(purpose(), () -> both(TableSide::hashes, range, RangePass::unequal)));
        }
        sourceRows += contents.source().rows();
        targetRows += contents.target().rows();
        table.source().summary().add(contents.source().extremes());
        table.target().summary().add(contents.target().extremes());
    }

    /** A key that divides the range on both sides, from the side that has more rows there. */
    private Optional<List<String>> middle(Range range, Contents contents) {
        boolean more = contents.source().rows() > contents.target().rows();
        TableSide larger = more ? table.source() : table.target();
        TableSide other = more ? table.target() : table.source();
        return work.call(purpose(), () -> {
            try (Session in = (more ? ends.source() : ends.target()).open(Role.VERIFY);
                    Session beside = (more ? ends.target() : ends.source()).open(Role.VERIFY)) {
                return larger.bound(in, range, MOST_ROWS / 2)
                        .filter(key -> other.ascends(beside, new Range(range.low(), key))
                                && other.ascends(beside, new Range(key, range.high())));
            }
        });
    }

    private static Set<List<String>> unequal(Map<List<String>, String> source, Map<List<String>, String> target) {
        var keys = new HashSet<List<String>>();
        source.forEach((key, hash) -> {
            if (!hash.equals(target.get(key))) {
                keys.add(key);
            }
        });
        target.keySet().stream().filter(key -> !source.containsKey(key)).forEach(keys::add);
        return keys;
    }

    /** Reads a range on one side. */
    private interface Reading<T> {
        T read(TableSide side, Session session, Range range);
    }

    /** Makes one result of what both sides hold. */
    private interface Joining<T, R> {
        R join(T source, T target);
    }

    /** Reads both sides at the same time. */
    private <T, R> R both(Reading<T> reading, Range range, Joining<T, R> joining) {
        try (Session from = ends.source().open(Role.VERIFY);
                Session to = ends.target().open(Role.VERIFY)) {
            Meanwhile<T> onTarget = Meanwhile.start("verify-target", () -> reading.read(table.target(), to, range));
            T onSource;
            try {
                onSource = reading.read(table.source(), from, range);
            } finally {
                onTarget.await();
            }
            return joining.join(onSource, onTarget.result());
        }
    }

    private String purpose() {
        return "comparing " + table.pair().captured().name();
    }
}
