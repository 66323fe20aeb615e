package io.pgreplicator.model.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Explores every state that a model can reach, nearest first, so that a counterexample is a shortest one. Confined to one thread.
 *
 * @param <S> the states of the model
 */
public final class Search<S> {
    private final Explorable<S> model;
    private final Set<? extends Property> watched;
    private final Map<List<Integer>, Integer> known = new HashMap<>();
    private final List<Arrival<S>> arrivals = new ArrayList<>();
    private final List<List<Integer>> reliablyFrom = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();

    private Search(Explorable<S> model, Set<? extends Property> watched) {
        this.model = model;
        this.watched = watched;
    }

    /** How a state was reached first; the first state has no former one. */
    private record Arrival<S>(@Nullable Arrival<S> from, String what, S state, int depth) {}

    /**
     * What was found. Immutable.
     *
     * @param states how many states were seen
     * @param depth steps to the farthest of them
     * @param trace the shortest way to a state that breaks a property; empty when there is none
     */
    public record Result(int states, int depth, List<String> trace) {
        public Result {
            trace = List.copyOf(trace);
        }

        @Override
        public String toString() {
            return String.join("\n", trace);
        }
    }

    /** Explores until a property among the watched is broken, or everything is seen. */
    public static <S> Result explore(Explorable<S> model, Set<? extends Property> watched) {
        return new Search<>(model, watched).run();
    }

    private Result run() {
        number(new Arrival<>(null, "", model.start(), 0));
        for (int here = 0; here < arrivals.size(); here++) {
            Arrival<S> arrival = arrivals.get(here);
            List<Step<S>> steps = model.steps(arrival.state());
            Property stuck = steps.isEmpty() ? watched(model.whenStuck(arrival.state())) : null;
            if (stuck != null) {
                return failure(arrival, stuck);
            }
            for (Step<S> step : steps) {
                var next = new Arrival<>(arrival, step.what(), step.next(), arrival.depth() + 1);
                Property broken = broken(step);
                if (broken != null) {
                    return failure(next, broken);
                }
                int there = number(next);
                if (!step.fault()) {
                    reliablyFrom.get(there).add(here);
                }
            }
        }
        Arrival<S> lost = watched.contains(model.whenLost()) ? firstLost() : null;
        return lost != null
                ? failure(lost, model.whenLost())
                : new Result(arrivals.size(), arrivals.get(arrivals.size() - 1).depth(), List.of());
    }

    private @Nullable Property broken(Step<S> step) {
        Property broken = watched(step.broken());
        return broken != null ? broken : watched(model.broken(step.next()));
    }

    private @Nullable Property watched(Set<Property> broken) {
        return broken.stream().filter(watched::contains).findFirst().orElse(null);
    }

    /** The number of the state, which is seen from now on. */
    private int number(Arrival<S> arrival) {
        List<Integer> identity = model.parts(arrival.state()).stream()
                .<Integer>map(part -> numbers.computeIfAbsent(part, key -> numbers.size()))
                .toList();
        int number = known.computeIfAbsent(identity, key -> arrivals.size());
        if (number == arrivals.size()) {
            arrivals.add(arrival);
            reliablyFrom.add(new ArrayList<>());
        }
        return number;
    }

    /** The nearest state from which no good one can be reached without a fault. */
    private @Nullable Arrival<S> firstLost() {
        var saved = new BitSet();
        var waiting = new ArrayDeque<Integer>();
        for (int number = 0; number < arrivals.size(); number++) {
            if (model.isGood(arrivals.get(number).state())) {
                saved.set(number);
                waiting.add(number);
            }
        }
        while (!waiting.isEmpty()) {
            for (int before : reliablyFrom.get(waiting.remove())) {
                if (!saved.get(before)) {
                    saved.set(before);
                    waiting.add(before);
                }
            }
        }
        int first = saved.nextClearBit(0);
        return first < arrivals.size() ? arrivals.get(first) : null;
    }

    private Result failure(Arrival<S> last, Property property) {
        var trace = new ArrayList<String>();
        for (Arrival<S> arrival = last; arrival.from() != null; arrival = arrival.from()) {
            trace.add(0, arrival.depth() + ". " + arrival.what());
        }
        trace.add("broken: " + property.sentence());
        trace.add(model.describe(last.state()));
        return new Result(arrivals.size(), last.depth(), trace);
    }
}
