package io.pgreplicator.deferred;

import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds an object that was taken off again and finishes it, each in a transaction that records it as well: what was committed is not
 * repeated. Stateless, thread-safe.
 */
final class Rebuilding {
    /** Whether the index $2 in schema $1 is that of a constraint: somebody who made it made the constraint. */
    private static final String CONSTRAINT_OF_INDEX =
            "SELECT EXISTS (SELECT FROM pg_constraint AS k JOIN pg_class AS x ON x.oid = k.conindid"
                    + " JOIN pg_namespace AS n ON n.oid = x.relnamespace"
                    + " WHERE k.contype IN ('p', 'u') AND n.nspname = ? AND x.relname = ?)";

    private static final Pattern ADDING = Pattern.compile("ALTER TABLE .* ADD CONSTRAINT ", Pattern.DOTALL);

    private Rebuilding() {}

    /**
     * Creates the object again and records it, in one transaction; does nothing when that was done before. An index or a constraint
     * that its table has under its name, as it is to be, for somebody made it meanwhile, stays; one that the table lost is created once more.
     */
    static void build(Session target, Deferred object) {
        target.doing("building " + object.name() + " of " + object.table())
                .runInTransaction(() -> buildOnce(target, object));
    }

    /** As {@link #build}, unless somebody locks its table for longer than a moment: false then. */
    static boolean buildAtOnce(Session target, Deferred object) {
        target.doing("building " + object.name() + " of " + object.table());
        try {
            target.runInTransaction(() -> {
                target.execute("SET LOCAL lock_timeout = '100ms'");
                buildOnce(target, object);
            });
            return true;
        } catch (DatabaseException e) {
            if (!SqlStates.isLocked(e.sqlState())) {
                throw e;
            }
            return false;
        }
    }

    private static void buildOnce(Session target, Deferred object) {
        // the session looks for names where applications do; definitions were recorded with qualified ones
        String path = target.queryText("SELECT current_setting('search_path')");
        setPath(target, "pg_catalog");
        target.update(SqlFile.of(Rebuilding.class, "settle_built.sql").text(), object.id());
        setPath(target, path);
        once(target, object, "built_at", List.of(object.build()));
    }

    /** Until the session's transaction ends. */
    private static void setPath(Session target, String path) {
        List<String> ignored = target.query("SELECT set_config('search_path', ?, true)", row -> row.getString(1), path);
    }

    /** Runs the statements that require the object to exist and records that it is restored, in one transaction, once. */
    static void finish(Session target, Deferred object) {
        target.doing("finishing " + object.name() + " of " + object.table()).runInTransaction(() -> {
            boolean whole = target.query(
                            CONSTRAINT_OF_INDEX,
                            row -> row.getBoolean(1),
                            object.table().schema(),
                            object.name())
                    .get(0);
            once(
                    target,
                    object,
                    "finished_at",
                    object.finish().stream()
                            .filter(statement ->
                                    !whole || !ADDING.matcher(statement).lookingAt())
                            .toList());
        });
    }

    /** What cannot be finished for the rows that are there stays as it was built; that is recorded as done. */
    static void finishUnproved(Session target, Deferred object) {
        target.doing("recording that " + object.name() + " of " + object.table() + " stays NOT VALID")
                .runInTransaction(() -> once(target, object, "finished_at", List.of()));
    }

    /** A commit whose outcome is unknown must not be repeated, so the journal row is checked under its lock. */
    private static void once(Session target, Deferred object, String moment, List<String> statements) {
        boolean todo = target.query(
                        "SELECT " + moment + " IS NULL FROM replicator.deferred_object WHERE object_id = ? FOR UPDATE",
                        row -> row.getBoolean(1),
                        object.id())
                .get(0);
        if (todo) {
            statements.forEach(target::execute);
            target.update(
                    "UPDATE replicator.deferred_object SET " + moment + " = clock_timestamp() WHERE object_id = ?",
                    object.id());
        }
    }

    /** Records why the object is not restored. */
    static void leaveOpen(Session target, Deferred object, String problem) {
        target.doing("recording why " + object.name() + " is not back")
                .runInTransaction(() -> target.update(
                        "UPDATE replicator.deferred_object SET problem = ?, waits = false"
                                + " WHERE object_id = ? AND finished_at IS NULL",
                        problem,
                        object.id()));
    }

    /** Analyzes the table: without its statistics the first queries after a switch would be slow. */
    static void analyze(Session target, QualifiedName table) {
        target.doing("analyzing " + table).runInTransaction(() -> target.execute("ANALYZE " + table.quoted()));
    }
}
