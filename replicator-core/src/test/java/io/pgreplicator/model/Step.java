package io.pgreplicator.model;

import java.util.Set;

/**
 * One thing that may happen. Immutable.
 *
 * @param what a line of a trace
 * @param next what it leads to
 * @param broken what does not hold after it
 */
record Step(String what, State next, Set<Invariant> broken) {
    Step(String what, State next) {
        this(what, next, Set.of());
    }

    static Step unless(boolean holds, Invariant invariant, String what, State next) {
        return new Step(what, next, holds ? Set.of() : Set.of(invariant));
    }
}
