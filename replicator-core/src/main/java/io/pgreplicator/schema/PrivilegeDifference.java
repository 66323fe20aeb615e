package io.pgreplicator.schema;

import io.pgreplicator.schema.Privileges.Access;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a role may do with an object on the source alone, or on the target alone. Immutable.
 *
 * @param object the object, which both sides have
 * @param role the role, which both sides have
 * @param wanted what it may do on the source, and whether it may grant that
 * @param present the same on the target
 * @param columns the statements that bring back what the role has on columns, which is lost with what it has on their table
 * @param ofTheVersion whether it differs as in every new database of these two versions, which is the users' choice to close or to open
 */
record PrivilegeDifference(
        Access object,
        String role,
        SortedMap<String, Boolean> wanted,
        SortedMap<String, Boolean> present,
        List<String> columns,
        boolean ofTheVersion) {
    /** From this version on CREATE in the schema public is nobody's by default. */
    private static final int FIRST_WITH_CLOSED_PUBLIC = 15;

    private static final int FIRST_WITH_MAINTAIN = 17;
    private static final String SCHEMA_PUBLIC = "SCHEMA \"public\"";
    private static final Pattern PLAIN = Pattern.compile("^\"([a-z_][a-z0-9_]*)\"$");

    PrivilegeDifference {
        columns = List.copyOf(columns);
    }

    /** All of them, in the order in which the target can be corrected: what is open to everybody first, columns after their table. */
    static List<PrivilegeDifference> between(Privileges source, Privileges target) {
        Map<String, List<Access>> columns = source.objects().values().stream()
                .filter(one -> !one.column().isEmpty() && !one.grants().isEmpty())
                .collect(Collectors.groupingBy(Access::place));
        var differences = new ArrayList<PrivilegeDifference>();
        for (Access wanted : source.objects().values()) {
            Access present = target.objects().get(wanted.key());
            if (present != null) {
                var roles = new TreeSet<>(wanted.grants().keySet());
                roles.addAll(present.grants().keySet());
                roles.removeIf(role -> !isCompared(role, wanted, present, source, target));
                for (String role : roles) {
                    var held = comparable(wanted.of(role), source, target);
                    var other = comparable(present.of(role), source, target);
                    if (!held.equals(other)) {
                        differences.add(new PrivilegeDifference(
                                wanted,
                                role,
                                held,
                                other,
                                granted(role, columns.getOrDefault(wanted.place(), List.of())),
                                wanted.place().equals(SCHEMA_PUBLIC)
                                        && role.equals(Privileges.PUBLIC)
                                        && held.equals(ofNewDatabase(source))
                                        && other.equals(ofNewDatabase(target))));
                    }
                }
            }
        }
        differences.sort(Comparator.comparingInt(PrivilegeDifference::rank).thenComparing(PrivilegeDifference::name));
        return differences;
    }

    /** A role that may do what the target's owner may needs nothing there, and the source's owner no columns. */
    private static boolean isCompared(
            String role, Access wanted, Access present, Privileges source, Privileges target) {
        return source.knows(role)
                && target.knows(role)
                && !target.isAsOwner(role, present.owner())
                && (wanted.column().isEmpty() || !role.equals(wanted.owner()));
    }

    /** What everybody may do in the schema public of a new database. */
    private static Map<String, Boolean> ofNewDatabase(Privileges side) {
        return side.major() < FIRST_WITH_CLOSED_PUBLIC
                ? Map.of("CREATE", false, "USAGE", false)
                : Map.of("USAGE", false);
    }

    /** Without what one of the servers does not know. */
    private static SortedMap<String, Boolean> comparable(
            SortedMap<String, Boolean> held, Privileges source, Privileges target) {
        var known = new TreeMap<>(held);
        if (Math.min(source.major(), target.major()) < FIRST_WITH_MAINTAIN) {
            known.remove("MAINTAIN");
        }
        return known;
    }

    private static List<String> granted(String role, List<Access> columns) {
        return columns.stream()
                .flatMap(column -> new PrivilegeDifference(
                                column, role, column.of(role), new TreeMap<>(), List.of(), false)
                        .grants().stream())
                .toList();
    }

    private int rank() {
        if (object.kind().equals("function") && role.equals(Privileges.PUBLIC)) {
            return 0;
        }
        return object.column().isEmpty() ? 1 : 2;
    }

    /** Its identity among all of them. */
    String key() {
        return object.key() + " " + role;
    }

    /** The object, and who may do something with it, for people. */
    private String name() {
        return object.kind() + " " + object.name() + " to "
                + PLAIN.matcher(role).replaceFirst("$1");
    }

    /** Whether it is about a named role in a schema that every database has. */
    boolean isOfSchemaPublic() {
        return object.place().equals(SCHEMA_PUBLIC) && !role.equals(Privileges.PUBLIC);
    }

    /** The statements that make the target equal, in their order. */
    List<String> statements() {
        var statements = new ArrayList<String>();
        add(statements, "REVOKE ", present, privilege -> !wanted.containsKey(privilege), " FROM ", "");
        add(
                statements,
                "REVOKE GRANT OPTION FOR ",
                present,
                privilege ->
                        mayGrant(present, privilege) && wanted.containsKey(privilege) && !mayGrant(wanted, privilege),
                " FROM ",
                "");
        if (!statements.isEmpty()) {
            statements.addAll(columns);
        }
        statements.addAll(grants());
        return statements;
    }

    /** Those that give what is missing, and take nothing. */
    List<String> grants() {
        var statements = new ArrayList<String>();
        add(
                statements,
                "GRANT ",
                wanted,
                privilege -> !mayGrant(wanted, privilege) && !present.containsKey(privilege),
                " TO ",
                "");
        add(
                statements,
                "GRANT ",
                wanted,
                privilege -> mayGrant(wanted, privilege) && !mayGrant(present, privilege),
                " TO ",
                " WITH GRANT OPTION");
        return statements;
    }

    private void add(
            List<String> statements,
            String verb,
            SortedMap<String, Boolean> held,
            Predicate<String> which,
            String preposition,
            String end) {
        String privileges = held.keySet().stream()
                .filter(which)
                .map(privilege -> privilege + object.column())
                .collect(Collectors.joining(", "));
        if (!privileges.isEmpty()) {
            statements.add(verb + privileges + " ON " + object.place() + preposition + role + end);
        }
    }

    private static boolean mayGrant(SortedMap<String, Boolean> held, String privilege) {
        return Boolean.TRUE.equals(held.get(privilege));
    }

    /** As a report has it; {@code refusal}: why the target's server did not take the statements, null if it was not asked. */
    ObjectDifference reported(@Nullable String refusal) {
        String cure = String.join("; ", statements()) + ";" + (refusal == null ? "" : " -- " + refusal);
        return new ObjectDifference(
                "privileges",
                object.belongsTo(),
                name(),
                ofTheVersion,
                false,
                new SchemaReport.Difference("privileges on " + name(), shown(wanted), shown(present), cure),
                null);
    }

    private static @Nullable String shown(SortedMap<String, Boolean> held) {
        return held.isEmpty()
                ? null
                : held.entrySet().stream()
                        .map(one -> one.getKey() + (one.getValue() ? " WITH GRANT OPTION" : ""))
                        .collect(Collectors.joining(", "));
    }
}
