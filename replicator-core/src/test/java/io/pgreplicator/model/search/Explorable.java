package io.pgreplicator.model.search;

import java.util.List;
import java.util.Set;

/**
 * A model. Immutable.
 *
 * @param <S> its states, which are immutable
 */
public interface Explorable<S> {
    S start();

    /** Everything that may happen next, in an order that is always the same. */
    List<Step<S>> steps(S state);

    /** What a state is made of: two are the same when these are. */
    List<?> parts(S state);

    /** What does not hold in this state, whatever led to it. */
    Set<Property> broken(S state);

    /** What does not hold in this state when nothing can happen any more. */
    Set<Property> whenStuck(S state);

    /** What does not hold where {@link #isGood} cannot be reached any more without a fault. */
    Property whenLost();

    /** Whether a state is one that must always remain within reach. */
    boolean isGood(S state);

    /** The last line of a trace. */
    String describe(S state);
}
