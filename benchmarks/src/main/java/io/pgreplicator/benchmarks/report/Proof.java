package io.pgreplicator.benchmarks.report;

import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.Leftovers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at both databases as the superuser once nobody writes any more. Confined to one thread. */
public final class Proof {
    private final ServerPair servers;
    private final Verdict verdict;

    public Proof(ServerPair servers, Verdict verdict) {
        this.servers = servers;
        this.verdict = verdict;
    }

    /** Every row of every table and the catalog; sequences run ahead on the target until a cutover sets them. */
    public void compareRows() throws SQLException {
        try (Connection source = servers.superuserOfSource();
                Connection target = servers.superuserOfTarget()) {
            var options = DiffOptions.everything().withoutSequencePositions();
            DatabaseDiff diff = DatabaseDiff.compare(source, target, options);
            String compared = diff.rows() + " rows of " + diff.tables() + " tables compared";
            verdict.require(compared, diff.differences());
            verdict.require("something was compared", diff.rows() > 0 ? List.of() : List.of(compared));
        }
    }

    /** No sequence of the target may hand out a value that the source has handed out. */
    public void compareSequences() throws SQLException {
        try (Connection source = servers.superuserOfSource();
                Connection target = servers.superuserOfTarget()) {
            var behind = new ArrayList<String>();
            Map<String, Long> onTarget = positions(target);
            positions(source).forEach((name, position) -> {
                Long there = onTarget.get(name);
                if (there == null || there < position) {
                    behind.add(name + " stands at " + position + " on the source, at " + there + " on the target");
                }
            });
            verdict.require("no sequence behind on the target", behind);
        }
    }

    /** After the uninstallation: objects, sessions and locks of the replicator's. */
    public void lookForLeftovers() throws SQLException {
        try (Connection source = servers.superuserOfSource();
                Connection target = servers.superuserOfTarget()) {
            verdict.require("nothing left on the source", Leftovers.find(source));
            verdict.require("nothing left on the target", Leftovers.find(target));
        }
    }

    private static Map<String, Long> positions(Connection connection) throws SQLException {
        var positions = new LinkedHashMap<String, Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT format('%I.%I', schemaname, sequencename),"
                        + " coalesce(last_value, 0) FROM pg_sequences WHERE schemaname !~ '^replicator'")) {
            while (rows.next()) {
                positions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return positions;
    }
}
