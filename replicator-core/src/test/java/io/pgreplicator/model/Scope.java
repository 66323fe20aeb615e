package io.pgreplicator.model;

/** What one exploration is about. */
enum Scope {
    COPY("rows and keys move about in the file, which is rewritten, while two chunks are copied"),
    ROUNDS("three transactions overlap with rounds and with the emptying of the log"),
    TRUNCATION("transactions of two statements, a TRUNCATE among them"),
    CRASHES("two crashes or lost connections, two segments of the log");

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
            case COPY -> new Bounds(2, 2, 2, 1, 2, 1, 0, 1, 1);
            case ROUNDS -> new Bounds(2, 1, 1, 1, 3, 1, 0, 0, 1);
            case TRUNCATION -> new Bounds(2, 1, 1, 1, 2, 2, 1, 0, 1);
            case CRASHES -> new Bounds(2, 1, 1, 2, 2, 1, 1, 0, 2);
        };
    }

    /** Explored in minutes. */
    Bounds wideBounds() {
        return switch (this) {
            case COPY -> new Bounds(3, 2, 2, 1, 2, 2, 0, 1, 1);
            case ROUNDS -> new Bounds(3, 2, 1, 2, 3, 1, 0, 0, 1);
            case TRUNCATION -> new Bounds(2, 2, 2, 1, 2, 2, 2, 0, 1);
            case CRASHES -> new Bounds(2, 1, 2, 2, 3, 1, 1, 0, 2);
        };
    }
}
