package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which entries of {@code pg_restore --list --verbose} are restored: not those that only the old platform needs, that a role
 * without superuser may not create, that belong to an excluded table, or that the target has. Immutable.
 *
 * @param omitted catalog oid and object oid, joined by a space, of each object that is left out
 */
record RestoreList(Set<String> omitted) {
    private static final Pattern ENTRY = Pattern.compile("(\\d+); ((\\d+) \\d+) (.*)");
    private static final Pattern DEPENDENCIES = Pattern.compile(";\\s+depends on:((?: \\d+)+)");

    private static final String RESERVED = String.join("|", CatalogReader.RESERVED_SCHEMAS);

    /**
     * What is in or about reserved schemas, event triggers, publications, comments that nobody may set; user mappings, which hold
     * passwords; and settings of the archive.
     */
    private static final Pattern NEVER = Pattern.compile("(?:EVENT TRIGGER|PUBLICATION|SUBSCRIPTION|USER MAPPING) .*"
            + "|(?:PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA) .*"
            + "|COMMENT - (?:EXTENSION|EVENT TRIGGER|PUBLICATION|SUBSCRIPTION) .*"
            // pg_dump quotes it in the entry of a comment
            + "|(?:COMMENT - )?SCHEMA (?:- )?\"?(?:public|" + RESERVED + ")\"?(?: .*|$)"
            + "|[A-Z]+(?: [A-Z]+)* (?:" + RESERVED + ") .*"
            + "|(?:ENCODING|STDSTRINGS|SEARCHPATH) - .*");

    /** What no table can be without: with less than these its rows would be others, or be held otherwise. */
    private static final Pattern OF_TABLES = Pattern.compile(
            "(?:TABLE|TABLE ATTACH|SEQUENCE|SEQUENCE OWNED BY|DEFAULT|INDEX|INDEX ATTACH"
                    + "|CONSTRAINT|FK CONSTRAINT|CHECK CONSTRAINT|TRIGGER|RULE|POLICY|ROW SECURITY|SCHEMA|EXTENSION) .*");

    /** What may need a superuser though it is no part of a table. */
    private static final Pattern OF_ADMINISTRATORS = Pattern.compile(
            "(?:ACCESS METHOD|OPERATOR CLASS|OPERATOR FAMILY|SHELL TYPE|TYPE|PROCEDURAL LANGUAGE|CAST|TRANSFORM"
                    + "|TEXT SEARCH PARSER|TEXT SEARCH TEMPLATE|FOREIGN DATA WRAPPER) .*");

    private static final Pattern OWNER = Pattern.compile(" \\S+$");

    RestoreList {
        omitted = Set.copyOf(omitted);
    }

    /** An entry: its number in the archive, and the numbers of those that it depends on. */
    private record Entry(String line, String number, String object, boolean named, String text, Set<String> needed) {
        String name(Map<String, String> names) {
            String known = names.get(object);
            return known == null ? OWNER.matcher(text).replaceFirst("").strip() : known;
        }
    }

    /** The lines to restore, in their order. */
    List<String> filter(List<String> lines) {
        List<Entry> entries = entries(lines);
        Set<String> left = entries.stream()
                .filter(entry -> omitted.contains(entry.object)
                        || NEVER.matcher(entry.text).matches())
                .map(Entry::number)
                .collect(Collectors.toSet());
        // the shell of a type has no oid, and depends on nothing
        Set<String> shells = entries.stream()
                .filter(entry -> left.contains(entry.number))
                .map(entry -> "SHELL " + entry.text)
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(entry -> !left.contains(entry.number) && !shells.contains(entry.text))
                .filter(entry -> entry.named || entry.needed.stream().noneMatch(left::contains))
                .map(Entry::line)
                .toList();
    }

    /** An entry that a server did not take, and the lines without it and without what needs it. */
    record Reduced(String object, List<String> lines) {}

    /**
     * Leaves out an entry that the target did not take; empty where a table needs it.
     *
     * @param all the lines of the archive, with the dependencies
     * @param lines those that were to be restored
     * @param names what can be named in options: kind and name by catalog oid and object oid
     */
    static Optional<Reduced> without(String number, List<String> all, List<String> lines, Map<String, String> names) {
        List<Entry> entries = entries(all);
        Set<String> left = withDependents(entries, Set.of(number));
        if (entries.stream()
                .anyMatch(entry -> left.contains(entry.number)
                        && OF_TABLES.matcher(entry.text).matches())) {
            return Optional.empty();
        }
        Set<String> without = entries.stream()
                .filter(entry -> left.contains(entry.number))
                .map(Entry::line)
                .collect(Collectors.toSet());
        List<String> rest =
                lines.stream().filter(line -> !without.contains(line)).toList();
        return rest.size() == lines.size()
                ? Optional.empty()
                : Optional.of(new Reduced(name(number, all, names), rest));
    }

