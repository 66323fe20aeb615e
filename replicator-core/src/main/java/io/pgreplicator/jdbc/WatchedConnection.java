package io.pgreplicator.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.pgreplicator.error.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection to one of the databases that translates failures into ours and makes waiting visible: a watch observes it
 * until it is closed, and terminates it when the wait is futile. Confined to one thread, except for {@link #discard}, {@link
 * #giveUp} and what the watch reads.
 */
final class WatchedConnection implements AutoCloseable {
    private final Label database;
    private final Role role;
    private final HikariDataSource pool;
    private final Connection connection;
    private final Consumer<WatchedConnection> unwatch;
    private final int processId;
    private String doing = "connecting";
    private volatile boolean discarded;
    private volatile @Nullable String givenUp;
    private volatile boolean inTransaction;
    private volatile long calls;
    private volatile boolean calling;
    private volatile long callNanos = System.nanoTime();

    /** Takes a connection from the pool. The last argument is called when it is closed. */
    WatchedConnection(Label database, Role role, HikariDataSource pool, Consumer<WatchedConnection> unwatch)
            throws SQLException {
        this.database = database;
        this.role = role;
        this.pool = pool;
        this.connection = pool.getConnection();
        this.unwatch = unwatch;
        this.processId = translate(() -> connection.unwrap(PGConnection.class).getBackendPID());
    }

    /** A request to the server. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    Side side() {
        return database.side();
    }

    Role role() {
        return role;
    }

    Connection connection() {
        return connection;
    }

    /** The backend that serves it. */
    int processId() {
        return processId;
    }

    /** The purpose of the next calls, as words that complete "failed while ...". */
    String doing() {
        return doing;
    }

    void doing(String what) {
        doing = what;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /** The number of calls to the server. */
    long calls() {
        return calls;
    }

    /** For how long a call has been waiting for the server; 0 when there is none. */
    long waitingNanos() {
        return calling ? System.nanoTime() - callNanos : 0;
    }

    /** For how long nothing has been requested from the server inside a transaction; 0 outside of one or during a call. */
    long unreadNanos() {
        return inTransaction && !calling ? System.nanoTime() - callNanos : 0;
    }

    <T extends @Nullable Object> T call(Call<T> call) {
        return translate(() -> timed(call));
    }

    /** Lets the watch see since when the connection has been waiting for the server. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it, the watch reads it
    private <T extends @Nullable Object> T timed(Call<T> call) throws SQLException {
        calls++;
        callNanos = System.nanoTime();
        calling = true;
        try {
            return call.run();
        } finally {
            calling = false;
            callNanos = System.nanoTime();
        }
    }

    /** Translates the driver's failure into one of ours. */
    <T extends @Nullable Object> T translate(Call<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            String why = givenUp;
            throw SqlFailure.running(
                    database,
                    doing,
                    isLost(e) ? new SQLException(why == null ? e.getMessage() : why, SqlStates.CONNECTION_LOST, e) : e);
        }
    }

    /** The pool's closed connections fail without an SQLSTATE, but a retry opens new ones, as for any lost connection. */
    private boolean isLost(SQLException failure) {
        try {
            return givenUp != null || (failure.getSQLState() == null && (discarded || connection.isClosed()));
        } catch (SQLException e) {
            return true;
        }
    }

    void begin() {
        call(() -> {
            connection.setAutoCommit(false);
            inTransaction = true;
            return true;
        });
    }

    void commit() {
        call(() -> {
            connection.commit();
            inTransaction = false;
            connection.setAutoCommit(true);
            return true;
        });
    }

    /** On a broken connection there is nothing to roll back, so it never throws. */
    void rollback() {
        try {
            if (!discarded && !connection.getAutoCommit()) {
                timed(() -> {
                    connection.rollback();
                    connection.setAutoCommit(true);
                    return true;
                });
            }
        } catch (SQLException e) {
            discard();
        } finally {
            inTransaction = false;
        }
    }

    /**
     * Closes it at once instead of returning it to the pool. It is aborted first, because a driver's connection in the
     * middle of a COPY waits for the end of the COPY in every later call.
     */
    void discard() {
        unwatch.accept(this);
        if (!discarded) {
            discarded = true;
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                // it is closed already
            }
            pool.evictConnection(connection);
        }
    }

    /** Terminates it for a reason that its next failure reports. */
    void giveUp(String why) {
        givenUp = why;
        discard();
    }

    /** Returns it to the pool; an open transaction is rolled back. */
    @Override
    public void close() {
        rollback();
        unwatch.accept(this);
        if (discarded) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            discard();
        }
    }
}
