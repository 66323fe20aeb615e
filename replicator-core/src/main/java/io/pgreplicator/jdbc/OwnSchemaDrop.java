package io.pgreplicator.jdbc;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.stream.Collectors;

/** Drops a schema of ours with all that is in it, and nothing else. Stateless, thread-safe. */
public final class OwnSchemaDrop {
    private OwnSchemaDrop() {}

    /** What depends on the schema, and how its owner can drop it. */
    private record Dependent(String name, String drop) {}

    /** Throws {@link ErrorCode#PREFLIGHT_FAILED} when something that is not ours would go with it; changes nothing. */
    public static void assertPossible(Session session, OwnSchema schema) {
        List<Dependent> found = session.doing("looking for what depends on the schema " + schema)
                .query(
                        SqlFile.of(OwnSchemaDrop.class, "dependents.sql")
                                .with("schema", schema.toString())
                                .text(),
                        row -> new Dependent(row.getString(1), row.getString(2)));
        if (!found.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "On the " + session.side() + ", what is not the replicator's depends on the schema " + schema + ": "
                            + found.stream().map(Dependent::name).collect(Collectors.joining(", ")) + ".",
                    "Drop it, then run the command again: "
                            + found.stream().map(Dependent::drop).collect(Collectors.joining(" ")));
        }
    }

    /** Drops it in the session's transaction; throws as {@link #assertPossible} does. */
    public static void run(Session session, OwnSchema schema) {
        assertPossible(session, schema);
        session.doing("dropping the schema " + schema).execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }
}
