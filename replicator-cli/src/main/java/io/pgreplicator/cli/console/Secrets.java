package io.pgreplicator.cli.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /** Every known value, the longest first. */
    private static volatile List<Known> known = List.of();

    private record Known(String value, Pattern written) {
        Known(String value) {
            this(value, Secrets.written(value));
        }
    }

    private Secrets() {}

    /** From now on these values are hidden wherever they would be shown. */
    public static synchronized void know(Collection<String> values) {
        Map<String, Known> all = new HashMap<>();
        known.forEach(one -> all.put(one.value, one));
        values.stream().filter(value -> !value.isBlank()).forEach(value -> all.computeIfAbsent(value, Known::new));
        known = all.values().stream()
                .sorted(Comparator.comparingInt((Known one) -> one.value.length())
                        .reversed())
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
        for (Known secret : known) {
            shown = without(secret, shown);
        }
        return IN_PAIR.matcher(IN_URI.matcher(shown).replaceAll("$1***@")).replaceAll("$1***");
    }

    private static String without(Known secret, String text) {
        var shown = new StringBuilder(text.length());
        int done = 0;
        Matcher found = secret.written.matcher(text);
        for (int from = 0; found.find(from); ) {
            boolean hidden = secret.value.length() >= SHORTEST_PART || isWhole(text, found.start(), found.end());
            if (hidden) {
                shown.append(text, done, found.start()).append(HIDDEN);
                done = found.end();
            }
            from = hidden ? found.end() : found.start() + 1;
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

    /** Each symbol may be written in its own way: what an encoder leaves as it is depends on its language, and on what it is for. */
    private static Pattern written(String value) {
        var forms = new StringBuilder();
        value.codePoints()
                .forEach(symbol -> forms.append("(?:").append(forms(symbol)).append(')'));
        return Pattern.compile(forms.toString());
    }

    /** The symbol itself, and as written in a URI, a form, JSON, SQL, conninfo, the password file, a shell, HTML. */
    private static String forms(int symbol) {
        String plain = Character.toString(symbol);
        String escaped = "(?i:" + percentEscapes(plain) + ")|(?i:" + jsonEscapes(plain) + ")|";
        String forms = Character.isLetterOrDigit(symbol)
                ? escaped + Pattern.quote(plain)
                : escaped + "(?i:&#0*" + symbol + ";|&#x0*" + Integer.toHexString(symbol) + ";)|\\\\"
                        + Pattern.quote(plain) + '|' + Pattern.quote(plain);
        return switch (symbol) {
            case ' ' -> forms + "|\\+";
            case '\'' -> "'\\\\''|'\"'\"'|''|&apos;|" + forms;
            case '"' -> "\"\"|&quot;|" + forms;
            case '&' -> "&amp;|" + forms;
            case '<' -> "&lt;|" + forms;
            case '>' -> "&gt;|" + forms;
            case '\t' -> forms + "|\\\\t";
            case '\n' -> forms + "|\\\\n";
            case '\r' -> forms + "|\\\\r";
            default -> forms;
        };
    }

    private static String percentEscapes(String plain) {
        var escapes = new StringBuilder();
        for (byte octet : plain.getBytes(Console.CHARSET)) {
            escapes.append(String.format("%%%02x", octet));
        }
        return escapes.toString();
    }

    private static String jsonEscapes(String plain) {
        return plain.chars().mapToObj(unit -> String.format("\\\\u%04x", unit)).collect(Collectors.joining());
    }
}
