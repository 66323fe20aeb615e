package io.pgreplicator.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explores every state that a model can reach, nearest first, so that a counterexample is a shortest one. */
final class Search {
    private final Model model;
    private final Set<Invariant> watched;
    private final Map<Identity, Arrival> arrivals = new HashMap<>();
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private final Map<Object, Integer> numbers = new HashMap<>();

    private Search(Model model, Set<Invariant> watched) {
        this.model = model;
        this.watched = watched;
    }

    /** How a state was reached first; the first state has no former one. */
    private record Arrival(@Nullable Arrival from, String what, State state, int depth) {}

    /** A state by the numbers of its parts, which many states share. */
    private record Identity(int source, int target, int round, int orphan, boolean led, int faultsLeft) {}

    /**
     * What was found. Immutable.
     *
     * @param states how many states were seen
     * @param depth steps to the farthest of them
     * @param trace the shortest way to a state that breaks an invariant; empty when there is none
     */
    record Result(int states, int depth, List<String> trace) {
        Result {
            trace = List.copyOf(trace);
        }

        boolean holds() {
            return trace.isEmpty();
        }

        @Override
        public String toString() {
            return String.join("\n", trace);
        }
    }

    /** Explores until an invariant among the watched is broken, or everything is seen. */
    static Result explore(Model model, Set<Invariant> watched) {
        return new Search(model, watched).run();
    }

    private Result run() {
        arrive(new Arrival(null, "", model.start(), 0));
        int depth = 0;
        while (!waiting.isEmpty()) {
            Arrival here = waiting.remove();
            depth = here.depth();
            List<Step> steps = model.steps(here.state());
            if (steps.isEmpty() && watched.contains(Invariant.NEVER_STUCK)) {
                return failure(here, Invariant.NEVER_STUCK);
            }
            for (Step step : steps) {
                var arrival = new Arrival(here, step.what(), step.next(), depth + 1);
                Invariant broken = broken(step);
                if (broken != null) {
                    return failure(arrival, broken);
                }
                arrive(arrival);
            }
        }
        return new Result(arrivals.size(), depth, List.of());
    }

    private @Nullable Invariant broken(Step step) {
        for (Invariant invariant : step.broken()) {
            if (watched.contains(invariant)) {
                return invariant;
            }
        }
        State next = step.next();
        boolean ended = watched.contains(Invariant.EQUAL_AT_THE_END)
                && next.isAtRest()
                && !next.target().values().equals(next.source().values());
        return ended ? Invariant.EQUAL_AT_THE_END : null;
    }

    private void arrive(Arrival arrival) {
        State state = arrival.state();
        var identity = new Identity(
                number(state.source()),
                number(state.target()),
                number(state.round()),
                number(state.orphan()),
                state.led(),
                state.faultsLeft());
        if (arrivals.putIfAbsent(identity, arrival) == null) {
            waiting.add(arrival);
        }
    }

    private int number(Object part) {
        return numbers.computeIfAbsent(part, key -> numbers.size());
    }

    private Result failure(Arrival last, Invariant invariant) {
        var trace = new ArrayList<String>();
        for (Arrival arrival = last; arrival.from() != null; arrival = arrival.from()) {
            trace.add(0, arrival.depth() + ". " + arrival.what());
        }
        State end = last.state();
        trace.add("broken: " + invariant.sentence());
        trace.add("source: " + named(end.source().values()) + "; target: "
                + named(end.target().values()));
        return new Result(arrivals.size(), last.depth(), trace);
    }

    private static Map<Integer, String> named(List<Integer> values) {
        var named = new LinkedHashMap<Integer, String>();
        for (int key = 0; key < values.size(); key++) {
            int writer = values.get(key);
            if (writer != Row.GONE) {
                named.put(key, writer == Row.START ? "as at the start" : "of T" + writer);
            }
        }
        return named;
    }
}
