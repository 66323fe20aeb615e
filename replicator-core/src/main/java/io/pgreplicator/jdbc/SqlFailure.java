package io.pgreplicator.jdbc;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.SqlStates;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns the driver's exceptions into ours: what failed, on which side, and what to do. Stateless, thread-safe. */
final class SqlFailure {
    private SqlFailure() {}

    static DatabaseException connecting(Database database, SQLException failure) {
        SQLException cause = root(failure);
        String reason = reason(cause);
        if (SqlStates.isRefused(cause.getSQLState())) {
            return new DatabaseException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "The " + database.side() + " " + database.settings() + " refused the connection: " + reason,
                    "Check user, password and database name of --" + database.side() + ".",
                    cause.getSQLState(),
                    brief(cause),
                    failure);
        }
        return new DatabaseException(
                database.side().unreachable(),
                "The " + database.side() + " " + database.settings() + " cannot be reached: " + reason,
                "Check host, port, sslmode and the network, then run the command again; nothing was changed.",
                cause.getSQLState() == null ? "08001" : cause.getSQLState(),
                brief(cause),
                failure);
    }

    static DatabaseException running(Database database, String doing, SQLException failure) {
        boolean lost = SqlStates.isConnectionLoss(failure.getSQLState());
        return new DatabaseException(
                lost ? database.side().unreachable() : database.side().failed(),
                (lost ? "Lost the connection to the " : "Failed on the ") + database.side() + " while " + doing + ": "
                        + reason(failure),
                lost
                        ? "Run the command again when the server answers; it goes on where it was."
                        : database.side() == Side.TARGET
                                ? Cures.OF_TARGET
                                : "Fix the cause on the source, then run the command again.",
                failure.getSQLState(),
                brief(failure),
                failure);
    }

    /** The pool wraps the driver's exception in a time-out of its own; the driver's is the one that says why. */
    private static SQLException root(SQLException failure) {
        return failure.getCause() instanceof SQLException cause ? root(cause) : failure;
    }

    private static String brief(SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
        String message = said == null ? failure.getMessage() : said.getMessage();
        return message == null ? "" : message.replace('\n', ' ').strip();
    }

    private static String reason(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).replace('\n', ' ').strip();
        return failure.getSQLState() == null ? message : message + " [" + failure.getSQLState() + "]";
    }
}
