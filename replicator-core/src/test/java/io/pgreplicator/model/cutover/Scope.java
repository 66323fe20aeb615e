package io.pgreplicator.model.cutover;

/** What one exploration is about. */
enum Scope {
    GATE("three transactions at both gates, a switch, no faults"),
    SERVERS("one replicator, two faults: it ends, loses connections and answers, or a server crashes"),
    LEADERS("two replicators, of which one may sleep anywhere and lose its leadership"),
    WAY_BACK("there, back and there again"),
    FAILOVER("the target fails over to a standby that lacks the last round");

    private final String sentence;

    Scope(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** Explored in seconds. */
    Bounds bounds() {
        return switch (this) {
            case GATE -> new Bounds(2, 3, 1, 3, 0, false, false);
            case SERVERS -> new Bounds(1, 2, 1, 5, 2, true, false);
            case LEADERS -> new Bounds(1, 2, 2, 3, 1, false, false);
            case WAY_BACK -> new Bounds(1, 1, 2, 7, 1, false, false);
            case FAILOVER -> new Bounds(1, 2, 1, 3, 2, true, true);
        };
    }

    /** Explored in minutes. */
    Bounds wideBounds() {
        return switch (this) {
            case GATE -> new Bounds(2, 4, 1, 5, 1, true, false);
            case SERVERS -> new Bounds(1, 2, 1, 7, 3, true, false);
            case LEADERS -> new Bounds(1, 2, 2, 3, 2, true, false);
            case WAY_BACK -> new Bounds(1, 2, 2, 7, 1, false, false);
            case FAILOVER -> new Bounds(1, 2, 2, 3, 2, true, true);
        };
    }
}
