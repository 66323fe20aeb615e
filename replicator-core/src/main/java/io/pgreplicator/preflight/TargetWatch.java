package io.pgreplicator.preflight;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.catalog.TypeStructure;
import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the check has found of the target's tables, looked at again while rows are written to them: somebody may change them
 * meanwhile. Stateless, thread-safe.
 */
public final class TargetWatch {
    private static final String CHANGED = " changed on the target: ";

    private TargetWatch() {}

    /**
     * For each of the target's tables, by oid, a digest: while it is unchanged, {@link #acting} and {@link #altering} find what they found.
     * A table that is gone has none.
     *
     * @param replicaRole whether target sessions may disable triggers for themselves
     */
    public static Map<Long, String> states(Session target, Collection<Table> targets, boolean replicaRole) {
        Map<Long, String> types = TypeStructure.states(target, targets);
        return target
                .doing("looking for changed tables")
                .query(
                        Survey.file("target_state.sql"),
                        row -> Map.entry(row.getLong(1), row.getString(2)),
                        Survey.oids(targets),
                        !replicaRole,
                        !replicaRole)
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        table -> table.getValue() + "; types " + types.getOrDefault(table.getKey(), "")));
    }

    /** A trigger, a rule or a foreign key that acts on the rows written to the target's tables, and what takes it off unless the next run does. */
    public static Optional<Finding> acting(Session target, Collection<Table> targets, boolean replicaRole) {
        var findings = new Findings();
        TriggerCheck.run(target, Survey.oids(targets), replicaRole, "", findings);
        return failure(findings)
                .or(() -> replicaRole
                        ? Optional.empty()
                        : DeferredObjects.acting(
                                target, targets.stream().map(Table::name).toList()));
    }

    /**
     * A column, or a type that one is made of, that does not hold the source's values as they are, as the failure that the run ends with. A
     * wider type is none, so that a column may be changed on the target first.
     */
    public static Optional<ReplicatorException> altering(
            Session source, Session target, Collection<Table> sources, Collection<Table> targets) {
        return differing(source, target, sources, targets)
                .map(
                        difference -> new ReplicatorException(
                                ErrorCode.SHAPE_CHANGED,
                                "The " + difference.subject() + CHANGED + difference.message() + ".",
                                "Undo the change on the target and run the command again with --repair: rows may have been written meanwhile."));
    }

    /** The same as a finding, whichever side has changed. */
    public static Optional<Finding> differing(
            Session source, Session target, Collection<Table> sources, Collection<Table> targets) {
        Set<QualifiedName> names = sources.stream().map(Table::name).collect(Collectors.toSet());
        return TypeComparison.of(source, target, sources, targets, names).stream()
                .filter(TypeDifference::changesValues)
                .findFirst()
                .map(TypeDifference::finding)
                .or(() -> alteringColumn(source, target, sources, names));
    }

    /** Whether the failure is of this column, as {@link #altering} words it. */
    public static boolean isOfColumn(ReplicatorException failure, QualifiedName table, String column) {
        return String.valueOf(failure.getMessage())
                .startsWith("The table " + table + CHANGED + "column " + column + " ");
    }

    private static Optional<Finding> alteringColumn(
            Session source, Session target, Collection<Table> sources, Set<QualifiedName> names) {
        Map<QualifiedName, Table> targets = CatalogReader.tables(target, names::contains).stream()
                .collect(Collectors.toMap(Table::name, Function.identity()));
        List<Table> doubtful = sources.stream()
                .filter(table -> {
                    Table other = targets.get(table.name());
                    return other != null && mayAlter(table, other);
                })
                .toList();
        var findings = new Findings();
        if (!doubtful.isEmpty()) {
            ShapeCheck.values(Survey.again(source, target, doubtful, targets), findings);
        }
        return failure(findings);
    }

    /** Whether more has to be known: types of extensions have other names in other schemas, and expressions are not in memory. */
    private static boolean mayAlter(Table table, Table other) {
        Map<String, Column> columns =
                other.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
        return table.columns().stream().anyMatch(column -> {
            Column there = columns.get(column.name());
            return there != null
                    && (column.generated() || there.generated() || !TypeWidth.holds(column.type(), there.type()));
        });
    }

    private static Optional<Finding> failure(Findings findings) {
        return findings.list().stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .findFirst();
    }
}
