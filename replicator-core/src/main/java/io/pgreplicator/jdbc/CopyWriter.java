package io.pgreplicator.jdbc;

import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** The other end of one {@code COPY ... FROM STDIN}. Confined to one thread. */
public final class CopyWriter implements AutoCloseable {
    private final WatchedConnection connection;
    private final CopyIn copy;

    CopyWriter(WatchedConnection connection, CopyIn copy) {
        this.connection = connection;
        this.copy = copy;
    }

    /** Sends bytes, which need not end at a row. A bad row is reported by {@link #finish} at the latest. */
    public void write(byte[] bytes, int offset, int length) {
        connection.call(() -> {
            copy.writeToCopy(bytes, offset, length);
            return true;
        });
    }

    /** Ends the COPY; returns the number of rows the server accepted. */
    public long finish() {
        return connection.call(copy::endCopy);
    }

    /** Abandons a COPY that was not finished; the transaction must then be rolled back. */
    @Override
    public void close() {
        if (copy.isActive()) {
            try {
                copy.cancelCopy();
            } catch (SQLException e) {
                connection.discard();
            }
        }
    }
}
