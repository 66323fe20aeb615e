package io.pgreplicator.deferred;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Indexes, foreign keys, triggers and some constraints of the target that are dropped or disabled for the copy and restored after it,
 * and statistics that could not be computed yet. A definition is recorded in the transaction that drops or disables the object,
 * so none is ever lost. Stateless, thread-safe.
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

    /** Whether the index $2 in schema $1 is that of a constraint: somebody who made it made the constraint. */
    private static final String CONSTRAINT_OF_INDEX =
            "SELECT EXISTS (SELECT FROM pg_constraint AS k JOIN pg_class AS x ON x.oid = k.conindid"
                    + " JOIN pg_namespace AS n ON n.oid = x.relnamespace"
                    + " WHERE k.contype IN ('p', 'u') AND n.nspname = ? AND x.relname = ?)";

    private static final Pattern ADDING = Pattern.compile("ALTER TABLE .* ADD CONSTRAINT ", Pattern.DOTALL);

    /** Which foreign keys are to come back once their table is made; every other reader takes them for finished. */
    private static final String EXPECTED = "kind = 'foreign key' AND finished_at = '-infinity'";

    private static final String LARGEST_FIRST = " ORDER BY bytes DESC, object_id";

    private DeferredObjects() {}

    /** The kind of a deferred object, as recorded. */
    public enum Kind {
        INDEX("index"),
        FOREIGN_KEY("foreign key"),
        CHECK("check constraint"),
        DOMAIN_CHECK("domain constraint"),
        TRIGGER("trigger"),
        STATISTICS("statistics");

        private final String recorded;

        Kind(String recorded) {
            this.recorded = recorded;
        }

        /** As it is recorded and shown: {@code foreign key}. */
        @Override
        public String toString() {
            return recorded;
        }

        private static Kind of(String recorded) {
            return Arrays.stream(values())
                    .filter(kind -> kind.recorded.equals(recorded))
                    .findFirst()
                    .orElseThrow();
        }
    }

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

    private record Definition(
            QualifiedName table,
            String name,
            String drop,
            String build,
            List<String> finish,
            long bytes,
            String offenders) {}

    /** Drops the indexes of the table, in the session's transaction; an index that something depends on stays. */
    public static void takeOffIndexes(Session target, Table table) {
        target.doing("taking off the indexes of " + table.name());
        String name = table.name().quoted();
        List<Map.Entry<Definition, Boolean>> definitions = target.query(
                file("deferrable_indexes.sql"),
                row -> Map.entry(
                        new Definition(
                                table.name(),
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                texts(row.getArray(4)),
                                row.getLong(5),
                                row.getString(6)),
                        row.getBoolean(7)),
                name);
        definitions.forEach(definition -> takeOff(target, Kind.INDEX, definition.getKey()));
        target.update(
                "UPDATE replicator.deferred_object SET problem = ?, waits = true WHERE kind = ? AND schema_name = ? AND table_name = ?"
                        + " AND name = ANY (?::text[]) AND finished_at IS NULL",
                READING,
                Kind.INDEX.recorded,
                table.name().schema(),
                table.name().name(),
                definitions.stream()
                        .filter(Map.Entry::getValue)
                        .map(definition -> definition.getKey().name)
                        .toList());
    }

    /** Drops every foreign key from or to the tables, each in a transaction of its own. */
    public static void takeOffForeignKeys(Session target, Collection<QualifiedName> tables) {
        target.doing("taking off the foreign keys");
        foreignKeys(target, tables, false)
                .forEach(definition -> target.runInTransaction(() -> takeOff(target, Kind.FOREIGN_KEY, definition)));
    }

    /**
     * Gives the foreign keys and constraints that were taken off a table, which was made anew since, the definitions that the source has
     * now; forgets those that have none to come back. In the session's transaction.
     */
    public static void renew(Session source, Session target, QualifiedName table) {
        List<QualifiedName> one = List.of(table);
        source.doing("reading the constraints of " + table);
        var present = new HashMap<Map.Entry<Kind, String>, Definition>();
        foreignKeys(source, one, false).stream()
                .filter(definition -> definition.table.equals(table))
                .forEach(definition -> present.put(Map.entry(Kind.FOREIGN_KEY, definition.name), definition));
        unprovedChecks(source, one).stream()
                .filter(found -> found.getValue().table.equals(table))
                .forEach(found -> present.put(Map.entry(found.getKey(), found.getValue().name), found.getValue()));
        for (Kind kind : List.of(Kind.FOREIGN_KEY, Kind.CHECK)) {
            for (Deferred object : pending(target, kind, table)) {
                target.update("DELETE FROM replicator.deferred_object WHERE object_id = ?", object.id());
                Optional.ofNullable(present.get(Map.entry(kind, object.name())))
                        .ifPresent(definition -> insert(target, kind, definition));
            }
        }
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
        List<Definition> definitions = foreignKeys(source.doing("reading foreign keys"), tables, false).stream()
                .filter(definition -> wanted.test(definition.table, definition.name))
                .toList();
        target.doing("recording foreign keys").runInTransaction(() -> {
            target.update("DELETE FROM replicator.deferred_object WHERE " + EXPECTED);
            definitions.forEach(definition -> {
                if (!takeOffAgain(target, Kind.FOREIGN_KEY, definition)) {
                    insert(target, Kind.FOREIGN_KEY, definition);
                    target.update(
                            "UPDATE replicator.deferred_object SET finished_at = '-infinity' WHERE kind = ? AND schema_name = ?"
                                    + " AND table_name = ? AND name = ? AND finished_at IS NULL",
                            Kind.FOREIGN_KEY.recorded,
                            definition.table.schema(),
                            definition.table.name(),
                            definition.name);
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
     * Drops the constraints of the tables and of the domains of their columns that rows of the source need not satisfy, each in a
     * transaction of its own: those that are NOT VALID there, and those whose outcome changes with the time. One that belongs to another
     * role, or whose table somebody locks, stays: the rows that it refuses are named.
     */
    public static void takeOffUnprovedChecks(Session target, Collection<QualifiedName> tables) {
        boolean any = true;
        // a child's own copy of a constraint that it inherits can be dropped once its parent's is
        while (any) {
            any = false;
            for (Map.Entry<Kind, Definition> found : unprovedChecks(target, tables)) {
                any |= target.inTransaction(() -> takeOff(
                        target,
                        found.getKey(),
                        found.getValue(),
                        state -> SqlStates.isDependedOn(state)
                                || SqlStates.isDenied(state)
                                || SqlStates.isLocked(state)));
            }
        }
    }

    private static List<Map.Entry<Kind, Definition>> unprovedChecks(Session target, Collection<QualifiedName> tables) {
        return target.doing("taking off constraints that rows need not satisfy")
                .query(
                        file("unproved_checks.sql"),
                        row -> Map.entry(
                                Kind.of(row.getString(1)),
                                new Definition(
                                        new QualifiedName(row.getString(2), row.getString(3)),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        texts(row.getArray(7)),
                                        0,
                                        row.getString(8))),
                        names(tables));
    }

    /** Disables every user trigger of the tables, each in a transaction of its own. */
    public static void disableTriggers(Session target, Collection<QualifiedName> tables) {
        target.doing("disabling the triggers of the target");
        triggers(target, tables)
                .forEach(definition -> target.runInTransaction(() -> takeOff(target, Kind.TRIGGER, definition)));
    }

    /**
     * A foreign key or a trigger that acts on rows written to the tables, for a role that may not set session_replication_role: it came
     * since those were taken off. Nothing is to be done, for the next run takes it off as well.
     */
    public static Optional<Finding> acting(Session target, Collection<QualifiedName> tables) {
        target.doing("looking for foreign keys and triggers");
        for (Kind kind : List.of(Kind.FOREIGN_KEY, Kind.TRIGGER)) {
            List<Definition> found =
                    kind == Kind.TRIGGER ? triggers(target, tables) : foreignKeys(target, tables, true);
            if (!found.isEmpty()) {
                Definition first = found.get(0);
                return Optional.of(Finding.fail(
                        "table " + first.table,
                        "it has the " + kind + " " + first.name
                                + ", which acts on what is written, for the role may not set session_replication_role",
                        ""));
            }
        }
        return Optional.empty();
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
            for (Definition key : foreignKeys(target, List.of(table), false)) {
                target.execute(key.drop);
                keys.add(key.build);
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

    private static List<Definition> foreignKeys(Session target, Collection<QualifiedName> tables, boolean acting) {
        List<String> names = names(tables);
        return target.query(file("deferrable_foreign_keys.sql"), DeferredObjects::foreignKey, names, names, acting);
    }

    private static List<Definition> triggers(Session target, Collection<QualifiedName> tables) {
        return target.query(
                SqlFile.of(DeferredObjects.class, "triggers.sql")
                        .with("own_triggers", OwnSchemaState.triggers(OwnSchema.CAPTURE))
                        .text(),
                row -> new Definition(
                        new QualifiedName(row.getString(1), row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        List.of(),
                        0,
                        ""),
                names(tables));
    }

    /** The objects still to be restored, largest first. */
    static List<Deferred> pending(Session target, Kind kind) {
        return target.doing("reading the objects taken off")
                .query(PENDING + LARGEST_FIRST, DeferredObjects::deferred, kind.recorded);
    }

    /** The objects of one table still to be restored, largest first. */
    public static List<Deferred> pending(Session target, Kind kind, QualifiedName table) {
        return target.doing("reading the objects taken off " + table)
                .query(
                        PENDING + " AND schema_name = ? AND table_name = ?" + LARGEST_FIRST,
                        DeferredObjects::deferred,
                        kind.recorded,
                        table.schema(),
                        table.name());
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

    /** What cannot be finished for the rows that are there stays as it was built; that is recorded as done. */
    static void finishUnproved(Session target, Deferred object) {
        target.doing("recording that " + object.name() + " of " + object.table() + " stays NOT VALID")
                .runInTransaction(() -> once(target, object, "finished_at", List.of()));
    }

    /**
     * Creates the object again and records it, in one transaction; does nothing when that was done before. An index or a constraint
     * that its table has under its name, as it is to be, for somebody made it meanwhile, stays; one that the table lost is created once more.
     */
    static void build(Session target, Deferred object) {
        target.doing("building " + object.name() + " of " + object.table())
                .runInTransaction(() -> buildOnce(target, object));
    }

    private static void buildOnce(Session target, Deferred object) {
        // the session looks for names where applications do; definitions were recorded with qualified ones
        String path = target.queryText("SELECT current_setting('search_path')");
        setPath(target, "pg_catalog");
        target.update(file("settle_built.sql"), object.id());
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

    /** Analyzes the table: without its statistics the first queries after a switch would be slow. */
    static void analyze(Session target, QualifiedName table) {
        target.doing("analyzing " + table).runInTransaction(() -> target.execute("ANALYZE " + table.quoted()));
    }

    /** Records that the statistics of the table are to be computed; returns the single record of it. */
    static Deferred recordStatistics(Session target, QualifiedName table) {
        return target.inTransaction(() -> {
            if (pending(target, Kind.STATISTICS, table).isEmpty()) {
                insert(
                        target,
                        Kind.STATISTICS,
                        new Definition(table, table.name(), "", "ANALYZE " + table.quoted(), List.of(), 0, ""));
            }
            return pending(target, Kind.STATISTICS, table).get(0);
        });
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

    /** Records why those of the kinds that were not tried have to wait. */
    static void leaveWaiting(Session target, List<Kind> kinds, String problem) {
        target.doing("recording what is not back")
                .runInTransaction(() -> target.update(
                        "UPDATE replicator.deferred_object SET problem = ?, waits = true"
                                + " WHERE kind = ANY (?::text[]) AND finished_at IS NULL AND problem IS NULL",
                        problem,
                        kinds.stream().map(Kind::toString).toList()));
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

    /** One that something depends on stays, for example a primary key by which a view groups. */
    private static void takeOff(Session target, Kind kind, Definition definition) {
        boolean ignored = takeOff(target, kind, definition, SqlStates::isDependedOn);
    }

    /** {@code stays}: by the SQLSTATE of its refusal, whether the object stays where it is; false then. */
    private static boolean takeOff(
            Session target, Kind kind, Definition definition, Predicate<@Nullable String> stays) {
        target.execute("SAVEPOINT taking_off");
        try {
            target.execute(definition.drop);
        } catch (DatabaseException e) {
            if (!stays.test(e.sqlState())) {
                throw e;
            }
            target.execute("ROLLBACK TO SAVEPOINT taking_off");
            return false;
        }
        if (!takeOffAgain(target, kind, definition)) {
            insert(target, kind, definition);
        }
        return true;
    }

    /**
     * For an object that exists but is not finished (a foreign key that could not be validated), the original definition
     * counts; for one that somebody made while it was off, the new one.
     */
    private static boolean takeOffAgain(Session target, Kind kind, Definition definition) {
        return target.update(
                        "UPDATE replicator.deferred_object AS o SET built_at = NULL, problem = NULL, waits = false,"
                                + " build = CASE WHEN built_at IS NULL THEN g.build ELSE o.build END,"
                                + " finish = CASE WHEN built_at IS NULL THEN g.finish ELSE o.finish END,"
                                + " offenders = CASE WHEN built_at IS NULL THEN g.offenders ELSE o.offenders END"
                                + " FROM (SELECT ?::text, ?::text[], ?::text) AS g (build, finish, offenders)"
                                + " WHERE kind = ? AND schema_name = ? AND table_name = ? AND name = ? AND finished_at IS NULL",
                        definition.build,
                        definition.finish,
                        definition.offenders,
                        kind.recorded,
                        definition.table.schema(),
                        definition.table.name(),
                        definition.name)
                > 0;
    }

    private static void insert(Session target, Kind kind, Definition definition) {
        target.update(
                "INSERT INTO replicator.deferred_object (kind, schema_name, table_name, name, build, finish, bytes,"
                        + " offenders) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                kind.recorded,
                definition.table.schema(),
                definition.table.name(),
                definition.name,
                definition.build,
                definition.finish,
                definition.bytes,
                definition.offenders);
    }

    private static Definition foreignKey(ResultSet row) throws SQLException {
        return new Definition(
                new QualifiedName(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                texts(row.getArray(6)),
                0,
                row.getString(7));
    }

    private static Deferred deferred(ResultSet row) throws SQLException {
        return new Deferred(
                row.getLong(1),
                new QualifiedName(row.getString(2), row.getString(3)),
                row.getString(4),
                row.getString(5),
                texts(row.getArray(6)),
                row.getLong(7),
                row.getBoolean(8),
                row.getString(9),
                row.getBoolean(10));
    }

    private static List<String> names(Collection<QualifiedName> tables) {
        return tables.stream().map(QualifiedName::quoted).toList();
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    private static String file(String name) {
        return SqlFile.of(DeferredObjects.class, name).text();
    }
}
