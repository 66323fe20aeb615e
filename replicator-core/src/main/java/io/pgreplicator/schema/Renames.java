package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Constraints and indexes that are the same on both sides but for their names: another one beside the target's would cost a build, and a
 * table has only one primary key. Immutable.
 *
 * @param order the keys of the source's, in the order in which the statements can be run
 * @param statements what gives the target's object the name that the source's has, by the key of the source's
 * @param settled the keys of the source's that get their name with another one
 * @param gone the keys of the target's whose objects have another name then
 * @param former the target's objects that get another name
 */
record Renames(
        List<String> order,
        Map<String, String> statements,
        Set<String> settled,
        Set<String> gone,
        List<Definition> former) {
    private static final String INDEX = "index";
    private static final Pattern NAME_OF_INDEX = Pattern.compile(" INDEX (?:\"(?:[^\"]|\"\")*\"|\\S+) ON ");

    Renames {
        order = List.copyOf(order);
        statements = Map.copyOf(statements);
        settled = Set.copyOf(settled);
        gone = Set.copyOf(gone);
        former = List.copyOf(former);
    }

    /** An object in the words of its server: nothing of a statement is read out of a name. */
    private record Naming(
            String place,
            String before,
            String quoted,
            String between,
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
                                            row.getString(6),
                                            row.getString(7))));
            return namings;
        }

        /** The keys that it takes: its own, and that of the index that goes with it, if one does. */
        Set<String> taken(String key) {
            return Stream.concat(Stream.of(key), Stream.ofNullable(index).map(name -> INDEX + " " + name))
                    .collect(Collectors.toSet());
        }
    }

    /** An object of the source and the same one of the target by another name. */
    private record Pair(Definition one, Definition other, Naming wanted, Naming present) {
        Set<String> takes() {
            return wanted.taken(one.key());
        }

        Set<String> holds() {
            return present.taken(other.key());
        }

        String rename(String from, String to) {
            return present.before + from + present.between + to + ";";
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
            return of(List.of(), Set.of());
        }
        Map<String, Naming> here = Naming.read(target, keywords);
        List<Pair> pairs = pairs(missing, candidates, Naming.read(source, keywords), here);
        // an object that keeps its name, or is dropped, is in the way of another one
        while (pairs.removeIf(inTheWay(pairs, targets.keySet()))) {}
        return of(pairs, here.values().stream().map(Naming::quoted).collect(Collectors.toSet()));
    }

    private static List<Pair> pairs(
            List<Definition> missing,
            List<Definition> candidates,
            Map<String, Naming> there,
            Map<String, Naming> here) {
        var pairs = new ArrayList<Pair>();
        var left = new ArrayList<>(candidates);
        for (Definition one : missing) {
            Naming wanted = there.get(one.key());
            for (Definition other : List.copyOf(left)) {
                Naming present = here.get(other.key());
                if (wanted != null && present != null && wanted.place.equals(present.place) && isTwin(one, other)) {
                    pairs.add(new Pair(one, other, wanted, present));
                    left.remove(other);
                    break;
                }
            }
        }
        return pairs;
    }

    private static Predicate<Pair> inTheWay(Collection<Pair> pairs, Set<String> present) {
        Set<String> freed =
                pairs.stream().flatMap(pair -> pair.holds().stream()).collect(Collectors.toSet());
        return pair -> pair.takes().stream().anyMatch(key -> present.contains(key) && !freed.contains(key));
    }

    private static Renames of(Collection<Pair> pairs, Set<String> quoted) {
        Map<String, String> statements = ordered(pairs, quoted);
        return new Renames(
                List.copyOf(statements.keySet()),
                statements,
                pairs.stream()
                        .flatMap(pair -> pair.takes().stream())
                        .filter(key -> !statements.containsKey(key))
                        .collect(Collectors.toSet()),
                pairs.stream().flatMap(pair -> pair.holds().stream()).collect(Collectors.toSet()),
                pairs.stream().map(Pair::other).toList());
    }

    /** Its place among all differences, by kind and name: what gets another name comes first. */
    int place(String key) {
        int place = order.indexOf(key);
        return place < 0 ? order.size() : place;
    }

    /** Each gets its name once nothing has it any more; where names go round, one gets out of the way first. */
    private static Map<String, String> ordered(Collection<Pair> pairs, Set<String> quoted) {
        var statements = new LinkedHashMap<String, String>();
        var left = new ArrayList<>(pairs);
        var aside = new HashMap<Pair, String>();
        String first = "";
        while (!left.isEmpty()) {
            Pair next = next(left, aside.keySet());
            if (blocker(next, left, aside.keySet()) != null) {
                String free = freeName(aside.values(), quoted);
                first += next.rename(next.present.quoted, free) + " ";
                aside.put(next, free);
            } else {
                String from = aside.getOrDefault(next, next.present.quoted);
                statements.put(next.one.key(), first + next.rename(from, next.wanted.quoted));
                first = "";
                left.remove(next);
            }
        }
        return statements;
    }

    /** One that nothing blocks, or else one of those that block each other. */
    private static Pair next(List<Pair> left, Set<Pair> aside) {
        var seen = new HashSet<Pair>();
        Pair one = left.get(0);
        while (seen.add(one)) {
            Pair blocker = blocker(one, left, aside);
            if (blocker == null) {
                return one;
            }
            one = blocker;
        }
        return one;
    }

    private static @Nullable Pair blocker(Pair one, List<Pair> left, Set<Pair> aside) {
        return left.stream()
                .filter(other -> !other.equals(one) && !aside.contains(other))
                .filter(other -> other.holds().stream().anyMatch(one.takes()::contains))
                .findFirst()
                .orElse(null);
    }

    private static String freeName(Collection<String> used, Set<String> quoted) {
        return Stream.iterate(1, i -> i + 1)
                .map(i -> "replicator_renamed_" + i)
                .filter(name -> !used.contains(name) && !quoted.contains(name))
                .findFirst()
                .orElseThrow();
    }

    /** Those whose name the other side has for nothing, or for something else. */
    private static List<Definition> only(Map<String, Definition> here, Map<String, Definition> elsewhere) {
        return here.values().stream()
                .filter(one -> one.kind().equals("constraint") || one.kind().equals(INDEX))
                .filter(one -> {
                    Definition other = elsewhere.get(one.key());
                    return other == null || !one.text().equals(other.text());
                })
                .toList();
    }

    private static boolean isTwin(Definition one, Definition other) {
        return one.kind().equals(other.kind()) && nameless(one).equals(nameless(other));
    }

    private static String nameless(Definition one) {
        return one.kind().equals(INDEX) ? NAME_OF_INDEX.matcher(one.text()).replaceFirst(" INDEX ON ") : one.text();
    }
}
