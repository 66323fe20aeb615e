package io.pgreplicator.model.cutover;

/**
 * A transaction of an application, which writes one row. Immutable.
 *
 * @param phase how far it is
 * @param atB whether it writes to B, otherwise to A
 */
record Writer(Phase phase, boolean atB) {
    static final Writer NEW = new Writer(Phase.NEW, false);
    static final Writer ENDED = new Writer(Phase.ENDED, false);

    enum Phase {
        NEW,
        /** Has written, and holds no gate: it was not armed. */
        BARE,
        /** Waits at the gate; has written nothing. */
        WAITS,
        /** Has written, and holds the gate. */
        HOLDS,
        /** Has written, and passed as an applier does. */
        PASSED,
        ENDED
    }

    boolean is(Phase other) {
        return phase == other;
    }

    boolean hasWritten() {
        return is(Phase.BARE) || is(Phase.HOLDS) || is(Phase.PASSED);
    }

    Writer in(Phase next) {
        return new Writer(next, atB);
    }
}