    /**
     * The lines without what a server did not take and without what needs it; what it did not take comes last, so that nothing can be
     * created without it.
     */
    static List<String> deniedLast(Set<String> denied, List<String> all, List<String> lines) {
        List<Entry> entries = entries(all);
        Set<String> left = withDependents(entries, denied);
        Map<String, String> numbers = entries.stream().collect(Collectors.toMap(Entry::line, Entry::number));
        return Stream.concat(
                        lines.stream().filter(line -> !left.contains(numbers.get(line))),
                        lines.stream().filter(line -> denied.contains(numbers.get(line))))
                .toList();
    }

    /** An entry as it can be named in an option, the shell of a type as the type; where it cannot, as the archive names it. */
    static String name(String number, List<String> all, Map<String, String> names) {
        List<Entry> entries = entries(all);
        Entry named = entries.stream()
                .filter(entry -> entry.number.equals(number))
                .findFirst()
                .orElseThrow();
        return entries.stream()
                .filter(entry -> named.text.equals("SHELL " + entry.text))
                .findFirst()
                .orElse(named)
                .name(names);
    }

    /** What is left out with these entries, as it can be named in options: a table for what no table can be without. */
    static List<String> leftOutWith(Set<String> denied, List<String> all, Map<String, String> names) {
        List<Entry> entries = entries(all);
        Set<String> left = withDependents(entries, denied);
        Map<String, Entry> byNumber = entries.stream().collect(Collectors.toMap(Entry::number, entry -> entry));
        return entries.stream()
                .filter(entry -> left.contains(entry.number))
                .flatMap(entry -> names.containsKey(entry.object)
                        ? Stream.of(entry)
                        : entry.needed.stream()
                                .map(byNumber::get)
                                .filter(needed -> needed != null
                                        && needed.text.startsWith("TABLE ")
                                        && OF_TABLES.matcher(entry.text).matches()))
                .map(entry -> names.get(entry.object))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /**
     * The lines of what an administrator has to create, with all that it needs; none where it needs a table or a schema, which are to
     * belong to others.
     */
    static List<String> forAdministrator(Set<String> denied, List<String> all, List<String> lines) {
        List<Entry> entries = entries(all);
        Set<String> dependents = withDependents(entries, denied);
        HashSet<String> wanted = entries.stream()
                .filter(entry -> denied.contains(entry.number)
                        || (dependents.contains(entry.number)
                                && OF_ADMINISTRATORS.matcher(entry.text).matches()))
                .map(Entry::number)
                .collect(Collectors.toCollection(HashSet::new));
        boolean more = true;
        while (more) {
            more = wanted.addAll(entries.stream()
                    .filter(entry -> wanted.contains(entry.number))
                    .flatMap(entry -> entry.needed.stream())
                    .toList());
        }
        List<Entry> chosen = entries.stream()
                .filter(entry -> wanted.contains(entry.number) && lines.contains(entry.line))
                .toList();
        return chosen.stream().anyMatch(entry -> OF_TABLES.matcher(entry.text).matches())
                ? List.of()
                : chosen.stream().map(Entry::line).toList();
    }

    private static Set<String> withDependents(List<Entry> entries, Set<String> numbers) {
        var all = new HashSet<>(numbers);
        boolean more = true;
        while (more) {
            more = all.addAll(entries.stream()
                    .filter(entry -> entry.needed.stream().anyMatch(all::contains))
                    .map(Entry::number)
                    .toList());
        }
        return all;
    }

    /** What has no oid of its own (a comment, the owner of a sequence, the place of a partition) goes with what it depends on. */
    private static List<Entry> entries(List<String> lines) {
        var entries = new ArrayList<Entry>();
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(line);
            Matcher dependencies = DEPENDENCIES.matcher(line);
            if (entry.matches()) {
                boolean named = !entry.group(3).equals("0");
                entries.add(new Entry(line, entry.group(1), entry.group(2), named, entry.group(4), new HashSet<>()));
            } else if (dependencies.matches() && !entries.isEmpty()) {
                entries.get(entries.size() - 1)
                        .needed
                        .addAll(List.of(dependencies.group(1).strip().split(" ")));
            }
        }
        return entries;
    }
}
