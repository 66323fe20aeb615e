package io.pgreplicator.cli.console;

import java.util.regex.Pattern;

/** Takes passwords out of text that is about to be shown. Stateless, thread-safe. */
public final class Secrets {
    private static final Pattern IN_URI = Pattern.compile("(\\w://[^\\s:/@'\"]*:)[^\\s/]*@");
    private static final Pattern IN_PAIR = Pattern.compile(
            "((?:password|passwd|pwd|PGPASSWORD)\\s*[=:]\\s*)('(?:[^'\\\\]|\\\\.)*'|[^\\s&'\",;)]+)",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** The text with every password replaced by {@code ***}. */
    public static String hidden(String text) {
        return IN_PAIR.matcher(IN_URI.matcher(text).replaceAll("$1***@")).replaceAll("$1***");
    }
}
