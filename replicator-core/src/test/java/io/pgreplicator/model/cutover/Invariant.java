package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Property;

/** What must hold, whatever happens in whatever order. */
enum Invariant implements Property {
    ONE_SIDE("at most one side accepts writes"),
    NOTHING_LOST("the side that accepts writes, or is to be drained before the other opens, has each acknowledged one"),
    NO_REFUSAL_IN_VAIN("no gate begins to refuse writers before the other side has everything"),
    TRUE_REPORT("what a cutover reports has happened"),
    OPEN_IN_THE_END("without another fault, one side accepts writes in the end");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
