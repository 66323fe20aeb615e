package io.pgreplicator.connection;

import java.util.function.IntPredicate;

/** Reads {@code key=value} connection strings by libpq's rules for blanks, quotes and backslashes. Confined to one thread. */
final class ConninfoReader {
    private final ConnectionText source;
    private final String text;
    private final ConnectionValues values = new ConnectionValues();
    private int at;
    private boolean secretSeen;

    private ConninfoReader(ConnectionText source) {
        this.source = source;
        this.text = source.text();
    }

    static ConnectionValues read(ConnectionText source) {
        var reader = new ConninfoReader(source);
        reader.skipBlanks();
        while (reader.at < reader.text.length()) {
            reader.readPair();
            reader.skipBlanks();
        }
        return reader.values;
    }

    private void readPair() {
        int start = at;
        advanceUntil(symbol -> symbol == '=' || isBlank(symbol));
        String name = text.substring(start, at);
        skipBlanks();
        if (at == text.length() || text.charAt(at) != '=' || name.isEmpty()) {
            throw source.problem("expected name=value", start);
        }
        at++;
        skipBlanks();
        String value = at < text.length() && text.charAt(at) == '\'' ? quotedValue() : plainValue();
        values.put(name, value, ConnectionText.position(start), !secretSeen && looksLikeName(name));
        secretSeen |= ConnectionParameter.named(name).orElseThrow().secret();
    }

    private String plainValue() {
        var value = new StringBuilder();
        while (at < text.length() && !isBlank(text.charAt(at))) {
            appendUnescaped(value);
        }
        return value.toString();
    }

    private String quotedValue() {
        int opening = at++;
        var value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\'') {
            appendUnescaped(value);
        }
        if (at == text.length()) {
            throw source.problem("the quote is never closed that opens", opening);
        }
        at++;
        return value.toString();
    }

    /** Reads one character; after a backslash the next one stands for itself. */
    private void appendUnescaped(StringBuilder value) {
        if (text.charAt(at) == '\\') {
            at++;
        }
        if (at < text.length()) {
            value.append(text.charAt(at++));
        }
    }

    private void skipBlanks() {
        advanceUntil(symbol -> !isBlank(symbol));
    }

    private void advanceUntil(IntPredicate stop) {
        while (at < text.length() && !stop.test(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(int symbol) {
        return symbol == ' ' || (symbol >= '\t' && symbol <= '\r');
    }

    static boolean looksLikeName(String name) {
        return name.length() <= 40
                && name.chars()
                        .allMatch(symbol -> symbol == '_' || (symbol < 128 && Character.isLetterOrDigit(symbol)));
    }
}
