package io.pgreplicator.apply;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as the rounds write it: the statements that stage its changed rows and bring them into the target. The stage is
 * a temporary table {@code (gone, v1, v2, ...)} in the order in which the source sends the columns. Immutable.
 */
public final class ApplyTable {
    private final int tableId;
    private final Table target;
    private final List<String> columns;
    private final boolean upsertable;
    private final String createStage;
    private final String deleteGone;
    private final String deleteAll;
    private final String insert;
    private final String upsert;

    /**
     * Prepares the statements.
     *
     * @param tableId the table's number
     * @param source the table on the source, whose carried columns come in this order
     * @param target the table on the target
     * @param key the target's key, of the same columns as the source's
     */
    public ApplyTable(int tableId, Table source, Table target, Key key) {
        this.tableId = tableId;
        this.target = target;
        this.columns = source.carried().stream().map(Column::name).toList();
        List<Column> carried = columns.stream().map(target::column).toList();
        String match = key.columns().stream()
                .map(column -> "t." + Sql.identifier(column.name()) + " " + column.equals() + " s.v"
                        + (columns.indexOf(column.name()) + 1))
                .collect(Collectors.joining(" AND "));
        String values = IntStream.rangeClosed(1, columns.size())
                .mapToObj(i -> "s.v" + i)
                .collect(Collectors.joining(", "));
        this.createStage = createStage(carried);
        this.deleteAll = "DELETE FROM " + target.rows() + " AS t USING " + stage() + " AS s WHERE " + match;
        this.deleteGone = deleteAll + " AND s.gone";
        this.insert = "INSERT INTO " + target.name().quoted() + " AS t (" + Sql.identifiers(columns)
                + ") OVERRIDING SYSTEM VALUE SELECT " + values + " FROM " + stage() + " AS s WHERE NOT s.gone";
        this.upsert = insert + " ON CONFLICT (" + Sql.identifiers(key.names()) + ") DO " + update(carried, key);
        this.upsertable = key.immediate()
                && carried.stream()
                        .noneMatch(column ->
                                column.identityAlways() && !key.names().contains(column.name()));
    }

    public int tableId() {
        return tableId;
    }

    /** The table on the target. */
    public Table target() {
        return target;
    }

    /** Whether ON CONFLICT can decide its rows; otherwise they are deleted and inserted. */
    boolean upsertable() {
        return upsertable;
    }

    String stage() {
        return "pg_temp.stage_" + tableId;
    }

    String createStage() {
        return createStage;
    }

    String deleteGone() {
        return deleteGone;
    }

    String deleteAll() {
        return deleteAll;
    }

    String insert() {
        return insert;
    }

    String upsert() {
        return upsert;
    }

    private String createStage(List<Column> carried) {
        var definitions = new ArrayList<String>();
        definitions.add("gone boolean");
        for (int i = 0; i < carried.size(); i++) {
            definitions.add("v" + (i + 1) + " " + carried.get(i).storage());
        }
        return "CREATE TEMP TABLE stage_" + tableId + " (" + String.join(", ", definitions) + ") ON COMMIT DELETE ROWS";
    }

    /** Key columns are set too: a key may be equal to the former one without being identical. */
    private static String update(List<Column> carried, Key key) {
        String assignments = carried.stream()
                .filter(column -> !column.identityAlways())
                .map(column -> Sql.identifier(column.name()) + " = EXCLUDED." + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return assignments.isEmpty() || key.columns().isEmpty() ? "NOTHING" : "UPDATE SET " + assignments;
    }
}
