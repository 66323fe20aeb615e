package io.pgreplicator.jdbc;

import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.sql.Sql;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns the driver's exceptions into ours: what failed, on which side, and what to do. Stateless, thread-safe. */
final class SqlFailure {
    private SqlFailure() {}

    static DatabaseException connecting(Side side, ConnectionSettings settings, SQLException failure) {
        SQLException cause = root(failure);
        String reason = reason(cause) + ofNetwork(cause);
        String cure = new ConnectionCure(side, settings, cause, said(cause)).text();
        if (SqlStates.isRefused(cause.getSQLState())) {
            return new DatabaseException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "The " + side + " " + settings + " refused the connection: " + reason,
                    cure,
                    cause.getSQLState(),
                    brief(cause),
                    failure);
        }
        boolean answered = said(cause) != null;
        return new DatabaseException(
                side.unreachable(),
                "The " + side + " " + settings + (answered ? " ended the attempt to connect: " : " cannot be reached: ")
                        + reason,
                cure,
                cause.getSQLState() == null ? SqlStates.CANNOT_CONNECT : cause.getSQLState(),
                brief(cause),
                failure);
    }

    /** What the driver does not say by itself: that the host is unknown, for one. */
    private static String ofNetwork(SQLException failure) {
        Throwable cause = failure.getCause();
        if (!(cause instanceof IOException) || cause.getMessage() == null) {
            return "";
        }
        String message = oneLine(cause.getMessage());
        return String.valueOf(failure.getMessage()).contains(message)
                ? ""
                : " (" + (cause instanceof UnknownHostException ? "unknown host: " : "") + message + ")";
    }

    static DatabaseException running(Label database, String doing, SQLException failure) {
        Side side = database.side();
        boolean lost = SqlStates.isConnectionLoss(failure.getSQLState());
        return new DatabaseException(
                lost ? side.unreachable() : side.failed(),
                (lost ? "Lost the connection to the " : "Failed on the ") + database + " while " + doing + ": "
                        + reason(failure),
                lost
                        ? "Run the command again when the server answers; it resumes where it left off."
                        : side == Side.TARGET
                                ? Cures.OF_TARGET
                                : "Fix the cause on the source, then run the command again.",
                failure.getSQLState(),
                brief(failure),
                failure);
    }

    /** Whether nothing answered: anything else, even a refused connection, is an answer. */
    static boolean isSilence(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof SocketTimeoutException
                || failure instanceof NoRouteToHostException
                || (failure instanceof ConnectException
                        && !String.valueOf(failure.getMessage()).contains("refused"))
                || (cause != null && isSilence(cause));
    }

    /**
     * The pool wraps the driver's exception in exceptions of its own, finally a timeout; the driver's exception has the
     * cause.
     */
    private static SQLException root(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException inner) {
                return root(inner);
            }
        }
        return failure;
    }

    private static String brief(SQLException failure) {
        ServerErrorMessage said = said(failure);
        String message = said == null ? failure.getMessage() : said.getMessage();
        return message == null ? "" : oneLine(message);
    }

    /**
     * The server's message with the names it reports. Never its detail and its context, which hold values of rows; nor its
     * hint when a row is refused, because a trigger may have put anything there.
     */
    static String reason(SQLException failure) {
        ServerErrorMessage said = said(failure);
        String state = failure.getSQLState();
        String message =
                said == null ? String.valueOf(failure.getMessage()) : said.getSeverity() + ": " + said.getMessage();
        if (said != null) {
            message += names(said);
            message += said.getHint() == null || SqlStates.isRowRefusal(state) ? "" : " Hint: " + said.getHint();
        }
        String line = oneLine(message);
        return state == null ? line : line + " [" + state + "]";
    }

    /** It may hold values of rows: whoever wrote them must not write lines of ours. */
    private static String oneLine(String message) {
        return Sql.inLine(message.replace('\n', ' ').strip());
    }

    private static @Nullable ServerErrorMessage said(SQLException failure) {
        return failure instanceof PSQLException known ? known.getServerErrorMessage() : null;
    }

    private static String names(ServerErrorMessage said) {
        var names = new ArrayList<String>();
        if (said.getTable() != null) {
            names.add("table " + (said.getSchema() == null ? "" : said.getSchema() + ".") + said.getTable());
        }
        if (said.getColumn() != null) {
            names.add("column " + said.getColumn());
        }
        if (said.getConstraint() != null) {
            names.add("constraint " + said.getConstraint());
        }
        return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
    }
}
