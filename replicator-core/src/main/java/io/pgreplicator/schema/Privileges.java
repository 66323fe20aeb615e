package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one side, and the privileges that roles have on them. A role is named as GRANT names it: quoted, or {@link #PUBLIC}.
 * Immutable.
 *
 * @param major the server's major version
 * @param objects the objects and their columns, by {@link Access#key}
 * @param owners by role: the owners whose objects it may use as they do, itself among them
 */
record Privileges(int major, SortedMap<String, Access> objects, Map<String, Set<String>> owners) {
    /** Everybody. */
    static final String PUBLIC = "PUBLIC";

    /**
     * An object, or a column of one, and who may do what with it. Immutable.
     *
     * @param kind table, column, function
     * @param table the table that it belongs to or is; null for none
     * @param schema the schema of that table; its own where there is none
     * @param name for people
     * @param place what GRANT calls the object after ON: {@code TABLE "shop"."orders"}
     * @param column what GRANT writes after a privilege on a column; empty for the whole object
     * @param owner the object's owner
     * @param grants by role: each privilege that it has, and whether it may grant it
     */
    record Access(
            String kind,
            String schema,
            @Nullable String table,
            String name,
            String place,
            String column,
            String owner,
            SortedMap<String, SortedMap<String, Boolean>> grants) {
        /** Its identity, on either side. */
        String key() {
            return place + column;
        }

        @Nullable
        QualifiedName belongsTo() {
            return table == null ? null : new QualifiedName(schema, table);
        }

        /** What a role may do; nothing is empty. */
        SortedMap<String, Boolean> of(String role) {
            SortedMap<String, Boolean> held = grants.get(role);
            return held == null ? new TreeMap<>() : held;
        }

        private boolean takesPart(TableFilter filter) {
            return table == null ? filter.includesSchema(schema) : filter.includes(new QualifiedName(schema, table));
        }

        private void grant(String role, ResultSet row) throws SQLException {
            Set<String> grantable = texts(row.getArray(10));
            var held = new TreeMap<String, Boolean>();
            texts(row.getArray(9)).forEach(privilege -> held.put(privilege, grantable.contains(privilege)));
            grants.put(role, held);
        }

        private static Set<String> texts(@Nullable Array array) throws SQLException {
            return array == null
                    ? Set.of()
                    : Arrays.stream((Object[]) array.getArray())
                            .map(String::valueOf)
                            .collect(Collectors.toSet());
        }
    }

    static Privileges read(Session session, TableFilter filter) {
        var objects = new TreeMap<String, Access>();
        session.doing("reading the privileges")
                .query(
                        SqlFile.of(Privileges.class, "privileges.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .with("user_tables", CatalogReader.userTables())
                                .with("routine_arguments", CatalogReader.routineArguments())
                                .text(),
                        row -> {
                            var one = new Access(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6),
                                    row.getString(7),
                                    new TreeMap<>());
                            String role = row.getString(8);
                            if (one.takesPart(filter)) {
                                Access known = objects.computeIfAbsent(one.key(), key -> one);
                                if (role != null) {
                                    known.grant(role, row);
                                }
                            }
                            return true;
                        });
        Map<String, Set<String>> owners = session
                .query(
                        SqlFile.of(Privileges.class, "roles.sql").text(),
                        row -> Map.entry(row.getString(1), Access.texts(row.getArray(2))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Privileges(session.majorVersion(), objects, owners);
    }

    /** Whether there is such a role; everybody is one. */
    boolean knows(String role) {
        return role.equals(PUBLIC) || owners.containsKey(role);
    }

    /** Whether a role may use what the owner has as the owner does. */
    boolean isAsOwner(String role, String owner) {
        return owners.getOrDefault(role, Set.of()).contains(owner);
    }
}
