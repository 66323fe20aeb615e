package io.pgreplicator.model.cutover;

/** Of which side changes are carried to the other one. */
enum Way {
    FORWARD("A", "B"),
    BACK("B", "A");

    private final String source;
    private final String target;

    Way(String source, String target) {
        this.source = source;
        this.target = target;
    }

    String source() {
        return source;
    }

    String target() {
        return target;
    }

    Way opposite() {
        return this == FORWARD ? BACK : FORWARD;
    }
}
