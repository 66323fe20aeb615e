package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import java.util.Set;

/**
 * A type of columns that is not the same on both sides though it has the same name. Immutable.
 *
 * @param finding what differs, and what to do
 * @param tables the tables of the source whose columns are made of it, directly or not
 */
public record TypeDifference(Finding finding, Set<QualifiedName> tables) {
    public TypeDifference {
        tables = Set.copyOf(tables);
    }

    /** Whether values would mean something else on the target, or not fit. */
    public boolean changesValues() {
        return finding.level() == Finding.Level.FAIL;
    }
}
