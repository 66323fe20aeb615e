package io.pgreplicator.jdbc;

import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.List;

/**
 * Privileges of other roles on objects in a schema of ours, with which they could read keys of rows, write into the log, or
 * make the replicator's role run statements of theirs. Stateless, thread-safe.
 */
public final class SchemaGrants {
    private SchemaGrants() {}

    /**
     * The privileges of one role on some of the objects.
     *
     * @param role the role as SQL names it, or {@code PUBLIC}
     * @param privileges its privileges, joined by commas
     * @param readsOnly whether they only allow reading
     * @param revoke the statement that revokes them
     */
    public record Grant(String role, String privileges, boolean readsOnly, String revoke) {}

    /** The privileges of other roles. */
    public static List<Grant> read(Session session, OwnSchema schema) {
        return session.doing("reading the privileges on the schema " + schema)
                .query(
                        SqlFile.of(SchemaGrants.class, "schema_grants.sql")
                                .with("schema", schema.toString())
                                .text(),
                        row -> new Grant(row.getString(1), row.getString(2), row.getBoolean(3), row.getString(4)));
    }

    /**
     * Revokes every privilege of other roles. Call it in the transaction that creates the schema: default privileges may
     * have named anybody, and PostgreSQL lets everybody execute a new function.
     */
    public static void revoke(Session session, OwnSchema schema) {
        read(session, schema).forEach(grant -> session.execute(grant.revoke()));
    }
}
