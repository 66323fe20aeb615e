package io.pgreplicator.it;

/** How a comparison takes where the sequences stand. Immutable. */
public enum SequencePositions {
    /** At the same value. */
    EQUAL,
    /** As a replicator publishes them: never behind the source's, and ahead of it no further than {@link Standing} allows. */
    AHEAD,
    /** Anywhere. */
    ANYWHERE
}
