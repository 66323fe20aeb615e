package io.pgreplicator.catalog;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Session.Question;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables from the catalog, with four queries in two round trips for any number of tables. The session must have {@code
 * search_path} pinned to {@code pg_catalog}, so that every name it returns is qualified. Stateless, thread-safe.
 */
public final class CatalogReader {
    /** Schemas that never take part: our own, and the one that Heroku puts into every database. */
    public static final List<String> RESERVED_SCHEMAS =
            List.of(OwnSchema.CONTROL.toString(), OwnSchema.CAPTURE.toString(), "_heroku");

    private CatalogReader() {}

    /** The condition that {@code n}, a row of {@code pg_namespace}, is a schema of the user: not the server's, not reserved. */
    public static String isUserSchema() {
        return "n.nspname NOT IN ('pg_catalog', 'information_schema', "
                + RESERVED_SCHEMAS.stream().map(Sql::literal).collect(Collectors.joining(", "))
                + ") AND n.nspname !~ '^pg_(toast|temp)'";
    }

    /** The arguments of a row p of {@code pg_proc}, as every version words them: of procedures those from 14 on name the mode IN. */
    public static String routineArguments() {
        return "pg_catalog.regexp_replace(pg_catalog.pg_get_function_identity_arguments(p.oid), '(^|, )IN ', '\\1', 'g')";
    }

    /** The query for the user's tables and their partitions: oid, schema and name of the table that it is or belongs to. */
    public static String userTables() {
        return SqlFile.of(CatalogReader.class, "user_tables.sql")
                .with("is_user_schema", isUserSchema())
                .text();
    }

    /** The tables of the filter, by name. Tables of extensions are included, and marked as such. */
    public static List<Table> tables(Session session, TableFilter filter) {
        return tables(session, filter::includes);
    }

    /** The names of the filter's tables, without those of extensions: one light query. */
    public static List<QualifiedName> names(Session session, TableFilter filter) {
        return session.doing("reading the catalog").query(heads(), CatalogReader::head).stream()
                .filter(head -> head.extension == null && filter.includes(head.name))
                .map(Head::name)
                .toList();
    }

    /** The tables that satisfy the condition, by name. */
    public static List<Table> tables(Session session, Predicate<QualifiedName> wanted) {
        session.doing("reading the catalog");
        List<Head> heads = session.query(heads(), CatalogReader::head).stream()
                .filter(head -> wanted.test(head.name))
                .toList();
        List<String> oids = heads.stream().map(head -> Long.toString(head.oid)).toList();
        Question<ColumnRow> ofColumns = Question.of(file("columns.sql"), CatalogReader::column, oids);
        Question<KeyRow> ofKeys = Question.of(
                SqlFile.of(CatalogReader.class, "keys.sql")
                        .with("unique_index", Key.uniqueIndex("i.indexrelid"))
                        .text(),
                CatalogReader::key,
                oids);
        Question<LeafRow> ofLeaves = Question.of(file("leaves.sql"), CatalogReader::leaf, oids);
        session.ask(ofColumns, ofKeys, ofLeaves);
        Map<Long, List<ColumnRow>> columns =
                ofColumns.answer().stream().collect(Collectors.groupingBy(ColumnRow::table));
        Map<Long, List<KeyRow>> keys = ofKeys.answer().stream().collect(Collectors.groupingBy(KeyRow::table));
        Map<Long, List<LeafRow>> leaves = ofLeaves.answer().stream().collect(Collectors.groupingBy(LeafRow::table));
        return heads.stream()
                .map(head -> new Table(
                        head.oid,
                        head.name,
                        head.kind,
                        head.owned,
                        head.unlogged,
                        head.extension,
                        head.forcedRowSecurity,
                        columns.getOrDefault(head.oid, List.of()).stream()
                                .map(ColumnRow::column)
                                .toList(),
                        keys(keys.getOrDefault(head.oid, List.of())),
                        leaves.getOrDefault(head.oid, List.of()).stream()
                                .map(LeafRow::leaf)
                                .toList()))
                .toList();
    }

    private record Head(
            long oid,
            QualifiedName name,
            Table.Kind kind,
            boolean owned,
            boolean unlogged,
            @Nullable String extension,
            boolean forcedRowSecurity) {}

    private record ColumnRow(long table, Column column) {}

    private record KeyRow(long table, String index, boolean primary, boolean immediate, Key.KeyColumn column) {}

    private record LeafRow(long table, Leaf leaf) {}

    private static Head head(ResultSet row) throws SQLException {
        Table.Kind kind = row.getBoolean(4)
                ? Table.Kind.PARTITIONED
                : row.getBoolean(5) ? Table.Kind.INHERITED : Table.Kind.PLAIN;
        return new Head(
                row.getLong(1),
                new QualifiedName(row.getString(2), row.getString(3)),
                kind,
                row.getBoolean(7),
                row.getString(6).equals("u"),
                row.getString(8),
                row.getBoolean(9));
    }

    private static ColumnRow column(ResultSet row) throws SQLException {
        return new ColumnRow(
                row.getLong(1),
                new Column(
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6),
                        row.getString(7).strip(),
                        row.getBoolean(8),
                        row.getBoolean(9)));
    }

    private static KeyRow key(ResultSet row) throws SQLException {
        return new KeyRow(
                row.getLong(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                new Key.KeyColumn(row.getString(5), row.getString(6), row.getString(7), row.getString(8)));
    }

    private static LeafRow leaf(ResultSet row) throws SQLException {
        return new LeafRow(
                row.getLong(1),
                new Leaf(
                        row.getLong(2),
                        new QualifiedName(row.getString(3), row.getString(4)),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
    }

    /** Groups the key columns, which are sorted by index, the best first. */
    private static List<Key> keys(List<KeyRow> rows) {
        var keys = new ArrayList<Key>();
        int begin = 0;
        for (int end = 1; end <= rows.size(); end++) {
            if (end == rows.size() || !rows.get(end).index.equals(rows.get(begin).index)) {
                KeyRow first = rows.get(begin);
                List<Key.KeyColumn> columns =
                        rows.subList(begin, end).stream().map(KeyRow::column).toList();
                keys.add(new Key(first.index, first.primary, first.immediate, columns));
                begin = end;
            }
        }
        return keys;
    }

    private static String heads() {
        return SqlFile.of(CatalogReader.class, "tables.sql")
                .with("is_user_schema", isUserSchema())
                .text();
    }

    private static String file(String name) {
        return SqlFile.of(CatalogReader.class, name).text();
    }
}
