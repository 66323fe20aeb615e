package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    private static final Pattern OWNER = Pattern.compile(" \\S+$");

    RestoreList {
        omitted = Set.copyOf(omitted);
    }

    /** An entry: its number in the archive, and the numbers of those that it depends on. */
    private record Entry(String line, String number, String object, boolean named, String text, Set<String> needed) {}

    /** The lines to restore, in their order. */
    List<String> filter(List<String> lines) {
        List<Entry> entries = entries(lines);
        Set<String> left = entries.stream()
                .filter(entry -> omitted.contains(entry.object)
                        || NEVER.matcher(entry.text).matches())
                .map(Entry::number)
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(entry -> !left.contains(entry.number))
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
     */
    static Optional<Reduced> without(String number, List<String> all, List<String> lines) {
        List<Entry> entries = entries(all);
        var left = new HashSet<>(Set.of(number));
        boolean more = true;
        while (more) {
            more = left.addAll(entries.stream()
                    .filter(entry -> entry.needed.stream().anyMatch(left::contains))
                    .map(Entry::number)
                    .toList());
        }
        if (entries.stream()
                .anyMatch(entry -> left.contains(entry.number)
                        && OF_TABLES.matcher(entry.text).matches())) {
            return Optional.empty();
        }
        String object = entries.stream()
                .filter(entry -> entry.number.equals(number))
                .map(entry -> OWNER.matcher(entry.text).replaceFirst(""))
                .findFirst()
                .orElse("");
        Set<String> without = entries.stream()
                .filter(entry -> left.contains(entry.number))
                .map(Entry::line)
                .collect(Collectors.toSet());
        List<String> rest =
                lines.stream().filter(line -> !without.contains(line)).toList();
        return object.isEmpty() || rest.size() == lines.size()
                ? Optional.empty()
                : Optional.of(new Reduced(object, rest));
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
