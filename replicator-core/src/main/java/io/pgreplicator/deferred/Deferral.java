package io.pgreplicator.deferred;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes one object off: drops or disables it, and records its definition in the same transaction, so that none is ever lost. Stateless,
 * thread-safe.
 */
final class Deferral {
    private Deferral() {}

    /** One that something depends on stays, for example a primary key by which a view groups. */
    static void takeOff(Session target, Definition definition) {
        boolean ignored = takeOff(target, definition, SqlStates::isDependedOn);
    }

    /** {@code stays}: by the SQLSTATE of its refusal, whether the object stays where it is; false then. */
    static boolean takeOff(Session target, Definition definition, Predicate<@Nullable String> stays) {
        target.execute("SAVEPOINT taking_off");
        try {
            target.execute(definition.drop());
        } catch (DatabaseException e) {
            if (!stays.test(e.sqlState())) {
                throw e;
            }
            target.execute("ROLLBACK TO SAVEPOINT taking_off");
            return false;
        }
        if (!recordAgain(target, definition)) {
            Deferral.record(target, definition);
        }
        return true;
    }

    /**
     * Records that an object that has a record is off, again or still; false when it has none. For one that exists but is not finished (a
     * foreign key that could not be validated), the original definition counts; for one that somebody made while it was off, the new one.
     */
    static boolean recordAgain(Session target, Definition definition) {
        return target.update(
                        "UPDATE replicator.deferred_object AS o SET built_at = NULL, problem = NULL, waits = false,"
                                + " build = CASE WHEN built_at IS NULL THEN g.build ELSE o.build END,"
                                + " finish = CASE WHEN built_at IS NULL THEN g.finish ELSE o.finish END,"
                                + " offenders = CASE WHEN built_at IS NULL THEN g.offenders ELSE o.offenders END"
                                + " FROM (SELECT ?::text, ?::text[], ?::text) AS g (build, finish, offenders)"
                                + " WHERE kind = ? AND schema_name = ? AND table_name = ? AND name = ? AND finished_at IS NULL",
                        definition.build(),
                        definition.finish(),
                        definition.offenders(),
                        definition.kind().toString(),
                        definition.table().schema(),
                        definition.table().name(),
                        definition.name())
                > 0;
    }

    /** Records an object that has no record; what was noted of the source when it was off before counts. */
    static void record(Session target, Definition definition) {
        target.update(
                "INSERT INTO replicator.deferred_object (kind, schema_name, table_name, name, build, finish, bytes,"
                        + " offenders, source_form) SELECT n.*, (SELECT o.source_form FROM replicator.deferred_object AS o"
                        + " WHERE o.kind = n.kind AND o.schema_name = n.schema_name AND o.table_name = n.table_name AND o.name = n.name"
                        + " ORDER BY o.object_id DESC LIMIT 1) FROM (SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text[], ?::bigint,"
                        + " ?::text) AS n (kind, schema_name, table_name, name, build, finish, bytes, offenders)",
                definition.kind().toString(),
                definition.table().schema(),
                definition.table().name(),
                definition.name(),
                definition.build(),
                definition.finish(),
                definition.bytes(),
                definition.offenders());
    }
}
