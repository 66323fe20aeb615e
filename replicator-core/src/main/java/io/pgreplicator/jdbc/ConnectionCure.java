package io.pgreplicator.jdbc;

import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.sql.Sql;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * What to do about a connection that was not made. Which of several reasons a server has for one SQLSTATE is told by the function of the
 * server that gave it: messages are in the server's language. Immutable.
 *
 * @param said what the server said, null where none answered
 */
record ConnectionCure(
        Side side,
        ConnectionSettings settings,
        SQLException failure,
        @Nullable ServerErrorMessage said) {
    private static final String OF_DATABASE = "CheckMyDatabase";
    private static final String OF_ROLE = "InitializeSessionUserId";
    private static final String OF_HOST = "ClientAuthentication";
    private static final String AGAIN = "Then run the command again; nothing was changed.";

    String text() {
        String state = failure.getSQLState() == null ? SqlStates.CANNOT_CONNECT : failure.getSQLState();
        return switch (state) {
            case "28P01" ->
                "Check user and password of --" + side
                        + ": its server may also lack the role, or the password has expired.";
            case "28000" -> notAuthorized();
            case "3D000" -> noDatabase();
            case "42501" ->
                isFrom(OF_DATABASE)
                        ? administrator("GRANT CONNECT ON DATABASE " + database() + " TO " + role() + ";")
                        : fewerOptions();
            case "22023", "42601", "42704", "55P02" -> fewerOptions();
            case "53300" -> tooMany();
            case "55000" ->
                isFrom(OF_DATABASE)
                        ? administrator("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS true;")
                                + " -- from another database, postgres for one"
                        : ofServer();
            case "57P01", "57P02", SqlStates.NOT_READY -> "Wait until the server is ready. " + AGAIN;
            default -> said == null ? unanswered(state) : ofServer();
        };
    }

    private String notAuthorized() {
        if (isFrom(OF_ROLE)) {
            return administrator("ALTER ROLE " + role() + " LOGIN;") + "\nOr give --" + side + " another user.";
        }
        if (isFrom(OF_HOST)) {
            return "Add sslmode=require to --" + side
                    + " if its server takes encrypted connections alone. Otherwise have an administrator of the server add an entry to"
                    + " pg_hba.conf for this role, this database and the address of this machine, and reload it.";
        }
        return "Check user, password and certificates of --" + side + ".";
    }

    private String noDatabase() {
        return "Check the database name of --" + side
                + (side == Side.SOURCE
                        ? "."
                        : ", or create it:\n"
                                + administrator("CREATE DATABASE " + database() + " OWNER " + role() + ";"));
    }

    private String tooMany() {
        String others = "\nOr end other sessions of it, or set fewer copy streams, index workers and appliers.";
        if (isFrom(OF_ROLE)) {
            return administrator("ALTER ROLE " + role() + " CONNECTION LIMIT -1; -- or as many as are needed") + others;
        }
        if (isFrom(OF_DATABASE)) {
            return administrator("ALTER DATABASE " + database() + " CONNECTION LIMIT -1; -- or as many as are needed")
                    + others;
        }
        return "End idle sessions on the " + side
                + "'s server, or have its administrator raise max_connections; or set fewer copy streams,"
                + " index workers and appliers. " + AGAIN;
    }

    private String fewerOptions() {
        return "Take what the server names off the options of --" + side
                + " (in the address, its service or PGOPTIONS). " + AGAIN;
    }

    private String ofServer() {
        return "The server has answered: fix what it names, such as a limit or an option of --" + side
                + ", or wait until it is ready. " + AGAIN;
    }

    private String unanswered(String state) {
        if (SqlStates.isRejectedConnection(state) && !settings.properties().containsKey("password")) {
            return "Give the password of --" + side + ": in its address, in PGPASSWORD, or in ~/.pgpass.";
        }
        if (SqlStates.isRejectedConnection(state) || isOfEncryption(failure)) {
            return "Check sslmode and the certificates of --" + side
                    + ", and that this program knows the server's way to authenticate. " + AGAIN;
        }
        return "Check host, port, sslmode and the network, then run the command again; nothing was changed.";
    }

    private static boolean isOfEncryption(Throwable failure) {
        return failure instanceof SSLException || (failure.getCause() != null && isOfEncryption(failure.getCause()));
    }

    private boolean isFrom(String function) {
        return said != null && function.equals(said.getRoutine());
    }

    private String administrator(String statement) {
        return side.place(false) + statement;
    }

    private String database() {
        return Sql.identifier(settings.database());
    }

    private String role() {
        return Sql.identifier(settings.user());
    }
}
