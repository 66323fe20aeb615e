package io.pgreplicator.capture;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;

/**
 * A replicated table: captured on one side, applied on the other. The copy, the rounds and the repair take all they need of
 * a table from here. Immutable.
 *
 * @param captured its capture
 * @param source the table where it is captured
 * @param target the table where it is applied
 * @param key the source's key by which its changes are logged
 */
public record TablePair(CapturedTable captured, Table source, Table target, Key key) {

    /** Its number, the same on both sides. */
    public int tableId() {
        return captured.tableId();
    }

    /** Whether both sides have its rows in partitions. */
    public boolean isPartitioned() {
        return source.kind() == Table.Kind.PARTITIONED && target.kind() == Table.Kind.PARTITIONED;
    }

    /** Whether the binary COPY format means the same on both servers for every carried column. */
    public boolean sameBinaryFormat() {
        return source.carried().stream()
                .allMatch(column -> column.binarySafe()
                        && target.column(column.name()).binarySafe()
                        && target.column(column.name()).type().equals(column.type()));
    }
}
