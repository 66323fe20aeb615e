package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Computes what a table's indexes compute, for some rows of the source: of the functions that they call the planner reads only those in
 * SQL, and what those call in turn is seen only when they run. Confined to the session's thread.
 */
final class IndexTrial {
    private static final int ROWS = 10;

    private final Session session;
    private final Table table;
    private final List<String> computing;
    private final String reading;

    private IndexTrial(Session session, Table table, String rows) {
        this.session = session;
        this.table = table;
        String from = " FROM pg_catalog.jsonb_populate_recordset(NULL::"
                + table.name().quoted() + ", " + Sql.literal(rows) + "::pg_catalog.jsonb) AS r";
        this.reading = "SELECT pg_catalog.num_nulls(r)" + from;
        this.computing = session.doing("reading what indexes of " + table.name() + " compute")
                .query(
                        Survey.file("index_expressions.sql"),
                        row -> "SELECT pg_catalog.num_nulls(" + row.getString(1) + ")" + from,
                        Long.toString(table.oid()));
    }

    /** On the session's side, which has the table under this oid, with rows of the source. */
    static IndexTrial of(Session source, Session session, Table table) {
        return new IndexTrial(session, table, some(source, table));
    }

    /** As a JSON array; without any when they cannot be read, which the planning of that says as well. */
    private static String some(Session source, Table table) {
        source.doing("reading some rows of " + table.name());
        try {
            return source.readingUserTables(() -> source.queryText(
                    "SELECT coalesce(pg_catalog.jsonb_agg(r), '[]')::pg_catalog.text FROM (SELECT * FROM "
                            + table.rows() + " LIMIT " + ROWS + ") AS r"));
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return "[]";
        }
    }

    /** Why they cannot be computed where names are looked for in these schemas; empty when they can, or nothing is known. */
    Optional<DatabaseException> refusal(String path) {
        session.doing("trying what indexes of " + table.name() + " compute");
        String set = "SET LOCAL search_path = " + path;
        return session.refusal(List.of(set, "EXPLAIN SELECT FROM " + table.rows()))
                .or(() -> session.refusal(List.of(set, reading)).isPresent()
                        ? Optional.empty()
                        : session.refusal(Stream.concat(Stream.of(set), computing.stream())
                                .toList()));
    }
}
