package io.pgreplicator.apply;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.RowName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as the rounds write it: the statements that stage its changed rows and apply them to the target. The stage is a
 * temporary table {@code (gone, v1, v2, ...)} in the order in which the source sends the columns. Immutable.
 */
public final class ApplyTable {
    private final TablePair pair;
    private final List<String> columns;
    private final List<String> key;
    private final boolean upsertable;
    private final String createStage;
    private final String match;
    private final String values;
    private final String conflict;

    /**
     * Prepares the statements.
     *
     * @param pair the table, whose carried columns come in the order of its source
     * @param key the target's key, of the same columns as the source's
     */
    public ApplyTable(TablePair pair, Key key) {
        this.pair = pair;
        Table target = pair.target();
        this.columns = pair.source().carried().stream().map(Column::name).toList();
        List<Column> carried = columns.stream().map(target::column).toList();
        this.key = pair.captured().key();
        this.match = key.columns().stream()
                .map(column -> "t." + Sql.identifier(column.name()) + " " + column.equals() + " s.v"
                        + (columns.indexOf(column.name()) + 1))
                .collect(Collectors.joining(" AND "));
        this.values = IntStream.rangeClosed(1, columns.size())
                .mapToObj(i -> "s.v" + i)
                .collect(Collectors.joining(", "));
        this.createStage = createStage(carried);
        this.conflict = " ON CONFLICT (" + Sql.identifiers(key.names()) + ") DO UPDATE SET " + assignments(carried);
        this.upsertable = key.immediate()
                && !carried.stream().allMatch(Column::identityAlways)
                && carried.stream()
                        .noneMatch(column ->
                                column.identityAlways() && !key.names().contains(column.name()));
    }

    /** The table on both sides. */
    public TablePair pair() {
        return pair;
    }

    /** Its number, the same on both sides. */
    public int tableId() {
        return pair.tableId();
    }

    /** The table on the target. */
    public Table target() {
        return pair.target();
    }

    /** Whether its rows can be written with ON CONFLICT; otherwise they are deleted and inserted. */
    boolean upsertable() {
        return upsertable;
    }

    String stage() {
        return "pg_temp.stage_" + tableId();
    }

    String createStage() {
        return createStage;
    }

    /** Deletes those rows of {@code staged}, the stage or a part of it, that are marked as gone. */
    String deleteGone(String staged) {
        return deleteAll(staged) + " AND s.gone";
    }

    /** Deletes every staged key. */
    String deleteAll(String staged) {
        return "DELETE FROM " + target().rows() + " AS t USING " + staged + " AS s WHERE " + match;
    }

    /** Inserts the staged rows, whose keys must be free. */
    String insert(String staged) {
        return "INSERT INTO " + target().name().quoted() + " AS t (" + Sql.identifiers(columns)
                + ") OVERRIDING SYSTEM VALUE SELECT " + values + " FROM " + staged + " AS s WHERE NOT s.gone";
    }

    /** The number of rows that {@link #insert} and {@link #upsert} have to write. */
    String countOf(String staged) {
        return "SELECT count(*) FROM " + staged + " AS s WHERE NOT s.gone";
    }

    /** Inserts the staged rows, or updates those that exist. */
    String upsert(String staged) {
        return insert(staged) + conflict;
    }

    /**
     * The key's values of the staged row {@code s}: the bytes of their text, in UTF-8 unless the database has no encoding.
     */
    String keyTexts() {
        return key.stream()
                .map(name -> "pg_catalog.encode(pg_catalog.convert_to(pg_catalog.format('%s', s.v"
                        + (columns.indexOf(name) + 1) + "), CASE pg_catalog.getdatabaseencoding() WHEN 'SQL_ASCII'"
                        + " THEN 'SQL_ASCII' ELSE 'UTF8' END), 'hex')")
                .collect(Collectors.joining(", "));
    }

    /** The row's name, from its key's values in the order of {@link #keyTexts}. */
    RowName name(List<String> keyValues) {
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < key.size(); i++) {
            named.put(key.get(i), keyValues.get(i));
        }
        return new RowName(target().name(), named);
    }

    /** The row's name, from the line that the source sent. */
    RowName name(byte[] line) {
        List<String> fields = CopyLine.fields(line);
        return name(
                key.stream().map(name -> fields.get(columns.indexOf(name) + 1)).toList());
    }

    private String createStage(List<Column> carried) {
        var definitions = new ArrayList<String>();
        definitions.add("gone boolean");
        for (int i = 0; i < carried.size(); i++) {
            definitions.add("v" + (i + 1) + " " + carried.get(i).storage());
        }
        return "CREATE TEMP TABLE IF NOT EXISTS stage_" + tableId() + " (" + String.join(", ", definitions)
                + ") ON COMMIT DELETE ROWS";
    }

    /** Key columns are set too: a key may equal the previous one without being identical. */
    private static String assignments(List<Column> carried) {
        return carried.stream()
                .filter(column -> !column.identityAlways())
                .map(column -> Sql.identifier(column.name()) + " = EXCLUDED." + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
    }
}
