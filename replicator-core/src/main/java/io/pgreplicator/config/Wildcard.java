package io.pgreplicator.config;

/**
 * Matches a whole name against shell wildcards: {@code *} matches any sequence of characters, {@code ?} any one character,
 * everything else itself. Greedy with one backtracking point, so the worst case is the product of both lengths. Stateless,
 * thread-safe.
 */
final class Wildcard {
    private Wildcard() {}

    static boolean matches(String pattern, String name) {
        int[] wanted = pattern.codePoints().toArray();
        int[] symbols = name.codePoints().toArray();
        int at = 0;
        int next = 0;
        int star = -1;
        int starEnd = 0;
        while (next < symbols.length) {
            if (at < wanted.length && wanted[at] == '*') {
                star = at++;
                starEnd = next;
            } else if (at < wanted.length && (wanted[at] == '?' || wanted[at] == symbols[next])) {
                at++;
                next++;
            } else if (star >= 0) {
                at = star + 1;
                next = ++starEnd;
            } else {
                return false;
            }
        }
        while (at < wanted.length && wanted[at] == '*') {
            at++;
        }
        return at == wanted.length;
    }
}
