package io.pgreplicator.model.cutover;

import java.util.List;

/**
 * What a round carries. Immutable.
 *
 * @param fresh the transactions whose rows it carries, a bit each
 * @param rows the rows of its snapshot, by key: the transaction that wrote each last
 */
record Round(int fresh, List<Integer> rows) {
    static final Round NONE = new Round(0, List.of());

    Round {
        rows = List.copyOf(rows);
    }

    boolean isNone() {
        return fresh == 0;
    }
}
