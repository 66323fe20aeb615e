package io.pgreplicator.it.shapes;

import io.pgreplicator.it.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The definitions of a database as pg_dump writes them, without what says nothing: comments of the dump, settings, owners' names, the
 * order of objects and of a table's columns. Immutable.
 *
 * @param entries the text of each object, by what pg_dump calls it
 */
record Dump(Map<Entry, String> entries) {
    private static final Pattern HEADER =
            Pattern.compile("^-- Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: .*$", Pattern.MULTILINE);
    /** A superuser needs no privileges. */
    private static final Pattern NOISE = Pattern.compile(
            "^(--.*|GRANT .* TO postgres( WITH GRANT OPTION)?;|SET .*|SELECT pg_catalog\\.set_config.*|\\\\(un)?restrict .*)$\n?",
            Pattern.MULTILINE);

    private static final Pattern OWNERS = Pattern.compile("\\b(heroku_app|rds_master)\\b");

    private static final String MULTIRANGE = "multirange_type_name";

    /** What PostgreSQL 14 and newer makes with each range. */
    private static final Pattern OWN_MULTIRANGE = Pattern.compile(",?\n" + MULTIRANGE + " = [^\n]*?(,?)(?=\n)");

    /** What {@code x IN ('a', 'b')} becomes when it is read once, and when it is read twice. */
    private static final Pattern LIST_ONCE = Pattern.compile("\\(\\(ARRAY\\[([^\\]]*)\\]\\)::text\\[\\]\\)");

    private static final Pattern TEXT_TWICE =
            Pattern.compile("\\(('[^']*+(?:''[^']*+)*+'::character varying)\\)::text");

    /** The kinds whose bodies are lists, one part a line, the order of which means nothing. */
    private static final List<String> LISTS = List.of("TABLE", "FOREIGN TABLE", "ACL");

    Dump {
        entries = Map.copyOf(entries);
    }

    /** What pg_dump calls an object: its type, its schema ("-" for none) and its name, which a table's name may precede. */
    record Entry(String type, String schema, String name) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return type + " " + schema + " " + name;
        }
    }

    /**
     * An object that differs.
     *
     * @param entry what it is
     * @param isWhole whether one side lacks all of it
     * @param source the lines that only the source has
     * @param target the lines that only the target has
     */
    record Difference(Entry entry, boolean isWhole, List<String> source, List<String> target) {
        String text() {
            return String.join("\n", source) + String.join("\n", target);
        }

        @Override
        public String toString() {
            return entry + ": " + source + " on the source, " + target + " on the target";
        }
    }

    /** Reads a database as its superuser, with a pg_dump that knows its version. */
    static Dump of(String uri, int major) {
        try {
            Path file = Files.createTempFile("dump", ".sql");
            try {
                Subprocess.run(List.of(
                                ClientProgram.path("pg_dump", major),
                                "--schema-only",
                                "--no-owner",
                                "--file=" + file,
                                "--dbname=" + uri))
                        .orThrow();
                return parse(Files.readString(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("No dump of " + uri, e);
        }
    }

    static Dump parse(String text) {
        var entries = new TreeMap<Entry, String>();
        Matcher header = HEADER.matcher(text);
        Entry entry = null;
        int begin = 0;
        while (header.find()) {
            if (entry != null) {
                add(entries, entry, text.substring(begin, header.start()));
            }
            entry = new Entry(
                    header.group(2),
                    header.group(3),
                    OWNERS.matcher(header.group(1)).replaceAll("owner"));
            begin = header.end();
        }
        if (entry != null) {
            add(entries, entry, text.substring(begin));
        }
        return new Dump(entries);
    }

    private static void add(Map<Entry, String> entries, Entry entry, String text) {
        String normal = normalize(entry, text);
        if (!normal.isBlank()) {
            entries.merge(entry, normal, String::concat);
        }
    }

    private static String normalize(Entry entry, String text) {
        String body = OWNERS.matcher(NOISE.matcher(text).replaceAll("")).replaceAll("owner");
        body = LIST_ONCE.matcher(TEXT_TWICE.matcher(body).replaceAll("$1")).replaceAll("(ARRAY[$1])");
        List<String> lines = body.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> LISTS.contains(entry.type) ? line.replaceAll(",$", "") : line)
                .collect(Collectors.toList());
        if (LISTS.contains(entry.type)) {
            lines.sort(null);
        }
        return String.join("\n", lines) + "\n";
    }

    /** What differs between this one, the source's, and the target's. */
    List<Difference> differences(Dump target) {
        var all = new TreeSet<>(entries.keySet());
        all.addAll(target.entries.keySet());
        var differences = new ArrayList<Difference>();
        for (Entry entry : all) {
            String here = entries.getOrDefault(entry, "");
            String there = target.entries.getOrDefault(entry, "");
            if (!here.contains(MULTIRANGE)) {
                there = OWN_MULTIRANGE.matcher(there).replaceAll("$1");
            }
            if (!here.equals(there)) {
                differences.add(new Difference(
                        entry, here.isEmpty() || there.isEmpty(), without(here, there), without(there, here)));
            }
        }
        return differences;
    }

    private static List<String> without(String text, String other) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        other.lines().forEach(lines::remove);
        lines.removeIf(String::isEmpty);
        return lines;
    }
}
