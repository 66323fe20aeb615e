package io.pgreplicator.deferred;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.deferred.Definition.Kind;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Indexes, foreign keys, triggers and some constraints of the target that are dropped or disabled for the copy and restored after it,
 * and statistics that could not be computed yet: which are taken off, which are off, and which are not to come back. Stateless,
 * thread-safe.
 */
public final class DeferredObjects {
    /** The condition under which the object o can be restored: its table was not dropped on the source and since then here. */
    static final String MISSED = "NOT EXISTS (SELECT FROM replicator.dropped_table AS d"
            + " WHERE d.schema_name = o.schema_name AND d.table_name = o.table_name AND NOT EXISTS (SELECT FROM pg_class AS c"
            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            + " WHERE c.oid = d.relation AND n.nspname = d.schema_name AND c.relname = d.table_name))";

    private static final String PENDING =
            "SELECT object_id, schema_name, table_name, name, build, finish, bytes, built_at IS NOT NULL, problem, waits"
                    + " FROM replicator.deferred_object AS o WHERE kind = ? AND finished_at IS NULL AND "
                    + MISSED;

    private static final String READING =
            "its function may read other tables, so it is built once their rows are there: after the first round";

    /** Which foreign keys are to come back once their table is made; every other reader takes them for finished. */
    private static final String EXPECTED = "kind = 'foreign key' AND finished_at = '-infinity'";

    private static final String LARGEST_FIRST = " ORDER BY bytes DESC, object_id";

    private DeferredObjects() {}

    /**
     * A deferred object: one that was dropped or disabled for the copy.
     *
     * @param id number in the journal
     * @param table its table
     * @param name its name
     * @param build the statement that creates it again
     * @param finish statements that require it to exist: attach, validate, comment
     * @param bytes its size before it was dropped
     * @param built whether {@code build} has been committed
     * @param problem why it is not back; null when there is no reason
     * @param waits whether it was not tried, because it can be back only when no round follows
     */
    public record Deferred(
            long id,
            QualifiedName table,
            String name,
            String build,
            List<String> finish,
            long bytes,
            boolean built,
            @Nullable String problem,
            boolean waits) {}

    /** Drops the indexes of the table, in the session's transaction; an index that something depends on stays. */
    public static void takeOffIndexes(Session target, Table table) {
        List<Definition.Index> indexes =
                Definition.indexes(target.doing("taking off the indexes of " + table.name()), table.name());
        indexes.forEach(index -> Deferral.takeOff(target, index.definition()));
        target.update(
                "UPDATE replicator.deferred_object SET problem = ?, waits = true WHERE kind = ? AND schema_name = ? AND table_name = ?"
                        + " AND name = ANY (?::text[]) AND finished_at IS NULL",
                READING,
                Kind.INDEX.toString(),
                table.name().schema(),
                table.name().name(),
                indexes.stream()
                        .filter(Definition.Index::reading)
                        .map(index -> index.definition().name())
                        .toList());
    }

    /** Drops every foreign key from or to the tables, each in a transaction of its own. */
    public static void takeOffForeignKeys(Session target, Collection<QualifiedName> tables) {
        Definition.foreignKeys(target.doing("taking off the foreign keys"), tables)
                .forEach(definition -> target.runInTransaction(() -> Deferral.takeOff(target, definition)));
    }

    /**
     * Drops the constraints of the tables and of the domains of their columns that rows of the source need not satisfy, each in a
     * transaction of its own: those that are NOT VALID there, and those whose outcome depends on more than the row: on the time, a setting,
     * or what a function of the user's reads. One that belongs to another role, or whose table somebody locks, stays: the rows that it refuses are named.
     */
    public static void takeOffUnprovedChecks(Session target, Collection<QualifiedName> tables) {
        boolean any = true;
        // a child's own copy of a constraint that it inherits can be dropped once its parent's is
        while (any) {
            any = false;
            for (Definition definition : Definition.unprovedChecks(target, tables)) {
                any |= target.inTransaction(() -> Deferral.takeOff(
                        target,
                        definition,
                        state -> SqlStates.isDependedOn(state)
                                || SqlStates.isDenied(state)
                                || SqlStates.isLocked(state)));
            }
        }
    }

