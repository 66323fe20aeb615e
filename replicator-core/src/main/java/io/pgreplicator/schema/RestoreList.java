package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** What is in or about reserved schemas, event triggers, publications, comments that nobody may set; and settings of the archive. */
    private static final Pattern NEVER = Pattern.compile("(?:EVENT TRIGGER|PUBLICATION|SUBSCRIPTION) .*"
            + "|(?:PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA) .*"
            + "|COMMENT - (?:EXTENSION|EVENT TRIGGER|PUBLICATION|SUBSCRIPTION) .*"
            + "|(?:COMMENT - )?SCHEMA (?:- )?(?:public|" + RESERVED + ")(?: .*|$)"
            + "|[A-Z]+(?: [A-Z]+)* (?:" + RESERVED + ") .*"
            + "|(?:ENCODING|STDSTRINGS|SEARCHPATH) - .*");

    private static final String SERVER = "SERVER - ";
    private static final String USER_MAPPING = "USER MAPPING - ";

    RestoreList {
        omitted = Set.copyOf(omitted);
    }

    /** An entry: its number in the archive, and the numbers of those that it depends on. */
    private record Entry(String line, String number, String object, boolean named, String text, Set<String> needed) {}

    /** The lines to restore, in their order. */
    List<String> filter(List<String> lines) {
        List<Entry> entries = entries(lines);
        var left = new HashSet<String>();
        var servers = new ArrayList<String>();
        for (Entry entry : entries) {
            if (omitted.contains(entry.object) || NEVER.matcher(entry.text).matches()) {
                left.add(entry.number);
                if (entry.text.startsWith(SERVER)) {
                    servers.add(" " + SERVER.replace("- ", "") + entry.text.substring(SERVER.length()));
                }
            }
        }
        return entries.stream()
                .filter(entry -> !left.contains(entry.number))
                .filter(entry -> entry.named || entry.needed.stream().noneMatch(left::contains))
                .filter(entry ->
                        !entry.text.startsWith(USER_MAPPING) || servers.stream().noneMatch(entry.text::endsWith))
                .map(Entry::line)
                .toList();
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
