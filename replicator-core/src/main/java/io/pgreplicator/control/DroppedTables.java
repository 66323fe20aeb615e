package io.pgreplicator.control;

import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;

/**
 * Tables that were dropped on the source, as recorded in the control schema: they are not replicated any more, and the target's are left
 * as they are. Stateless, thread-safe.
 */
public final class DroppedTables {
    private DroppedTables() {}

    /** Records it in the session's transaction. */
    public static void note(Session target, QualifiedName table) {
        target.doing("recording that " + table + " was dropped")
                .update(
                        "INSERT INTO replicator.dropped_table (schema_name, table_name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        table.schema(),
                        table.name());
    }

    /** A table of that name is replicated from now on; in the session's transaction. */
    public static void forget(Session target, QualifiedName table) {
        target.update(
                "DELETE FROM replicator.dropped_table WHERE schema_name = ? AND table_name = ?",
                table.schema(),
                table.name());
    }

    /** Those that this database still has, by name; none when no migration writes to it. */
    public static List<QualifiedName> present(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("looking for tables that were dropped on the source")
                        .query(
                                "SELECT d.schema_name, d.table_name FROM replicator.dropped_table AS d"
                                        + " WHERE EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                                        + " WHERE n.nspname = d.schema_name AND c.relname = d.table_name AND c.relkind IN ('r', 'p'))"
                                        + " ORDER BY 1, 2",
                                row -> new QualifiedName(row.getString(1), row.getString(2)))
                : List.of();
    }
}
