package io.pgreplicator.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What may happen in each state, with some rules broken or none. Immutable. */
record Model(Bounds bounds, Set<Rule> broken) {

    Model {
        broken = Set.copyOf(broken);
    }

    static Model correct(Bounds bounds) {
        return new Model(bounds, Set.of());
    }

    boolean keeps(Rule rule) {
        return !broken.contains(rule);
    }

    State start() {
        return State.of(bounds);
    }

    /** Everything that may happen next, in an order that is always the same. */
    List<Step> steps(State state) {
        var steps = new ArrayList<Step>();
        new SourceSteps(this, state, steps).add();
        new CopySteps(this, state, steps).add();
        new RoundSteps(this, state, steps).add();
        return steps;
    }
}
