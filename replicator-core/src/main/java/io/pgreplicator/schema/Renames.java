package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Constraints and indexes that are the same on both sides but for their names: another one beside the target's would cost a build, and a
 * table has only one primary key. Immutable.
 *
 * @param statements what gives the target's object the name that the source's has, by the key of the source's
 * @param settled the keys of what is told with another one, or is no more once that has its name
 * @param former the target's objects that get another name
 */
record Renames(Map<String, String> statements, Set<String> settled, List<Definition> former) {
    private static final String INDEX = "index";
    private static final Pattern NAME_OF_INDEX = Pattern.compile(" INDEX (?:\"(?:[^\"]|\"\")*\"|\\S+) ON ");

    Renames {
        statements = Map.copyOf(statements);
        settled = Set.copyOf(settled);
        former = List.copyOf(former);
    }

    /** An object in the words of its server: nothing of a statement is read out of a name. */
    private record Naming(
            String place,
            String renaming,
            String quoted,
            @Nullable String index) {
        static Map<String, Naming> read(Session session, Keywords keywords) {
            var namings = new HashMap<String, Naming>();
            session.doing("reading the names of constraints and indexes")
                    .query(
                            SqlFile.of(Renames.class, "renaming.sql")
                                    .with("is_user_schema", CatalogReader.isUserSchema())
                                    .with("user_tables", CatalogReader.userTables())
                                    .text(),
                            row -> keywords.add(
                                    namings,
                                    row.getString(1),
                                    row.getString(2),
                                    new Naming(
                                            keywords.plain(row.getString(3)),
                                            row.getString(4),
                                            row.getString(5),
                                            row.getString(6))));
            return namings;
        }

        /** The key of the index that goes with it, if one does. */
        Stream<String> indexKey() {
            return Stream.ofNullable(index).map(name -> INDEX + " " + name);
        }
    }

    static Renames between(
            Session source,
            Session target,
            Keywords keywords,
            Map<String, Definition> sources,
            Map<String, Definition> targets) {
        List<Definition> missing = only(sources, targets);
        List<Definition> candidates = only(targets, sources);
        if (missing.isEmpty() || candidates.isEmpty()) {
            return new Renames(Map.of(), Set.of(), List.of());
        }
        Map<String, Naming> there = Naming.read(source, keywords);
        Map<String, Naming> here = Naming.read(target, keywords);
        var statements = new HashMap<String, String>();
        var settled = new HashSet<String>();
        var former = new ArrayList<Definition>();
        for (Definition one : missing) {
            Naming wanted = there.get(one.key());
            for (Definition other : candidates) {
                Naming present = here.get(other.key());
                if (wanted != null
                        && present != null
                        && !settled.contains(other.key())
                        && !statements.containsKey(one.key())
                        && wanted.place.equals(present.place)
                        && isTwin(one, other)) {
                    statements.put(one.key(), present.renaming + wanted.quoted + ";");
                    former.add(other);
                    settled.add(other.key());
                    // it gets the new name with its constraint
                    Stream.concat(wanted.indexKey(), present.indexKey()).forEach(settled::add);
                }
            }
        }
        return new Renames(statements, settled, former);
    }

    private static List<Definition> only(Map<String, Definition> here, Map<String, Definition> elsewhere) {
        return here.values().stream()
                .filter(one -> one.kind().equals("constraint") || one.kind().equals(INDEX))
                .filter(one -> !elsewhere.containsKey(one.key()))
                .toList();
    }

    private static boolean isTwin(Definition one, Definition other) {
        return one.kind().equals(other.kind()) && nameless(one).equals(nameless(other));
    }

    private static String nameless(Definition one) {
        return one.kind().equals(INDEX) ? NAME_OF_INDEX.matcher(one.text()).replaceFirst(" INDEX ON ") : one.text();
    }
}
