package io.pgreplicator.catalog;

/**
 * The position of a sequence. Immutable.
 *
 * @param value its last value
 * @param called whether that value was handed out; otherwise it is the next one
 */
public record SequencePosition(long value, boolean called) {
    @Override
    public String toString() {
        return value + (called ? "" : " (not handed out yet)");
    }
}