    /** Disables every user trigger of the tables, each in a transaction of its own. */
    public static void disableTriggers(Session target, Collection<QualifiedName> tables) {
        Definition.triggers(target.doing("disabling the triggers of the target"), tables)
                .forEach(definition -> target.runInTransaction(() -> Deferral.takeOff(target, definition)));
    }

    /** Records why those of the kinds that were not tried have to wait. */
    static void leaveWaiting(Session target, List<Kind> kinds, String problem) {
        target.doing("recording what is not back")
                .runInTransaction(() -> target.update(
                        "UPDATE replicator.deferred_object SET problem = ?, waits = true"
                                + " WHERE kind = ANY (?::text[]) AND finished_at IS NULL AND problem IS NULL",
                        problem,
                        kinds.stream().map(Kind::toString).toList()));
    }

    /**
     * A foreign key or a trigger that acts on rows written to the tables, for a role that may not set session_replication_role: it came
     * since those were taken off. Nothing is to be done, for the next run takes it off as well.
     */
    public static Optional<Finding> acting(Session target, Collection<QualifiedName> tables) {
        target.doing("looking for foreign keys and triggers");
        return Definition.actingForeignKeys(target, tables).stream()
                .findFirst()
                .or(() -> Definition.triggers(target, tables).stream().findFirst())
                .map(first -> Finding.fail(
                        "table " + first.table(),
                        "it has the " + first.kind() + " " + first.name()
                                + ", which acts on what is written, for the role may not set session_replication_role",
                        ""));
    }

    /**
     * Records foreign keys of tables that are about to be made without them, with the definitions of the source: as if they had been
     * taken off, but for nobody to see until {@link #admitForeignKeys} finds the table. Forgets those whose tables were never made.
     *
     * @param wanted which ones, by table and name
     */
    public static void expectForeignKeys(
            Session source,
            Session target,
            Collection<QualifiedName> tables,
            BiPredicate<QualifiedName, String> wanted) {
        List<Definition> definitions = Definition.foreignKeys(source.doing("reading foreign keys"), tables).stream()
                .filter(definition -> wanted.test(definition.table(), definition.name()))
                .toList();
        target.doing("recording foreign keys").runInTransaction(() -> {
            target.update("DELETE FROM replicator.deferred_object WHERE " + EXPECTED);
            definitions.forEach(definition -> {
                if (!Deferral.recordAgain(target, definition)) {
                    Deferral.record(target, definition);
                    target.update(
                            "UPDATE replicator.deferred_object SET finished_at = '-infinity' WHERE kind = ? AND schema_name = ?"
                                    + " AND table_name = ? AND name = ? AND finished_at IS NULL",
                            Kind.FOREIGN_KEY.toString(),
                            definition.table().schema(),
                            definition.table().name(),
                            definition.name());
                }
            });
        });
    }

