package io.pgreplicator.schema;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Constraints and indexes that are the same on both sides but for their names: another one beside the target's would cost a build, and a
 * table has only one primary key. Immutable.
 *
 * @param statements what gives the target's object the name that the source's has, by the key of the source's
 * @param settled the keys of what is told with another one, or is no more once that has its name
 * @param former the target's objects that get another name
 */
record Renames(Map<String, String> statements, Set<String> settled, List<Definition> former) {
    private static final String CONSTRAINT = "constraint";
    private static final String INDEX = "index";
    private static final Pattern OF_INDEX = Pattern.compile("PRIMARY KEY |UNIQUE |EXCLUDE ");
    private static final Pattern NAME_OF_INDEX = Pattern.compile(" INDEX (?:\"(?:[^\"]|\"\")*\"|\\S+) ON ");

    Renames {
        statements = Map.copyOf(statements);
        settled = Set.copyOf(settled);
        former = List.copyOf(former);
    }

    static Renames between(Map<String, Definition> sources, Map<String, Definition> targets) {
        var statements = new HashMap<String, String>();
        var settled = new HashSet<String>();
        var former = new ArrayList<Definition>();
        for (String kind : List.of(CONSTRAINT, INDEX)) {
            for (Definition one : only(kind, sources, targets, settled)) {
                only(kind, targets, sources, settled).stream()
                        .filter(other -> isTwin(one, other))
                        .findFirst()
                        .ifPresent(other -> {
                            statements.put(one.key(), statement(one, other));
                            former.add(other);
                            settled.add(other.key());
                            settled.addAll(indexes(one, other));
                        });
            }
        }
        return new Renames(statements, settled, former);
    }

    private static List<Definition> only(
            String kind, Map<String, Definition> here, Map<String, Definition> elsewhere, Set<String> settled) {
        return here.values().stream()
                .filter(one ->
                        one.kind().equals(kind) && !elsewhere.containsKey(one.key()) && !settled.contains(one.key()))
                .toList();
    }

    private static boolean isTwin(Definition one, Definition other) {
        return one.schema().equals(other.schema())
                && place(one).equals(place(other))
                && nameless(one).equals(nameless(other));
    }

    private static String nameless(Definition one) {
        return one.kind().equals(INDEX) ? NAME_OF_INDEX.matcher(one.text()).replaceFirst(" INDEX ON ") : one.text();
    }

    /** Of a constraint its table or domain; an index has it in its text. */
    private static String place(Definition one) {
        return one.kind().equals(INDEX) ? "" : one.name().substring(one.name().lastIndexOf(" on ") + 4);
    }

    private static String simpleName(Definition one) {
        return one.kind().equals(INDEX)
                ? one.name().substring(one.schema().length() + 1)
                : one.name().substring(0, one.name().lastIndexOf(" on "));
    }

    private static String statement(Definition one, Definition other) {
        if (one.kind().equals(INDEX)) {
            return "ALTER INDEX " + new QualifiedName(other.schema(), simpleName(other)).quoted() + " RENAME TO "
                    + Sql.identifier(simpleName(one)) + ";";
        }
        return "ALTER " + (one.table() == null ? "DOMAIN " : "TABLE ") + place(other) + " RENAME CONSTRAINT "
                + Sql.identifier(simpleName(other)) + " TO " + Sql.identifier(simpleName(one)) + ";";
    }

    /** The index of a constraint has its name, and gets the new one with it. */
    private static Set<String> indexes(Definition one, Definition other) {
        return one.kind().equals(CONSTRAINT) && OF_INDEX.matcher(one.text()).lookingAt()
                ? Set.of(keyOfIndex(one), keyOfIndex(other))
                : Set.of();
    }

    private static String keyOfIndex(Definition constraint) {
        return INDEX + " " + constraint.schema() + "." + simpleName(constraint);
    }
}
