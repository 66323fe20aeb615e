package io.pgreplicator.catalog;

/** Where a sequence stands. Immutable.
 *
 * @param value its last value
 * @param called whether that was handed out; otherwise it is the next one
 */
public record SequencePosition(long value, boolean called) {
    @Override
    public String toString() {
        return value + (called ? "" : " (not handed out yet)");
    }
}