    /** Has the foreign keys that {@link #expectForeignKeys} recorded come back, where their tables were made since, whoever died then. */
    public static void admitForeignKeys(Session target) {
        target.doing("recording foreign keys")
                .runInTransaction(
                        () -> target.update(
                                "UPDATE replicator.deferred_object AS o SET finished_at = NULL WHERE "
                                        + EXPECTED
                                        + " AND EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                                        + " WHERE n.nspname = o.schema_name AND c.relname = o.table_name AND c.relkind IN ('r', 'p'))"));
    }

    /**
     * Gives the foreign keys and constraints that were taken off a table, which was made anew since, the definitions that the source has
     * now; forgets those that have none to come back. In the session's transaction.
     */
    public static void renew(Session source, Session target, QualifiedName table) {
        List<QualifiedName> one = List.of(table);
        source.doing("reading the constraints of " + table);
        var present = new HashMap<Map.Entry<Kind, String>, Definition>();
        Stream.concat(Definition.foreignKeys(source, one).stream(), Definition.unprovedChecks(source, one).stream())
                .filter(definition -> definition.table().equals(table))
                .forEach(definition -> present.put(Map.entry(definition.kind(), definition.name()), definition));
        for (Kind kind : List.of(Kind.FOREIGN_KEY, Kind.CHECK)) {
            for (Deferred object : pending(target, kind, table)) {
                target.update("DELETE FROM replicator.deferred_object WHERE object_id = ?", object.id());
                Optional.ofNullable(present.get(Map.entry(kind, object.name())))
                        .ifPresent(definition -> Deferral.record(target, definition));
            }
        }
    }

    /**
     * Drops the foreign keys from and to a table that was dropped on the source, which has none of them any more, and forgets those that
     * were taken off; in the session's transaction. Its rows are not replicated any more: they would refuse what is, and the reverse.
     * Returns the SQL that builds each of them.
     */
    public static List<String> cutOff(Session target, QualifiedName table) {
        target.doing("cutting " + table + " off");
        boolean present = target.query("SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), table.quoted())
                .get(0);
        var keys = new ArrayList<String>();
        if (present) {
            for (Definition key : Definition.foreignKeys(target, List.of(table))) {
                target.execute(key.drop());
                keys.add(key.build());
            }
        }
        keys.addAll(forgetForeignKeys(target, table));
        return keys;
    }

    /**
     * Forgets the foreign keys from and to a table that were taken off, in the session's transaction. Returns the SQL that builds each of
     * them.
     */
    public static List<String> forgetForeignKeys(Session target, QualifiedName table) {
        return target.doing("forgetting the foreign keys of " + table)
                .query(file("forget_foreign_keys.sql"), row -> row.getString(1), table.schema(), table.name());
    }

    /** Forgets what was taken off a table, in the session's transaction. */
    public static void forget(Session target, QualifiedName table) {
        target.doing("forgetting what was taken off " + table)
                .update(
                        "DELETE FROM replicator.deferred_object WHERE schema_name = ? AND table_name = ?",
                        table.schema(),
                        table.name());
    }

    /** The objects still to be restored, largest first. */
    static List<Deferred> pending(Session target, Kind kind) {
        return target.doing("reading the objects taken off")
                .query(PENDING + LARGEST_FIRST, DeferredObjects::deferred, kind.toString());
    }

    /** The indexes of one table still to be restored, largest first. */
    public static List<Deferred> pendingIndexes(Session target, QualifiedName table) {
        return pending(target, Kind.INDEX, table);
    }

    private static List<Deferred> pending(Session target, Kind kind, QualifiedName table) {
        return target.doing("reading the objects taken off " + table)
                .query(
                        PENDING + " AND schema_name = ? AND table_name = ?" + LARGEST_FIRST,
                        DeferredObjects::deferred,
                        kind.toString(),
                        table.schema(),
                        table.name());
    }

    private static Deferred deferred(ResultSet row) throws SQLException {
        return new Deferred(
                row.getLong(1),
                new QualifiedName(row.getString(2), row.getString(3)),
                row.getString(4),
                row.getString(5),
                Definition.texts(row.getArray(6)),
                row.getLong(7),
                row.getBoolean(8),
                row.getString(9),
                row.getBoolean(10));
    }

    /** Records that the statistics of the table are to be computed; returns the single record of it. */
    static Deferred recordStatistics(Session target, QualifiedName table) {
        return target.inTransaction(() -> {
            if (pending(target, Kind.STATISTICS, table).isEmpty()) {
                Deferral.record(
                        target,
                        new Definition(
                                Kind.STATISTICS,
                                table,
                                table.name(),
                                "",
                                "ANALYZE " + table.quoted(),
                                List.of(),
                                0,
                                ""));
            }
            return pending(target, Kind.STATISTICS, table).get(0);
        });
    }

    private static String file(String name) {
        return SqlFile.of(DeferredObjects.class, name).text();
    }
}
