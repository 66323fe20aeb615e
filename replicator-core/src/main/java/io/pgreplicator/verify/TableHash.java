package io.pgreplicator.verify;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table's rows as one number: equal on both sides when every row is. Meant for idle databases. Immutable.
 *
 * @param rows number of rows
 * @param hash hash over every carried column of every row, independent of their order
 */
public record TableHash(long rows, String hash) {

    /** Reads every row of the table; {@code columns} in the same order on both sides. */
    public static TableHash of(Session session, Table table, List<String> columns) {
        String list = columns.stream().map(name -> "t." + Sql.identifier(name)).collect(Collectors.joining(", "));
        return session.doing("comparing " + table.name())
                .query(
                        SqlFile.of(TableHash.class, "hash_rows.sql")
                                .with("table", table.rows())
                                .with("columns", list)
                                .text(),
                        row -> new TableHash(row.getLong(1), row.getString(2)))
                .get(0);
    }
}
