package io.pgreplicator.telemetry;

import java.util.List;

/**
 * The result of comparing both databases. Immutable.
 *
 * @param tables every captured table of the source, by name; empty when nothing is captured
 */
public record ComparisonReport(List<TableComparison> tables) {
    public ComparisonReport {
        tables = List.copyOf(tables);
    }

    /** Whether every table that was compared is equal; also true when there was none: see {@link #tables}. */
    public boolean isEqual() {
        return tables.stream().allMatch(TableComparison::equal);
    }

    /** The tables that differ. */
    public List<TableComparison> different() {
        return tables.stream().filter(table -> !table.equal()).toList();
    }

    /** Rows of the source that were compared, in all tables. */
    public long sourceRows() {
        return tables.stream().mapToLong(TableComparison::sourceRows).sum();
    }
}
