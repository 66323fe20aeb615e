package io.pgreplicator.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a case in SQL, which a line {@code -- @name words} begins. Immutable.
 *
 * @param words its name, and what follows it
 * @param sql the lines up to the next one
 */
public record Section(List<String> words, String sql) {
    public Section {
        words = List.copyOf(words);
    }

    /** What it is for. */
    public String name() {
        return words.get(0);
    }

    /** The sections of a file in their order; what precedes the first is left out. */
    public static List<Section> read(Path file) throws IOException {
        var sections = new ArrayList<Section>();
        var sql = new StringBuilder();
        List<String> words = List.of();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("-- @")) {
                add(sections, words, sql);
                words = List.of(line.substring(4).strip().split(" "));
            } else if (!words.isEmpty()) {
                sql.append(line).append('\n');
            }
        }
        add(sections, words, sql);
        return sections;
    }

    private static void add(List<Section> sections, List<String> words, StringBuilder sql) {
        if (!words.isEmpty()) {
            sections.add(new Section(words, sql.toString()));
        }
        sql.setLength(0);
    }
}
