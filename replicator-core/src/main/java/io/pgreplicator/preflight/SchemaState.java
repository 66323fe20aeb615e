package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.Optional;

/**
 * A schema of the replicator's as it was found. Immutable.
 *
 * @param ours whether it holds the table by which ours is known
 * @param occupied whether it holds anything
 * @param creatable whether the role may create objects in it
 * @param owner name of its owner
 */
record SchemaState(boolean ours, boolean occupied, boolean creatable, String owner) {

    /** Empty when there is no such schema. */
    static Optional<SchemaState> read(Session session, OwnSchema schema) {
        return session.doing("looking for the schema " + schema)
                .queryFirst(
                        SqlFile.of(SchemaState.class, "own_schema.sql")
                                .with("schema", schema.toString())
                                .text(),
                        row -> new SchemaState(
                                row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getString(4)),
                        schema == OwnSchema.CAPTURE ? "capture" : "table_copy");
    }
}
