package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Explorable;
import io.pgreplicator.model.search.Property;
import io.pgreplicator.model.search.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What may happen in each state, with some rules broken or none. Immutable. */
record SwitchModel(Bounds bounds, Set<Rule> broken) implements Explorable<State> {

    SwitchModel {
        broken = Set.copyOf(broken);
    }

    static SwitchModel correct(Bounds bounds) {
        return new SwitchModel(bounds, Set.of());
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
        new WriterSteps(this, state, steps).add();
        for (int number = 1; number <= bounds.leaders(); number++) {
            new LeaderSteps(this, state, number, steps).add();
            new RoundSteps(this, state, number, steps).add();
            new CutoverSteps(this, state, number, steps).add();
        }
        new LateSteps(this, state, steps).add();
        if (state.faultsLeft() > 0) {
            new FaultSteps(this, state, steps).add();
        }
        return steps;
    }

    @Override
    public List<?> parts(State state) {
        var parts = new ArrayList<Object>(List.of(
                state.a(), state.b(), state.writers(), state.acknowledged(), state.faultsLeft(), state.failedOver()));
        parts.addAll(state.leaders());
        return parts;
    }

    @Override
    public Set<Property> broken(State state) {
        var broken = EnumSet.noneOf(Invariant.class);
        if (state.a().accepts() && state.b().accepts()) {
            broken.add(Invariant.ONE_SIDE);
        }
        if (!state.source(state.direction()).rows().equals(state.acknowledged())) {
            broken.add(Invariant.NOTHING_LOST);
        }
        return Set.copyOf(broken);
    }

    @Override
    public Set<Property> whenStuck(State state) {
        return isGood(state) ? Set.of() : Set.of(Invariant.OPEN_IN_THE_END);
    }

    @Override
    public Property whenLost() {
        return Invariant.OPEN_IN_THE_END;
    }

    @Override
    public boolean isGood(State state) {
        return isUsable(state.a()) || isUsable(state.b());
    }

    private static boolean isUsable(Side side) {
        return side.accepts() && side.holder() == Side.NOBODY;
    }

    @Override
    public String describe(State state) {
        return "A: %s; B: %s; acknowledged: %s"
                .formatted(describe(state.a()), describe(state.b()), rows(state.acknowledged()));
    }

    private static String describe(Side side) {
        return (side.captured() ? "number " + side.number() + (side.armed() ? "" : ", disarmed") : "no gate")
                + ", rows " + rows(side.rows());
    }

    private static List<String> rows(List<Integer> writers) {
        return writers.stream()
                .map(writer -> writer == 0 ? "as at the start" : "of T" + writer)
                .toList();
    }
}
