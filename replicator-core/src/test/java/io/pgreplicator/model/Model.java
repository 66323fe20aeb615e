package io.pgreplicator.model;

import io.pgreplicator.model.search.Explorable;
import io.pgreplicator.model.search.Property;
import io.pgreplicator.model.search.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may happen in each state, with some rules broken or none. Immutable. */
record Model(Bounds bounds, Set<Rule> broken) implements Explorable<State> {

    Model {
        broken = Set.copyOf(broken);
    }

    static Model correct(Bounds bounds) {
        return new Model(bounds, Set.of());
    }

    boolean keeps(Rule rule) {
        return !broken.contains(rule);
    }

    @Override
    public State start() {
        return State.of(bounds);
    }

    @Override
    public List<Step<State>> steps(State state) {
        var steps = new ArrayList<Step<State>>();
        new SourceSteps(this, state, steps).add();
        new CopySteps(this, state, steps).add();
        new RoundSteps(this, state, steps).add();
        return steps;
    }

    @Override
    public List<?> parts(State state) {
        return List.of(state.source(), state.target(), state.round(), state.orphan(), state.led(), state.faultsLeft());
    }

    @Override
    public Set<Property> broken(State state) {
        boolean equal = state.target().values().equals(state.source().values());
        return state.isAtRest() && !equal ? Set.of(Invariant.EQUAL_AT_THE_END) : Set.of();
    }

    @Override
    public Set<Property> whenStuck(State state) {
        return Set.of(Invariant.NEVER_STUCK);
    }

    @Override
    public Property whenLost() {
        return Invariant.WORK_ENDS;
    }

    @Override
    public boolean isGood(State state) {
        return state.isAtRest();
    }

    @Override
    public String describe(State state) {
        return "source: " + named(state.source().values()) + "; target: "
                + named(state.target().values());
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
