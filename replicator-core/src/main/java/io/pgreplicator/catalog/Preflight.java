package io.pgreplicator.catalog;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.Finding;
import java.util.List;

/**
 * Looks for everything that would stand in the way of a migration, before anything is touched. What can only be learnt by
 * trying is tried in a transaction that is rolled back; no user table of the source is ever locked. Stateless,
 * thread-safe.
 */
public final class Preflight {
    private Preflight() {}

    /**
     * Every finding, in order: servers, privileges, tables, target, what is left out, load. Blocks. Throws {@link
     * io.pgreplicator.error.DatabaseException} when one of the two cannot be used at all; retry when it is transient.
     */
    public static List<Finding> run(Database source, Database target, ReplicatorConfig config) {
        source.probe();
        target.probe();
        var findings = new Findings();
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Server sourceServer = Server.read(from);
            Server targetServer = Server.read(to);
            if (ServerCheck.run(from, to, sourceServer, targetServer, findings)) {
                look(Survey.of(config, from, to, sourceServer, targetServer), findings);
            }
        }
        return findings.list();
    }

    private static void look(Survey survey, Findings findings) {
        PrivilegeCheck.run(survey, findings);
        TablePrivilegeCheck.run(survey, findings);
        SelectionCheck.run(survey, findings);
        KeyCheck.run(survey, findings);
        ExtensionCheck.run(survey, findings);
        ShapeCheck.run(survey, findings);
        CollationCheck.run(survey, findings);
        EmptinessCheck.run(survey, findings);
        TriggerCheck.run(survey, findings);
        SequenceCheck.run(survey, findings);
        LoadCheck.run(survey, findings);
    }
}
