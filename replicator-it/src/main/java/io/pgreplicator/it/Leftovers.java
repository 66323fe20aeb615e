package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the replicator left behind in a database, by its catalog alone. Immutable. */
public final class Leftovers {

    private Leftovers() {}

    /**
     * Looks for objects, sessions, locks and prepared transactions of the replicator.
     *
     * @param connection to the database to look at, best as superuser: others do not see all sessions
     * @return one readable line for each, empty when there are none
     */
    public static List<String> find(Connection connection) throws SQLException {
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
