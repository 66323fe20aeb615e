package io.pgreplicator;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.copy.CopyTable;

/**
 * A captured table on both sides. Immutable.
 *
 * @param captured its capture
 * @param source the table on the source
 * @param target the table on the target
 * @param key the source's key by which it is captured
 */
record TablePair(CapturedTable captured, Table source, Table target, Key key) {

    /** The table as the copy sees it. */
    CopyTable toCopy() {
        return new CopyTable(
                captured.tableId(),
                captured.captureId(),
                source,
                target,
                captured.untouched(key),
                captured.logging(),
                captured.capturing());
    }
}
