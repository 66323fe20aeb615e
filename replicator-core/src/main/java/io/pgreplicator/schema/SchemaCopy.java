package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
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
import java.util.List;
import java.util.Set;
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
            ReplicationListener listener,
            Condition condition) {
        var work = new Work(config.sessions().retryLimit(), new StopSignal(), PausePoint.Hook.NONE, listener);
        var start = new SchemaCopyStarted();
        return work.act(
                start,
                () -> run(source, target, config, work, condition),
                (report, ending) -> new SchemaCopyEnded(start, report != null && report.created(), ending));
    }

    private static SchemaReport run(
            Database source, Database target, ReplicatorConfig config, Work work, Condition condition) {
        source.probe();
        target.probe();
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            OwnSchemaState.refuseStrangers(from);
            OwnSchemaState.refuseStrangers(to);
            refuseWhatIsTakenOff(from);
            var tables = Selection.read(from, config.tables());
            refuseNone(tables.selected());
            List<Table> absent = absent(tables.selected(), to);
            if (!absent.isEmpty()) {
                condition.refuse(from, to, absent);
            }
            var omissions = Omissions.read(from, to, config.tables(), tables.left());
            boolean created = false;
            List<String> leftOut = List.of();
            if (!omissions.nothingNew()) {
                PostgresTools tools = PostgresTools.find(from.majorVersion(), to.majorVersion());
                omissions.told().forEach(work::tell);
                leftOut = omissions.told().stream()
                        .map(one -> one.object() + ", which " + one.reason())
                        .toList();
                created = new SchemaTransfer(tools, source.settings(), target.settings(), work)
                        .run(omissions, path(from, to));
            }
            if (created) {
                carryPrivileges(from, to, config.tables());
            }
            return new SchemaReport(created, leftOut, reported(from, to, config.tables()));
        }
    }

    /** What the role may not grant stays a difference, and is reported. */
    private static void carryPrivileges(Session from, Session to, TableFilter filter) {
        for (List<String> statements : SchemaDifferences.privilegesToCarry(from, to, filter)) {
            try {
                to.doing("granting privileges").runInTransaction(() -> statements.forEach(to::execute));
            } catch (DatabaseException e) {
                if (!SqlStates.isDenied(e.sqlState()) && !SqlStates.isUndefined(e.sqlState())) {
                    throw e;
                }
            }
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
     * Each privilege that differs between the sides, on objects that both have. Privileges of an owner are not compared, nor those of roles
     * that only one side has. {@code objects}: the differences of objects.
     */
    public static List<ObjectDifference> privileges(
            Session source, Session target, TableFilter filter, List<ObjectDifference> objects) {
        return onBothSides(SchemaDifferences.ofPrivileges(source, target, filter), objects);
    }

    /** What one side lacks is named once, without the privileges on it. */
    private static List<ObjectDifference> onBothSides(
            List<ObjectDifference> privileges, List<ObjectDifference> objects) {
        List<String> lacking = objects.stream()
                .map(ObjectDifference::difference)
                .filter(one -> one.source() == null || one.target() == null)
                .map(one -> "privileges on " + one.object() + " to ")
                .toList();
        return privileges.stream()
                .filter(one -> lacking.stream().noneMatch(one.difference().object()::startsWith))
                .toList();
    }

    private static List<SchemaReport.Difference> reported(Session from, Session to, TableFilter filter) {
        List<ObjectDifference> objects = differences(from, to, filter);
        return Stream.concat(objects.stream(), privileges(from, to, filter, objects).stream())
                .filter(one -> !one.wordingOnly())
                .map(ObjectDifference::difference)
                .toList();
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
