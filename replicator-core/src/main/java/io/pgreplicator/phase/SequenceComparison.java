package io.pgreplicator.phase;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.SequenceState;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import io.pgreplicator.telemetry.VerifyReport.SequenceDifference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares the positions of sequences. While a replicator carries, a sequence is behind only if that replicator has left it behind:
 * it records the position that it saw on the source after it has set the target's, so a target that is behind that record was not
 * set, or was set back. Any other one has yet to be brought. Immutable.
 *
 * @param behind the sequences whose values are behind
 * @param left those that cannot be read
 * @param carried whether a replicator was carrying
 */
record SequenceComparison(List<SequenceDifference> behind, List<NotCompared> left, boolean carried) {
    /** A running replicator publishes sequences every second. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    SequenceComparison {
        behind = List.copyOf(behind);
        left = List.copyOf(left);
    }

    /**
     * Compares them, and again for as long as patience lasts while some are behind and a replicator carries; failures that pass are
     * retried.
     *
     * @param only the tables whose sequences are wanted
     * @param all whether every sequence is wanted, also those that belong to no table
     */
    static SequenceComparison of(
            Ends ends, TableFilter filter, Predicate<QualifiedName> only, boolean all, Duration patience, Work work) {
        long beganNanos = System.nanoTime();
        SequenceComparison found = work.call("comparing the sequences", () -> once(ends, filter, only, all));
        while (!found.behind.isEmpty()
                && found.carried
                && System.nanoTime() - beganNanos < patience.toNanos()
                && !work.isStopped()) {
            work.sleep(PAUSE);
            found = work.call("comparing the sequences", () -> once(ends, filter, only, all));
        }
        return found;
    }

    /**
     * The source is read first, so that a sequence that is used meanwhile seems ahead on the target rather than behind; the record
     * before the target's positions, which are at least as far then.
     */
    private static SequenceComparison once(Ends ends, TableFilter filter, Predicate<QualifiedName> only, boolean all) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            Map<QualifiedName, Sequence> targets = Sequences.byName(to, from);
            List<Sequence> sources = Sequences.list(from, to).stream()
                    .filter(sequence -> sequence.takesPart(filter))
                    .filter(sequence -> all || sequence.tables().stream().anyMatch(only))
                    .filter(sequence -> targets.containsKey(sequence.name()))
                    .toList();
            var left = new ArrayList<NotCompared>();
            Map<QualifiedName, Sequence.Position> positions = read(from, sources, left);
            boolean carried = Leader.isCarrying(to);
            Map<QualifiedName, Sequence.Position> carriedTo = carried ? recorded(to) : Map.of();
            Map<QualifiedName, Sequence.Position> published =
                    read(to, positions.keySet().stream().map(targets::get).toList(), left);
            List<SequenceDifference> behind = sources.stream()
                    .flatMap(one -> {
                        QualifiedName name = one.name();
                        Sequence.Position there = published.get(name);
                        boolean pending = carried && !isBehind(one, carriedTo.get(name), there);
                        return difference(one, positions.get(name), there, pending).stream();
                    })
                    .toList();
            return new SequenceComparison(behind, left, carried);
        }
    }

    private static Map<QualifiedName, Sequence.Position> read(
            Session session, List<Sequence> sequences, List<NotCompared> left) {
        return Sequences.positions(
                session,
                sequences,
                (sequence, failure) ->
                        left.add(new NotCompared("sequence " + sequence.name(), failure.reason(), true)));
    }

    /** What the replicator last saw on the source. */
    private static Map<QualifiedName, Sequence.Position> recorded(Session target) {
        var positions = new HashMap<QualifiedName, Sequence.Position>();
        for (SequenceState state : SequenceState.all(target)) {
            SequenceState.Value seen = state.source();
            if (seen != null) {
                positions.put(state.name(), new Sequence.Position(seen.value(), seen.called()));
            }
        }
        return positions;
    }

    private static boolean isBehind(
            Sequence sequence, Sequence.@Nullable Position source, Sequence.@Nullable Position target) {
        return source != null && target != null && sequence.steps(source, target) < 0;
    }

    private static Optional<SequenceDifference> difference(
            Sequence sequence,
            Sequence.@Nullable Position source,
            Sequence.@Nullable Position target,
            boolean pending) {
        return source == null || target == null || !isBehind(sequence, source, target)
                ? Optional.empty()
                : Optional.of(new SequenceDifference(sequence.name(), source.toString(), target.toString(), pending));
    }
}
