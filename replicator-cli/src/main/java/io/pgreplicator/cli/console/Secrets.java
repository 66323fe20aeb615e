package io.pgreplicator.cli.console;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes passwords from text that is about to be shown: the values that this process knows, in every form in which they may
 * have been written, and anything that looks like a password. Thread-safe.
 */
public final class Secrets {
    private static final String HIDDEN = "***";

    /** A shorter value may be an ordinary word: it is hidden only as a whole, not as part of another word. */
    private static final int SHORTEST_PART = 8;

    private static final Pattern IN_URI = Pattern.compile("(\\w://[^\\s:/@'\"]*:)[^\\s/]*@");
    private static final Pattern IN_PAIR = Pattern.compile(
            "((?:password|passwd|pwd|PGPASSWORD)\\s*[=:]\\s*)('(?:[^'\\\\]|\\\\.)*'|[^\\s&'\",;)]+)",
            Pattern.CASE_INSENSITIVE);

    /** Where a password begins in a connection that somebody typed, quoted correctly or not. */
    private static final Pattern USERINFO = Pattern.compile("//[^\\s:/@?#]*:");

    private static final Pattern PORT = Pattern.compile("\\d{1,5}(?:[/,?].*)?");

    private static final Pattern TYPED_PAIR =
            Pattern.compile("password\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|([^\\s&]+))", Pattern.CASE_INSENSITIVE);

    /** Every form of every known value, the longest first. */
    private static volatile List<String> known = List.of();

    private Secrets() {}

    /** From now on these values are hidden wherever they would be shown. */
    public static synchronized void know(Collection<String> values) {
        Set<String> forms = new HashSet<>(known);
        values.forEach(value -> forms.addAll(forms(value)));
        forms.removeIf(String::isBlank);
        known = forms.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** As {@link #know}, for anything that may be a password in connections as typed, which need not be well formed. */
    public static void knowTyped(Collection<String> arguments) {
        String text = String.join(" ", arguments);
        var values = new ArrayList<String>();
        Matcher userinfo = USERINFO.matcher(text);
        while (userinfo.find()) {
            int start = userinfo.end();
            Matcher next = USERINFO.matcher(text);
            String rest = text.substring(start, next.find(start) ? next.start() : text.length());
            String word = rest.split("\\s", 2)[0];
            if (PORT.matcher(word).matches()) {
                continue;
            }
            // without an @ in the word, a blank in the password has split it
            int end = word.indexOf('@') < 0 ? rest.lastIndexOf('@') : word.lastIndexOf('@');
            String password = rest.substring(0, Math.max(0, end));
            values.add(password);
            values.addAll(List.of(password.split("\\s+")));
        }
        Matcher pair = TYPED_PAIR.matcher(text);
        while (pair.find()) {
            values.add(pair.group(1) == null ? pair.group(2) : pair.group(1));
        }
        know(values);
    }

    /** The text with every password replaced by {@code ***}. */
    public static String hidden(String text) {
        String shown = text;
        for (String secret : known) {
            shown = without(secret, shown);
        }
        return IN_PAIR.matcher(IN_URI.matcher(shown).replaceAll("$1***@")).replaceAll("$1***");
    }

    private static String without(String secret, String text) {
        var shown = new StringBuilder(text.length());
        int done = 0;
        for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
            if (at >= done && (secret.length() >= SHORTEST_PART || isWhole(text, at, at + secret.length()))) {
                shown.append(text, done, at).append(HIDDEN);
                done = at + secret.length();
            }
        }
        return done == 0 ? text : shown.append(text, done, text.length()).toString();
    }

    private static boolean isWhole(String text, int start, int end) {
        return !(start > 0 && isWord(text.charAt(start - 1)) && isWord(text.charAt(start)))
                && !(end < text.length() && isWord(text.charAt(end - 1)) && isWord(text.charAt(end)));
    }

    private static boolean isWord(char symbol) {
        return Character.isLetterOrDigit(symbol) || symbol == '_';
    }

    /** The value itself, and as written in a URI, a form, JSON, SQL, conninfo and the password file. */
    private static Set<String> forms(String value) {
        String form = URLEncoder.encode(value, Console.CHARSET);
        String uri = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        var forms = new HashSet<>(List.of(value, form, uri, lowerEscapes(form), lowerEscapes(uri)));
        forms.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.add(value.replace("'", "''"));
        forms.add(value.replace("\\", "\\\\").replace("'", "\\'"));
        forms.add(value.replace("\\", "\\\\").replace(":", "\\:"));
        return forms;
    }

    private static String lowerEscapes(String encoded) {
        return Pattern.compile("%..")
                .matcher(encoded)
                .replaceAll(match -> match.group().toLowerCase(Locale.ROOT));
    }
}
