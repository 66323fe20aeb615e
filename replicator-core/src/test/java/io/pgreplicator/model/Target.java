package io.pgreplicator.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The target: the table, the copy's journal and the watermark. Immutable.
 *
 * @param values the rows, by key
 * @param file the source's file that is planned to be copied; {@link #UNPLANNED} before
 * @param chunks the journal, by chunk
 * @param watermark the transactions that the last applied snapshot saw, a bit each
 */
record Target(List<Integer> values, int file, List<Chunk> chunks, int watermark) {
    static final int UNPLANNED = -1;
    /** The copy is done; its file and its journal do not matter any more. */
    static final int COMPLETE = -2;

    Target {
        values = List.copyOf(values);
        chunks = List.copyOf(chunks);
    }

    static Target of(Bounds bounds) {
        return new Target(empty(bounds.keys()), UNPLANNED, List.of(), 0);
    }

    static List<Integer> empty(int keys) {
        return Collections.nCopies(keys, Row.GONE);
    }

    boolean isPlanned() {
        return file != UNPLANNED;
    }

    boolean isCopied() {
        return file == COMPLETE;
    }

    Target plan(int sourceFile, int number) {
        return new Target(empty(values.size()), sourceFile, Collections.nCopies(number, Chunk.WAITING), watermark);
    }

    Target withChunk(int number, Chunk chunk) {
        var all = new ArrayList<>(chunks);
        all.set(number, chunk);
        boolean complete = all.stream().allMatch(one -> one.is(Chunk.Phase.COPIED));
        return complete ? new Target(values, COMPLETE, List.of(), watermark) : new Target(values, file, all, watermark);
    }

    Target withValues(List<Integer> changed) {
        return new Target(changed, file, chunks, watermark);
    }

    Target withWatermark(int snapshot) {
        return new Target(values, file, chunks, snapshot);
    }
}
