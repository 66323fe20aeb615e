package io.pgreplicator.model.search;

import java.util.Set;

/**
 * One thing that may happen. Immutable.
 *
 * @param <S> the states of the model
 * @param what a line of a trace
 * @param next what it leads to
 * @param broken what does not hold after it
 * @param fault whether nobody can rely on it to happen
 */
public record Step<S>(String what, S next, Set<Property> broken, boolean fault) {
    public Step(String what, S next) {
        this(what, next, Set.of(), false);
    }

    public static <S> Step<S> unless(boolean holds, Property property, String what, S next) {
        return new Step<>(what, next, holds ? Set.of() : Set.of(property), false);
    }

    public static <S> Step<S> fault(String what, S next) {
        return new Step<>(what, next, Set.of(), true);
    }
}
