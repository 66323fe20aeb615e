package io.pgreplicator.cli.option;

import java.util.Collection;
import java.util.Comparator;

/** Guesses which known name a mistyped one was meant to be. Stateless, thread-safe. */
final class Spelling {
    private static final int MOST_EDITS = 3;

    private Spelling() {}

    /** {@code "; did you mean 'x'?"} when a known name is near, otherwise nothing. */
    static String hint(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> edits(typed, name)))
                .filter(name -> edits(typed, name) <= Math.min(MOST_EDITS, name.length() / 2))
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /** Levenshtein's distance, row by row. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
