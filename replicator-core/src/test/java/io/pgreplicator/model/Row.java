package io.pgreplicator.model;

/**
 * A row version of the source. Immutable.
 *
 * @param writer the transaction that wrote it, which stands for its values; {@link #START} for those of the beginning
 * @param place the part of the file it stands in: a chunk's number, or the number of chunks for what is beyond the plan
 */
record Row(int writer, int place) {
    static final int START = 0;
    /** As a writer: there is no row of this key. */
    static final int GONE = -1;

    static final Row ABSENT = new Row(GONE, 0);

    boolean exists() {
        return writer != GONE;
    }

    Row at(int other) {
        return exists() ? new Row(writer, other) : this;
    }
}
