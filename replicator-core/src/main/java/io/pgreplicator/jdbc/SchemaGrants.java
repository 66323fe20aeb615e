package io.pgreplicator.jdbc;

import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.List;

/**
 * Privileges of other roles in a schema of ours, which would let them read keys of rows, write into the log, or
 * have statements of theirs run by the replicator's role. Stateless, thread-safe.
 */
public final class SchemaGrants {
    private SchemaGrants() {}

    /**
     * What one role may do to some of the objects.
     *
     * @param role the role as SQL names it, or {@code PUBLIC}
     * @param privileges its privileges, joined by commas
     * @param readsOnly whether it can change nothing with them
     * @param revoke the statement that takes them away
     */
    public record Grant(String role, String privileges, boolean readsOnly, String revoke) {}

    /** What other roles may do. */
    public static List<Grant> read(Session session, OwnSchema schema) {
        return session.doing("reading the privileges on the schema " + schema)
                .query(
                        SqlFile.of(SchemaGrants.class, "schema_grants.sql")
                                .with("schema", schema.toString())
                                .text(),
                        row -> new Grant(row.getString(1), row.getString(2), row.getBoolean(3), row.getString(4)));
    }

    /**
     * Takes every privilege from other roles. Call it in the transaction that creates the schema: default privileges may have
     * named anybody, and PostgreSQL lets everybody execute a new function.
     */
    public static void revoke(Session session, OwnSchema schema) {
        read(session, schema).forEach(grant -> session.execute(grant.revoke()));
    }
}
