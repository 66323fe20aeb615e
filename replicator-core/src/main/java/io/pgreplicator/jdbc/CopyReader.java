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

    /** The next row with its line end, or null after the last. The array is the caller's. */
    public byte @Nullable [] readRow() {
        return connection.call(copy::readFromCopy);
    }

    /** Ends the COPY. One that was not read to its end costs the connection, which cannot be used cleanly after it. */
    @Override
    public void close() {
        if (copy.isActive()) {
            connection.discard();
        }
    }
}
