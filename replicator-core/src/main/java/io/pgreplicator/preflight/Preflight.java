package io.pgreplicator.preflight;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.jdbc.Contact;
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
        return run(source, target, config, false);
    }

    /** The same before a migration that goes from the target of another one to its source, whose rows need no copy. */
    public static List<Finding> runForReversal(Database source, Database target, ReplicatorConfig config) {
        return run(source, target, config, true);
    }

    private static List<Finding> run(Database source, Database target, ReplicatorConfig config, boolean reversal) {
        var findings = new Findings();
        boolean sound = sound(source, findings);
        if (!sound(target, findings) || !sound) {
            return findings.list();
        }
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Server sourceServer = Server.read(from);
            Server targetServer = Server.read(to);
            if (ServerCheck.run(from, to, sourceServer, targetServer, findings)) {
                look(Survey.of(config.ofSource(), from, to, sourceServer, targetServer, reversal), findings);
            }
        }
        return findings.list();
    }

    /** The same for a source alone; what must be known of the target is left out, and the last finding says so. */
    public static List<Finding> runOnSource(Database source, SourceConfig config) {
        var findings = new Findings();
        if (sound(source, findings)) {
            try (Session from = source.open(Role.CONTROL)) {
                Server server = Server.read(from);
                if (ServerCheck.runOnSource(server, findings)) {
                    look(Survey.ofSource(config, from, server), findings);
                }
            }
        }
        findings.warn(
                "target",
                "none is given, so nothing of it was looked at: its privileges, tables, columns, extensions and room",
                "Give --target as well when there is one.");
        return findings.list();
    }

    /** Whether sessions may be opened. Only once that is known is anything set in one. */
    private static boolean sound(Database database, Findings findings) {
        Contact contact = database.contact();
        String subject = database.side().toString();
        if (!contact.isSound()) {
            findings.fail(subject, contact.problem(), contact.cure(database.side()));
        } else if (contact.path() == Contact.Path.SESSION_POOLER) {
            findings.warn(
                    subject,
                    "its address leads to a connection pooler in session mode, which lends few sessions, ends some by time"
                            + " limits of its own and keeps those of a lost client for a while",
                    "Give --" + subject + " the direct address of the server where there is one.");
        }
        return contact.isSound();
    }

    private static void look(Survey survey, Findings findings) {
        PrivilegeCheck.run(survey, findings);
        MigrationCheck.run(survey, findings);
        TablePrivilegeCheck.run(survey, findings);
        SelectionCheck.run(survey, findings);
        KeyCheck.run(survey, findings);
        if (survey.hasTarget()) {
            ExtensionCheck.run(survey, findings);
            ShapeCheck.run(survey, findings);
        }
        CollationCheck.run(survey, findings);
        if (survey.hasTarget()) {
            EmptinessCheck.run(survey, findings);
            TriggerCheck.run(survey, findings);
        }
        SequenceCheck.run(survey, findings);
        LoadCheck.run(survey, findings);
    }
}
