package io.pgreplicator.jdbc;

import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** The rows of one {@code COPY ... TO STDOUT}, as raw bytes. Confined to one thread. */
public final class CopyReader implements AutoCloseable {
    private final WatchedConnection connection;
    private final CopyOut copy;

    CopyReader(WatchedConnection connection, CopyOut copy) {
        this.connection = connection;
        this.copy = copy;
    }

    /** The next row with its line end, or null after the last. The caller owns the array. */
    public byte @Nullable [] readRow() {
        return connection.call(copy::readFromCopy);
    }

    /** The number of rows that the server has sent, after the last. */
    public long rows() {
        return copy.getHandledRowCount();
    }

    /** Ends the COPY. If it was not read to its end, the connection is lost, because it cannot be used cleanly any more. */
    @Override
    public void close() {
        if (copy.isActive()) {
            connection.discard();
        }
    }
}
