package io.pgreplicator.jdbc;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The state of a schema with one of our names. It is ours when this role owns both it and the table that identifies it; any
 * other one belongs to somebody else, however it looks, and nothing in it is read, called or removed. Immutable.
 *
 * @param ours whether it is ours
 * @param occupied whether it contains anything
 * @param owner name of its owner
 */
public record OwnSchemaState(boolean ours, boolean occupied, String owner) {

    /** Empty when there is no such schema. */
    public static Optional<OwnSchemaState> read(Session session, OwnSchema schema) {
        return session.doing("looking for the schema " + schema)
                .queryFirst(
                        sql("own_schema.sql", schema),
                        row -> new OwnSchemaState(row.getBoolean(1), row.getBoolean(2), row.getString(3)));
    }

    /**
     * The query for the oids of the triggers that call functions of the schema, if it is ours; such triggers cannot change
     * rows.
     */
    public static String triggers(OwnSchema schema) {
        return sql("own_triggers.sql", schema);
    }

    /** Whether there is one that is ours. */
    public static boolean isOurs(Session session, OwnSchema schema) {
        return read(session, schema).map(OwnSchemaState::ours).orElse(false);
    }

    /** Those that are ours, in one round trip. */
    public static Set<OwnSchema> ours(Session session) {
        var questions = new EnumMap<OwnSchema, Session.Question<Boolean>>(OwnSchema.class);
        for (OwnSchema schema : OwnSchema.values()) {
            questions.put(schema, Session.Question.of(sql("own_schema.sql", schema), row -> row.getBoolean(1)));
        }
        session.doing("looking for our schemas").ask(questions.values().toArray(Session.Question<?>[]::new));
        return questions.entrySet().stream()
                .filter(question -> question.getValue().answer().contains(true))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Throws {@link ErrorCode#PREFLIGHT_FAILED} when a schema of one of the two names belongs to somebody else. */
    public static void refuseStrangers(Session session) {
        for (OwnSchema schema : OwnSchema.values()) {
            read(session, schema).filter(found -> !found.ours()).ifPresent(found -> {
                throw new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "On the " + session.side() + " " + found.problem(schema) + ".",
                        found.cure(schema));
            });
        }
    }

    /** What is wrong when the schema is not ours. */
    public String problem(OwnSchema schema) {
        return "there is a schema " + schema + " that is not ours; it belongs to " + owner;
    }

    /** How to make room for ours. */
    public String cure(OwnSchema schema) {
        return (occupied ? "ALTER SCHEMA " + schema + " RENAME TO something_else;" : "DROP SCHEMA " + schema + ";")
                + " -- as " + owner
                + ". If a migration of the replicator made it, give the role of that migration instead.";
    }

    private static String sql(String file, OwnSchema schema) {
        return SqlFile.of(OwnSchemaState.class, file)
                .with("schema", schema.toString())
                .with("marker", schema.marker())
                .text();
    }
}
