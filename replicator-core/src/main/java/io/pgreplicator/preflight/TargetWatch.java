package io.pgreplicator.preflight;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
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
    private TargetWatch() {}

    /**
     * A digest of the target's tables: while it is unchanged, {@link #acting} and {@link #altering} find what they found.
     *
     * @param replicaRole whether target sessions may disable triggers for themselves
     */
    public static String state(Session target, Collection<Table> targets, boolean replicaRole) {
        return target.doing("looking for changed tables")
                .query(Survey.file("target_state.sql"), row -> row.getString(1), Survey.oids(targets), !replicaRole)
                .get(0);
    }

    /** A trigger or a rule that acts on the rows written to the target's tables, and what disables it. */
    public static Optional<Finding> acting(Session target, Collection<Table> targets, boolean replicaRole) {
        var findings = new Findings();
        TriggerCheck.run(target, Survey.oids(targets), replicaRole, "", findings);
        return failure(findings);
    }

    /**
     * A column that does not hold the source's values as they are, and what makes it do so. A wider type is none, so that a
     * column may be changed on the target first.
     */
    public static Optional<Finding> altering(Session source, Session target, Collection<Table> sources) {
        Set<QualifiedName> names = sources.stream().map(Table::name).collect(Collectors.toSet());
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
