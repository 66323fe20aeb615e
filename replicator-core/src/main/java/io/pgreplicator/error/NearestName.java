package io.pgreplicator.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that a mistyped one was probably meant to be. Stateless, thread-safe. */
public final class NearestName {
    private static final int LONGEST = 80;

    private NearestName() {}

    /** "; did you mean 'x'?" for the nearest of the known names, or nothing when none is near. */
    public static String suggestion(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return "";
        }
        String typed = plain(name);
        return known.stream()
                .filter(candidate -> distance(typed, plain(candidate)) <= tolerance(candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(typed, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    /** Case and word separators are the most frequent mistakes, so they are ignored. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
    }

    private static int tolerance(String candidate) {
        return Math.max(1, candidate.length() / 3);
    }

    /** The minimum number of insertions, deletions and replacements (Levenshtein 1965), row by row. */
    static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        int[] current = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[to.length()];
    }
}
