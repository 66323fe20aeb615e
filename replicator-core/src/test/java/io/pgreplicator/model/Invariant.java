package io.pgreplicator.model;

import io.pgreplicator.model.search.Property;

/** What must hold, whatever happens in whatever order. */
enum Invariant implements Property {
    EQUAL_AFTER_A_ROUND("after a round the target equals the source at the round's snapshot"),
    EQUAL_AT_THE_END("when everything is committed and no work is left, the target equals the source"),
    NO_KEY_TWICE("no key is copied twice"),
    NO_LOG_ROW_LOST("no log row goes before the target has committed its transaction"),
    NEVER_STUCK("something can always be done"),
    WORK_ENDS("whatever has happened, the work can still be ended without another fault");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
