package io.pgreplicator.pipeline;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;

/**
 * A table with both its ends: how its changes are read and how they are written. Immutable.
 *
 * @param captured its capture on the source
 * @param source the table on the source
 * @param sourceKey the key its changes are logged by
 * @param apply how its rows are written on the target
 */
public record ReplicatedTable(CapturedTable captured, Table source, Key sourceKey, ApplyTable apply) {

    /** Its number, the same on both sides. */
    public int tableId() {
        return captured.tableId();
    }
}
