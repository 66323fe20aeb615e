package io.pgreplicator.jdbc;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drops a schema of ours with the objects that we created in it, and nothing else. Stateless, thread-safe. */
public final class OwnSchemaDrop {
    private OwnSchemaDrop() {}

    /** An object that depends on the schema, and how its owner can remove the dependency. */
    private record Dependent(String name, String cure) {}

    /**
     * Throws {@link ErrorCode#PREFLIGHT_FAILED} when something that is not ours would be dropped with it; changes nothing.
     */
    public static void assertPossible(Session session, OwnSchema schema) {
        List<Dependent> found = session.doing("looking for what depends on the schema " + schema)
                .query(sql("dependents.sql", schema), row -> new Dependent(row.getString(1), row.getString(2)));
        if (!found.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "On the " + session.side() + ", what is not the replicator's is in the schema " + schema
                            + " or depends on it: "
                            + found.stream().map(Dependent::name).collect(Collectors.joining(", ")) + ".",
                    "Take it out of the way in this order, each as its owner, then run the command again: "
                            + found.stream().map(Dependent::cure).distinct().collect(Collectors.joining(" ")));
        }
    }

    /**
     * Drops the schema in the session's transaction. What somebody creates in the meantime is not dropped either: it then
     * throws as {@link #assertPossible} does, without having changed anything.
     */
    public static void run(Session session, OwnSchema schema) {
        assertPossible(session, schema);
        session.doing("dropping the schema " + schema).execute("SAVEPOINT whole");
        try {
            for (String statement : session.query(sql("own_drops.sql", schema), row -> row.getString(1))) {
                session.execute(statement);
            }
        } catch (DatabaseException e) {
            if (SqlStates.isDependedOn(e.sqlState())) {
                session.execute("ROLLBACK TO SAVEPOINT whole");
                assertPossible(session, schema);
            }
            throw e;
        }
    }

    /** What an administrator does where event triggers refuse what is created or dropped; empty where there is none. Blocks. */
    public static Optional<String> cureOfEventTriggers(Session session) {
        return EventTriggers.cure(session);
    }

    /** The same failure, with what to do where an event trigger may have raised it. Blocks; no transaction is open. */
    public static ReplicatorException explained(Session session, DatabaseException failure) {
        return EventTriggers.explained(session, failure);
    }

    private static String sql(String file, OwnSchema schema) {
        return SqlFile.of(OwnSchemaDrop.class, file)
                .with("schema", schema.toString())
                .with("own_sessions", Role.anySession())
                .with(
                        "own_objects",
                        SqlFile.of(OwnSchemaDrop.class, "own_objects.sql")
                                .with("schema", schema.toString())
                                .text())
                .text();
    }
}
