package io.pgreplicator.catalog;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The definitions of the user types that columns are made of. The same query compares the two sides before the first row is
 * copied, and watches the source afterwards. Stateless, thread-safe.
 */
public final class TypeStructure {
    private TypeStructure() {}

    private record Row(long origin, UserType type) {}

    /** The query, for the types of an SQL expression of type {@code oid[]}. */
    public static String query(String types) {
        return SqlFile.of(TypeStructure.class, "type_structure.sql")
                .with("types", types)
                .text();
    }

    /** For each of these tables that has columns of user types, by oid, the digests of their definitions: while they are unchanged, so are these. */
    public static Map<Long, String> states(Session session, Collection<Table> tables) {
        Map<Long, Set<Long>> users = users(session.doing("looking for changed types"), tables);
        if (users.isEmpty()) {
            return Map.of();
        }
        var states = new TreeMap<Long, String>();
        session
                .query(
                        SqlFile.of(TypeStructure.class, "type_state.sql")
                                .with("structure", query("?::oid[]"))
                                .text(),
                        row -> Map.entry(row.getLong(1), row.getString(2)),
                        oids(users.keySet()))
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(type -> Objects.requireNonNull(users.get(type.getKey()))
                        .forEach(table -> states.merge(
                                table, type.getKey() + " " + type.getValue(), (one, two) -> one + ", " + two)));
        return states;
    }

    /** The types that the columns of these tables use, directly or indirectly, by the name common to both sides. */
    static Map<String, UserType> read(Session session, Collection<Table> tables) {
        Map<Long, Set<Long>> users = users(session.doing("reading the types of columns"), tables);
        var types = new TreeMap<String, UserType>();
        if (!users.isEmpty()) {
            rows(session, users.keySet()).stream()
                    .collect(Collectors.groupingBy(row -> row.type.oid(), LinkedHashMap::new, Collectors.toList()))
                    .values()
                    .forEach(rows -> {
                        UserType type = assembled(rows, users);
                        types.put(type.comparisonName(), type);
                    });
        }
        return types;
    }

    /** The names of those of the given types that contain the type. */
    static List<QualifiedName> containing(Session session, UserType type, Collection<UserType> types) {
        Map<Long, QualifiedName> names =
                types.stream().collect(Collectors.toMap(UserType::oid, UserType::name, (one, two) -> one));
        return rows(session, names.keySet()).stream()
                .filter(row -> row.type.oid() == type.oid() && row.origin != type.oid())
                .map(row -> names.get(row.origin))
                .distinct()
                .toList();
    }

    /** The user types of columns, each with the tables that use it. */
    private static Map<Long, Set<Long>> users(Session session, Collection<Table> tables) {
        var users = new TreeMap<Long, Set<Long>>();
        session.query(
                        SqlFile.of(TypeStructure.class, "typed_tables.sql").text(),
                        row -> Map.entry(row.getLong(1), row.getLong(2)),
                        oids(tables.stream().map(Table::oid).toList()))
                .forEach(entry -> users.computeIfAbsent(entry.getKey(), type -> new LinkedHashSet<>())
                        .add(entry.getValue()));
        return users;
    }

    private static List<Row> rows(Session session, Collection<Long> types) {
        return session.doing("reading the structure of types")
                .query(
                        query("?::oid[]"),
                        row -> new Row(
                                row.getLong(1),
                                new UserType(
                                        row.getLong(2),
                                        new QualifiedName(row.getString(3), row.getString(4)),
                                        row.getString(5),
                                        row.getString(6),
                                        List.of(new UserType.Fact(
                                                row.getString(7), row.getString(9), row.getString(10))),
                                        Set.of())),
                        oids(types));
    }

    /** Each origin repeats the facts of the types it contains. */
    private static UserType assembled(List<Row> rows, Map<Long, Set<Long>> users) {
        UserType first = rows.get(0).type;
        return new UserType(
                first.oid(),
                first.name(),
                first.comparisonName(),
                first.kind(),
                rows.stream()
                        .filter(row -> row.origin == rows.get(0).origin)
                        .flatMap(row -> row.type.facts().stream())
                        .toList(),
                rows.stream()
                        .flatMap(row -> users.getOrDefault(row.origin, Set.of()).stream())
                        .collect(Collectors.toSet()));
    }

    private static List<String> oids(Collection<Long> oids) {
        return oids.stream().map(String::valueOf).toList();
    }
}
