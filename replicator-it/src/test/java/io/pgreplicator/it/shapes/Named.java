package io.pgreplicator.it.shapes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the product has named as different or left out, a line each. Confined to one thread. */
final class Named {
    /** The product's word for an object of pg_dump's type, where it is another one. */
    private static final Map<String, String> WORDS = Map.of(
            "FK CONSTRAINT", "constraint",
            "CHECK CONSTRAINT", "constraint",
            "DEFAULT", "column",
            "DOMAIN", "type",
            "PROCEDURE", "function",
            "AGGREGATE", "function",
            "SEQUENCE OWNED BY", "sequence",
            "ACL", "privileges",
            "ROW SECURITY", "table",
            "TABLE ATTACH", "partition");

    /** What pg_dump writes apart from the object that it is a part of. */
    private static final Set<String> PARTS = Set.of(
            "ACL",
            "COMMENT",
            "CONSTRAINT",
            "DEFAULT",
            "FK CONSTRAINT",
            "INDEX",
            "INDEX ATTACH",
            "POLICY",
            "ROW SECURITY",
            "SEQUENCE OWNED BY",
            "TABLE ATTACH",
            "TRIGGER");

    private final List<Set<String>> lines = new ArrayList<>();

    void add(String line) {
        lines.add(words(line));
    }

    /**
     * The differences that were not named. One is, if there is a line with its kind and its names, for a table one for each of its lines that
     * differ; or if it is part of an object that was named as missing.
     */
    List<Dump.Difference> unnamed(List<Dump.Difference> differences) {
        var missing = new ArrayList<Set<String>>();
        var unnamed = new ArrayList<>(differences);
        while (unnamed.removeIf(difference -> {
            boolean named = isNamed(difference) || isPart(difference, missing);
            if (named && difference.isWhole()) {
                missing.add(words(difference.entry().schema().replace("-", "") + " " + ownName(difference.entry())));
            }
            return named;
        })) {
            // what belongs to those that were found now
        }
        return unnamed;
    }

    private static boolean isPart(Dump.Difference difference, List<Set<String>> missing) {
        Set<String> text = words(difference.text());
        return difference.isWhole()
                && PARTS.contains(difference.entry().type())
                && missing.stream().anyMatch(text::containsAll);
    }

    private boolean isNamed(Dump.Difference difference) {
        Dump.Entry entry = difference.entry();
        if (!entry.type().equals("TABLE") || difference.isWhole()) {
            return covers(kind(entry.type()), entry.schema(), name(entry));
        }
        var parts = new ArrayList<>(difference.source());
        parts.addAll(difference.target());
        return parts.stream().allMatch(part -> coversPart(entry, part));
    }

    /** A line of a table: a column, a constraint, or what belongs to the whole. */
    private boolean coversPart(Dump.Entry table, String part) {
        List<String> words = List.copyOf(wordsInOrder(part));
        return switch (words.get(0)) {
            case "CONSTRAINT" -> covers("constraint", table.schema(), table.name() + " " + words.get(1));
            case "ALTER", "INHERITS", "PARTITION", "WITH" -> covers("table", table.schema(), table.name());
            default -> covers("column", table.schema(), table.name() + " " + words.get(0));
        };
    }

    private boolean covers(String kind, String schema, String name) {
        Set<String> wanted = words(kind + " " + schema.replace("-", "") + " " + name);
        return lines.stream().anyMatch(line -> line.containsAll(wanted));
    }

    /** A comment and a privilege have the type of their object before its name. */
    private static String name(Dump.Entry entry) {
        return List.of("ACL", "COMMENT").contains(entry.type())
                ? entry.name().replaceAll("^[A-Z ]+ ", "")
                : entry.name();
    }

    /** A constraint's table does not name its index. */
    private static String ownName(Dump.Entry entry) {
        return entry.type().equals("CONSTRAINT") ? entry.name().replaceAll("^.* ", "") : name(entry);
    }

    private static String kind(String type) {
        return WORDS.getOrDefault(type, type.toLowerCase(Locale.ROOT));
    }

    private static Set<String> words(String text) {
        return Set.copyOf(wordsInOrder(text));
    }

    private static List<String> wordsInOrder(String text) {
        return Arrays.stream(text.split("[\\s.,;:()\"]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toList());
    }
}
