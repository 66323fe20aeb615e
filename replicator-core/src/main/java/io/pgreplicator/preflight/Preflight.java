package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Contact;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds everything that would block a migration, before anything is changed. What can only be determined by trying is tried
 * in a transaction that is rolled back; no user table of the source is ever locked. Stateless, thread-safe.
 */
public final class Preflight {
    /** Between two ways: the second one adds a column to the side that takes writes, which never had it. */
    public static final String OR_KEPT = "\nOr, for its values to have a way back, have it where applications write:\n";

    /** In the statement for a column that the target has under its former name. */
    public static final String RENAME_COLUMN = " RENAME COLUMN ";

    private static final List<ParallelCheck.Part> BOTH = List.of(
            PrivilegeCheck::run,
            MigrationCheck::run,
            TablePrivilegeCheck::run,
            SelectionCheck::run,
            KeyCheck::run,
            ExtensionCheck::run,
            // before what asks for a key, which rows may be in the way of
            EmptinessCheck::run,
            ShapeCheck::run,
            CollationCheck::run,
            PlanningCheck::run,
            ComputedCheck::run,
            TriggerCheck::run,
            SequenceCheck::run,
            LoadCheck::run);

    private static final List<ParallelCheck.Part> SOURCE_ALONE = List.of(
            PrivilegeCheck::run,
            MigrationCheck::run,
            TablePrivilegeCheck::run,
            SelectionCheck::run,
            KeyCheck::run,
            CollationCheck::run,
            ComputedCheck::run,
            SequenceCheck::run,
            LoadCheck::run);

    private Preflight() {}

    /**
     * Every finding, in order: servers, privileges, tables, target, what is left out, load. Blocks. Throws {@link
     * io.pgreplicator.error.DatabaseException} when one of the two cannot be used at all; retry when it is transient.
     */
    public static List<Finding> run(Database source, Database target, ReplicatorConfig config) {
        return checked(source, target, config, false).findings();
    }

    /**
     * What the check found, and of which tables of the source. Immutable.
     *
     * @param tables those that are selected; none when a finding about the servers kept it from looking
     */
    public record Checked(List<Finding> findings, Set<QualifiedName> tables) {
        public Checked {
            findings = List.copyOf(findings);
            tables = Set.copyOf(tables);
        }
    }

    /**
     * As {@link #run}.
     *
     * @param reversal whether it is before a migration in the opposite direction of another one, whose rows need no copy
     */
    public static Checked checked(Database source, Database target, ReplicatorConfig config, boolean reversal) {
        var findings = new Findings();
        if (!sound(source, target, findings)) {
            return new Checked(findings.list(), Set.of());
        }
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL);
                var parts = new ParallelCheck(BOTH, source, target)) {
            Server sourceServer = Server.read(from);
            Server targetServer = Server.read(to);
            if (!ServerCheck.run(from, to, sourceServer, targetServer, findings)) {
                return new Checked(findings.list(), Set.of());
            }
            if (!reversal && MigrationCheck.isLeft(from, to, findings)) {
                return new Checked(findings.list(), Set.of());
            }
            Survey survey = Survey.of(config.ofSource(), from, to, sourceServer, targetServer, reversal);
            parts.run(survey, findings);
            return new Checked(
                    findings.list(), survey.tables().stream().map(Table::name).collect(Collectors.toSet()));
        }
    }

    /**
     * The one part of the check that is meaningful only once the schemas exist: throws {@link
     * io.pgreplicator.error.ErrorCode#PREFLIGHT_FAILED} when a migration in the opposite direction exists.
     */
    public static void assertNoOpposite(Session source, Session target) {
        MigrationCheck.assertNoClash(source, target);
    }

    /**
     * Throws {@link io.pgreplicator.error.ErrorCode#LEADER_RUNNING} when a migration in the opposite direction exists and a
     * replicator is currently running it. The caller holds the leader lock of the target: of two concurrent callers at least
     * one finds the other.
     */
    public static void assertOppositeRests(Session source, Session target) {
        MigrationCheck.assertOppositeRests(source, target);
    }

    /** The part of the check that names what holds data and is never replicated: nothing of it is a failure. */
    public static List<Finding> notReplicated(Session source, TableFilter filter) {
        var findings = new Findings();
        SelectionCheck.skipped(source, filter, findings);
        return findings.list();
    }

    /**
     * The part of the check that holds before there is a schema: throws {@link ErrorCode#PREFLIGHT_FAILED} naming tables that the role
     * may not read, roles of policies that the target does not have, and functions with which indexes of the tables could not be built
     * there.
     */
    public static void assertCreatable(Session source, Session target, List<Table> tables) {
        var findings = new Findings();
        TablePrivilegeCheck.ofNewTables(source, tables, findings);
        PolicyCheck.run(source, target, tables, findings);
        PlanningCheck.ofNewTables(source, target.majorVersion(), tables, findings);
        List<Finding> found = findings.list().stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
        if (!found.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    found.stream()
                                    .map(one -> one.subject() + ": " + one.message())
                                    .collect(Collectors.joining("\n"))
                            + ". Nothing was changed.",
                    found.stream().map(Finding::cure).distinct().collect(Collectors.joining("\n"))
                            + " Then run the command again.");
        }
    }

    /** The same for a source alone; what requires a target is skipped, and the last finding says so. */
    public static List<Finding> runOnSource(Database source, SourceConfig config) {
        var findings = new Findings();
        if (sound(source, source.contact(), findings)) {
            try (Session from = source.open(Role.CONTROL);
                    var parts = new ParallelCheck(SOURCE_ALONE, source, null)) {
                Server server = Server.read(from);
                if (ServerCheck.runOnSource(server, findings)) {
                    parts.run(Survey.ofSource(config, from, server), findings);
                }
            }
        }
        findings.warn(
                "target",
                "none is given, so nothing of it was looked at: its privileges, tables, columns, extensions and room",
                "Give --target as well when there is one.");
        return findings.list();
    }

    /** Whether sessions may be opened. Nothing is set in a session before that is known. Both are contacted concurrently. */
    private static boolean sound(Database source, Database target, Findings findings) {
        Meanwhile<Contact> other = Meanwhile.start("contact-target", target::contact);
        boolean sound;
        try {
            sound = sound(source, source.contact(), findings);
        } finally {
            other.await();
        }
        return sound(target, other.result(), findings) && sound;
    }

    private static boolean sound(Database database, Contact contact, Findings findings) {
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
}
