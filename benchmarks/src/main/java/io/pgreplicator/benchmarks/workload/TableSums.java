package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A sum over every row of every table, cheap enough to follow each measurement. Stateless, thread-safe. */
public final class TableSums {
    private TableSums() {}

    /** Throws {@link HarnessException} naming the tables that differ: the figures of a wrong result are worthless. */
    public static void requireEqual(Login source, Login target) throws SQLException {
        var left = sums(source);
        var right = sums(target);
        if (!left.equals(right)) {
            throw new HarnessException("source and target differ (rows:sum): " + left + " / " + right);
        }
    }

    private static Map<String, String> sums(Login login) throws SQLException {
        var sums = new LinkedHashMap<String, String>();
        try (Session session = Session.open(login)) {
            for (String table : MixedDataSet.TABLES) {
                sums.put(
                        table,
                        session.text("SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "
                                + table + " t"));
            }
        }
        return sums;
    }
}
