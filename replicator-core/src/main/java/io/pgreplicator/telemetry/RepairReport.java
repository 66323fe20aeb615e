package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;

/**
 * What a repair compared and marked as changed; the first round of the next start carries the marked rows. Immutable.
 *
 * @param tables the tables that were compared; empty when nothing was copied yet
 * @param notCompared the tables whose copy is not complete; the copy carries their rows
 */
public record RepairReport(List<Table> tables, List<QualifiedName> notCompared) {
    public RepairReport {
        tables = List.copyOf(tables);
        notCompared = List.copyOf(notCompared);
    }

    /**
     * A table that was compared.
     *
     * @param name its name
     * @param sourceRows rows on the source
     * @param targetRows rows on the target
     * @param marked keys that were marked as changed, an upper bound for those that differ; 0 when both are equal
     */
    public record Table(QualifiedName name, long sourceRows, long targetRows, long marked) {}

    /** Nothing was copied yet. */
    public static RepairReport ofNone() {
        return new RepairReport(List.of(), List.of());
    }

    /** Rows that were compared; for each table, the larger of the two sides' numbers. */
    public long rows() {
        return tables.stream()
                .mapToLong(table -> Math.max(table.sourceRows(), table.targetRows()))
                .sum();
    }

    /** Keys that were marked as changed, in all tables. */
    public long marked() {
        return tables.stream().mapToLong(Table::marked).sum();
    }
}
