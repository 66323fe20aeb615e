package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that add to the target's table a column that only the source has, with its default; first what it needs: its type, its
 * sequence. Immutable.
 *
 * @param name its name
 * @param definition as ADD COLUMN takes it after the name
 * @param later what can be done only once its rows have arrived; null for nothing
 * @param type its type if it is not built in
 * @param creation the statement that creates that type; null where none is known
 * @param sequence the statement that creates the sequence of its default; null for none
 */
record MissingColumn(
        String name,
        String definition,
        @Nullable String later,
        @Nullable String type,
        @Nullable String creation,
        @Nullable String sequence) {

    /** Reads how the source has that column. */
    static MissingColumn of(Session source, Table table, String column) {
        Map<String, MissingColumn> columns = Survey.ofColumns(
                        source.doing("reading the column " + column + " of " + table.name()),
                        "column_definitions.sql",
                        Survey.oids(List.of(table)),
                        row -> new MissingColumn(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7)))
                .getOrDefault(table.oid(), Map.of());
        return Objects.requireNonNull(columns.get(column));
    }

    /** The statements for that target, in one line. */
    String cure(Session target, Table table) {
        String alter = "ALTER TABLE " + table.name().quoted();
        boolean typed = type == null
                || target.query("SELECT to_regtype(?) IS NOT NULL", row -> row.getBoolean(1), type)
                        .get(0);
        return "On the target: "
                + Stream.of(
                                typed ? null : creation,
                                sequence,
                                alter + " ADD COLUMN " + Sql.identifier(name) + " " + definition + ";")
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" "))
                + (later == null ? "" : "\nOn the target, once 'replicator run' has caught up: " + later);
    }
}
