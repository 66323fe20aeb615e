package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What the replicator left behind in a database, by its catalog alone. Immutable. */
public final class Leftovers {

    private static final long PAUSE_NANOS = 50_000_000;

    private Leftovers() {}

    /**
     * Looks for objects, sessions, locks and prepared transactions of the replicator.
     *
     * @param connection to the database to look at, best as superuser: others do not see all sessions
     * @return one readable line for each, empty when there are none
     */
    public static List<String> find(Connection connection) throws SQLException {
        List<String> found = look(connection);
        // a server with much to do notices only after a while that a client has gone
        for (int i = 0; i < 100 && !found.isEmpty() && found.stream().allMatch(Leftovers::isOfSession); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = look(connection);
        }
        return found;
    }

    private static boolean isOfSession(String line) {
        return line.startsWith("session ") || line.startsWith("advisory lock ");
    }

    private static List<String> look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(DiffSide.resource("leftovers.sql"))) {
            List<String> found = new ArrayList<>();
            while (result.next()) {
                found.add(result.getString(1));
            }
            return List.copyOf(found);
        }
    }
}
