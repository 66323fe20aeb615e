package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import java.util.Optional;

/**
 * The schema {@code replicator} of one side as it was found. Immutable.
 *
 * @param ours whether it holds the table by which ours is known
 * @param occupied whether it holds anything
 * @param creatable whether the role may create objects in it
 * @param owner name of its owner
 */
record OwnSchema(boolean ours, boolean occupied, boolean creatable, String owner) {
    /** The table by which our schema on the source is known. */
    static final String ON_SOURCE = "capture";

    /** The table by which our schema on the target is known. */
    static final String ON_TARGET = "table_copy";

    /** Empty when there is no such schema. */
    static Optional<OwnSchema> read(Session session, String knownBy) {
        return session.doing("looking for the schema replicator")
                .queryFirst(
                        Survey.file("own_schema.sql"),
                        row -> new OwnSchema(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getString(4)),
                        knownBy);
    }
}
