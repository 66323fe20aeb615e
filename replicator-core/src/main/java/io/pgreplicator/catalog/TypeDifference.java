package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import java.util.Set;

/**
 * A type of columns that differs between the two sides although its name is the same. Immutable.
 *
 * @param finding what differs, and what to do
 * @param tables the tables of the source whose columns use it, directly or indirectly
 */
public record TypeDifference(Finding finding, Set<QualifiedName> tables) {
    public TypeDifference {
        tables = Set.copyOf(tables);
    }

    /** Whether values would have another meaning on the target, or not fit. */
    public boolean changesValues() {
        return finding.level() == Finding.Level.FAIL;
    }
}
