package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaCopyEnded;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaCopyStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates what the target's schema lacks of the source's, all or nothing. Stateless, thread-safe. */
public final class SchemaCopy {
    private SchemaCopy() {}

    /** What must hold before a schema is created. */
    @FunctionalInterface
    public interface Condition {
        /** Throws unless these tables of the source can be made on the target. */
        void refuse(Session source, Session target, List<Table> tables);
    }

    /**
     * Creates what the target lacks, in one transaction, and leaves what it has as it is; then reports the differences between the two
     * sides. Blocks; an interrupt ends it, and leaves the target unchanged. pg_dump reads the source under ACCESS SHARE locks, for
     * which it waits five seconds at most. Throws {@link ReplicatorException} when a program is missing or when the target rejects an
     * object; and what the condition throws.
     */
    public static SchemaReport run(
            Database source,
            Database target,
            ReplicatorConfig config,
            SchemaOptions options,
            ReplicationListener listener,
            Condition condition) {
        var work = new Work(config.sessions().retryLimit(), new StopSignal(), PausePoint.Hook.NONE, listener);
        var start = new SchemaCopyStarted();
        return work.act(
                start,
                () -> run(source, target, config, options, work, condition),
                (report, ending) -> new SchemaCopyEnded(start, report != null && report.created(), ending));
    }

    private static SchemaReport run(
            Database source,
            Database target,
            ReplicatorConfig config,
            SchemaOptions options,
            Work work,
            Condition condition) {
        source.probe();
        target.probe();
        Creation creation = create(source, target, config, options, work, condition);
        Map<String, String> refusals = creation.created
                ? new PrivilegeTransfer(source, target, config.tables(), creation.before, work).run()
                : Map.of();
        if (creation.created && creation.wasEmpty) {
            SettingTransfer.run(source, target, config.tables(), work);
        }
        return work.call("comparing the definitions", () -> {
            try (Session from = source.open(Role.CONTROL);
                    Session to = target.open(Role.CONTROL)) {
                return report(creation, from, to, config.tables(), refusals);
            }
        });
    }

    /** Whether anything was created, what was left out, what the target had before, and whether that was nothing of the user's. */
    private record Creation(boolean created, List<String> leftOut, Set<String> before, boolean wasEmpty) {}

    private static Creation create(
            Database source,
            Database target,
            ReplicatorConfig config,
            SchemaOptions options,
            Work work,
            Condition condition) {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            OwnSchemaState.refuseStrangers(from);
            OwnSchemaState.refuseStrangers(to);
            refuseWhatIsTakenOff(from);
            work.run("recording foreign keys", () -> LaterForeignKey.admit(to));
            var tables = Selection.read(from, config.tables());
            refuseNone(tables.selected());
            List<Table> absent = absent(tables.selected(), to);
            if (!absent.isEmpty()) {
                condition.refuse(from, to, absent);
            }
            var omissions = Omissions.read(from, to, config.tables(), tables.left(), options);
            if (omissions.nothingNew()) {
                return new Creation(false, List.of(), Set.of(), false);
            }
            PostgresTools tools = PostgresTools.find(from.majorVersion(), to.majorVersion());
            omissions.told().forEach(work::tell);
            Set<String> before = PrivilegeTransfer.objects(to);
            work.run("recording foreign keys", () -> LaterForeignKey.record(from, to, omissions.later()));
            SchemaTransfer.Outcome outcome = new SchemaTransfer(
                            tools, from, source.settings(), to, target.settings(), work)
                    .run(omissions, path(from, to));
            work.run("recording foreign keys", () -> LaterForeignKey.admit(to));
            List<String> leftOut = Stream.concat(omissions.told().stream(), outcome.leftOut().stream())
                    .map(one -> one.object() + ", which " + one.reason())
                    .toList();
            return new Creation(outcome.created(), leftOut, before, omissions.targetEmpty());
        }
    }

    /** Where applications of the source look for names, then those of the target. */
    private static String path(Session from, Session to) {
        return Stream.of(from, to)
                .map(session -> session.queryText("SELECT reset_val FROM pg_settings WHERE name = 'search_path'"))
                .filter(path -> !path.isBlank())
                .collect(Collectors.joining(", "));
    }

    /** Each object that differs between the sides, by kind and name; creates nothing. */
    public static List<ObjectDifference> differences(Session source, Session target, TableFilter filter) {
        return SchemaDifferences.find(source, target, filter);
    }

    /**
     * Each privilege that differs between the sides, on objects that both have and of roles that both have, with the statements that make
     * the target equal.
     */
    public static List<ObjectDifference> privileges(Session source, Session target, TableFilter filter) {
        return privileges(source, target, filter, Map.of());
    }

    private static List<ObjectDifference> privileges(
            Session source, Session target, TableFilter filter, Map<String, String> refusals) {
        return PrivilegeDifference.between(Privileges.read(source, filter), Privileges.read(target, filter)).stream()
                .map(one -> one.reported(refusals.get(one.key())))
                .toList();
    }

    private static SchemaReport report(
            Creation creation, Session from, Session to, TableFilter filter, Map<String, String> refusals) {
        boolean sameWords = from.majorVersion() == to.majorVersion();
        Predicate<ObjectDifference> takenOff = OpenObjects.takenOff(from, to);
        var compared = new ArrayList<SchemaReport.Difference>();
        var waiting = new ArrayList<String>();
        var worded = new ArrayList<String>();
        for (ObjectDifference one : Stream.concat(
                        differences(from, to, filter).stream(), privileges(from, to, filter, refusals).stream())
                .toList()) {
            if (one.wordingOnly() && !sameWords) {
                worded.add(one.difference().object());
            } else if (takenOff.test(one)) {
                waiting.add(one.difference().object());
            } else {
                compared.add(one.difference());
            }
        }
        return new SchemaReport(creation.created, creation.leftOut, compared, waiting, worded, false);
    }

    /**
     * A source that another migration copies to lacks what that one has dropped, and the new schema would lack it for ever.
     */
    private static void refuseWhatIsTakenOff(Session source) {
        long off = OpenObjects.countOff(source);
        if (off > 0) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "The source is the target of another migration, which has taken off " + off
                            + " of its indexes, foreign keys and triggers: the new schema would lack them. Nothing was changed.",
                    "Wait until they are back ('run --until caught-up' of that migration ends then), or give the first source of the"
                            + " chain.");
        }
    }

    private static void refuseNone(List<Table> selected) {
        if (selected.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "No table of the source takes part, so there is no schema to create.",
                    "Correct --schema, --exclude-schema, --table and --exclude-table, or the database of --source.");
        }
    }

    /** The tables that the target lacks. */
    private static List<Table> absent(List<Table> selected, Session target) {
        Set<QualifiedName> names = selected.stream().map(Table::name).collect(Collectors.toSet());
        Set<QualifiedName> present = CatalogReader.tables(target, names::contains).stream()
                .map(Table::name)
                .collect(Collectors.toSet());
        return selected.stream()
                .filter(table -> !present.contains(table.name()))
                .toList();
    }
}
