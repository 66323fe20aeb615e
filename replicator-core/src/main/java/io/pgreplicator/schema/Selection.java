package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The user tables of the source, without those of extensions. Immutable.
 *
 * @param selected those that are replicated
 * @param left those that are not
 */
record Selection(List<Table> selected, List<Table> left) {
    Selection {
        selected = List.copyOf(selected);
        left = List.copyOf(left);
    }

    static Selection read(Session source, TableFilter filter) {
        var parted = CatalogReader.tables(source, name -> true).stream()
                .filter(table -> table.extension() == null)
                .collect(Collectors.partitioningBy(table -> filter.includes(table.name())));
        return new Selection(parted.getOrDefault(true, List.of()), parted.getOrDefault(false, List.of()));
    }
}
