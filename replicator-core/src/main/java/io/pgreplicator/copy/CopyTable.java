package io.pgreplicator.copy;

import io.pgreplicator.catalog.Table;
import java.util.UUID;

/**
 * A table to be copied. Immutable.
 *
 * @param tableId its number, the same on both sides
 * @param captureId the capture that the copy relies on
 * @param source the table on the source
 * @param target the table on the target
 * @param untouched the condition under which the source row {@code t} was not written since the capture was installed
 * @param logging the beginning of a statement that logs the keys of source rows {@code t} as written
 * @param capturing the condition under which writes of the source's relation {@code c} of pg_class are captured
 */
public record CopyTable(
        int tableId, UUID captureId, Table source, Table target, String untouched, String logging, String capturing) {

    /** Whether the binary COPY format means the same on both servers for every carried column. */
    boolean binary() {
        return source.carried().stream()
                .allMatch(column -> column.binarySafe()
                        && target.column(column.name()).binarySafe()
                        && target.column(column.name()).type().equals(column.type()));
    }
}
