package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.TableComparison;
import io.pgreplicator.verify.TableHash;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares every captured table by a hash over all of its rows. Stateless, thread-safe. */
public final class Comparison {
    private Comparison() {}

    /** Runs the comparison; meant for idle databases. Blocks for as long as it takes to read both sides. */
    public static ComparisonReport run(Ends ends) {
        try (Session from = ends.source().open(Role.VERIFY);
                Session to = ends.target().open(Role.VERIFY)) {
            List<CapturedTable> captured = CaptureSchema.tables(from);
            List<QualifiedName> names =
                    captured.stream().map(CapturedTable::name).toList();
            // another table may bear the name of one that was renamed
            Set<QualifiedName> kept = captured.stream()
                    .filter(table -> table.current().name().equals(table.name()))
                    .map(CapturedTable::name)
                    .collect(Collectors.toSet());
            List<Table> tables = CatalogReader.tables(from, kept::contains);
            Map<QualifiedName, Table> targets = CatalogReader.tables(to, names::contains).stream()
                    .collect(Collectors.toMap(Table::name, Function.identity()));
            // two values may have the same text without being equal: (1,2) of (a, b) and of (b, a)
            Set<QualifiedName> otherwiseTyped =
                    TypeComparison.of(from, to, tables, targets.values(), Set.copyOf(names)).stream()
                            .filter(TypeDifference::changesValues)
                            .flatMap(difference -> difference.tables().stream())
                            .collect(Collectors.toSet());
            Map<QualifiedName, Table> sources =
                    tables.stream().collect(Collectors.toMap(Table::name, Function.identity()));
            return new ComparisonReport(names.stream()
                    .map(name -> compare(from, to, name, sources.get(name), targets.get(name), otherwiseTyped))
                    .toList());
        }
    }

    /**
     * Includes generated columns that exist on both sides. A table that was dropped or renamed on the source is not equal.
     */
    private static TableComparison compare(
            Session from,
            Session to,
            QualifiedName name,
            @Nullable Table table,
            @Nullable Table onTarget,
            Set<QualifiedName> otherwiseTyped) {
        if (table == null) {
            long rows = onTarget == null
                    ? 0
                    : TableHash.of(
                                    to,
                                    onTarget,
                                    onTarget.columns().stream()
                                            .map(Column::name)
                                            .toList())
                            .rows();
            return new TableComparison(name, List.of(), 0, rows, false);
        }
        Set<String> computed = onTarget == null
                ? Set.of()
                : onTarget.columns().stream()
                        .filter(Column::generated)
                        .map(Column::name)
                        .collect(Collectors.toSet());
        List<String> columns = table.columns().stream()
                .filter(column -> !column.generated() || computed.contains(column.name()))
                .map(Column::name)
                .toList();
        TableHash there = TableHash.of(from, table, columns);
        TableHash here = onTarget == null ? new TableHash(0, "absent") : TableHash.of(to, onTarget, columns);
        return new TableComparison(
                name, columns, there.rows(), here.rows(), there.equals(here) && !otherwiseTyped.contains(name));
    }
}
