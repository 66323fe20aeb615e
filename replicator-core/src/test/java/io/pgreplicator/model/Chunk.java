package io.pgreplicator.model;

import java.util.List;

/**
 * A part of the file on its way to the target. Immutable.
 *
 * @param phase how far it is
 * @param values what was read for it, by key, while it is in flight
 */
record Chunk(Phase phase, List<Integer> values) {
    enum Phase {
        WAITING,
        /** Read, and in an open transaction of the target. */
        IN_FLIGHT,
        /** Committed without its journal row, which only a broken rule allows. */
        UNRECORDED,
        COPIED
    }

    static final Chunk WAITING = new Chunk(Phase.WAITING, List.of());
    static final Chunk UNRECORDED = new Chunk(Phase.UNRECORDED, List.of());
    static final Chunk COPIED = new Chunk(Phase.COPIED, List.of());

    Chunk {
        values = List.copyOf(values);
    }

    static Chunk inFlight(List<Integer> values) {
        return new Chunk(Phase.IN_FLIGHT, values);
    }

    boolean is(Phase other) {
        return phase == other;
    }
}
