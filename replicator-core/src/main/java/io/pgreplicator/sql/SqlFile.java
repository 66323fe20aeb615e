package io.pgreplicator.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A statement kept as a file beside the package that sends it. The files use psql's own variables, so each also runs in
 * psql: {@code :"name"} is an identifier and {@code :'name'} a literal, both quoted here; {@code :name} is SQL text made
 * by this program (a column list, for example). As in psql, nothing is replaced inside dollar quotes, string literals, quoted
 * identifiers and comments, nor in a cast or a value put in; unlike psql, a variable that is not set is a fault, and
 * {@code a[lo:hi]} holds none. Immutable; {@link #with} makes a new one.
 */
public final class SqlFile {
    private static final Pattern VARIABLE = Pattern.compile(
            "\\$(?<tag>(?:[A-Za-z_]\\w*)?)\\$.*?\\$\\k<tag>\\$|'[^']*'|\"[^\"]*\"|--[^\\n]*"
                    + "|(?<![:\\w]):(?:\"(?<identifier>\\w+)\"|'(?<literal>\\w+)'|(?<text>[A-Za-z_]\\w*))",
            Pattern.DOTALL);
    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private final String path;
    private final Map<String, String> values;

    private SqlFile(String path, Map<String, String> values) {
        this.path = path;
        this.values = values;
    }

    /** The file {@code name} in the package of {@code owner}. Throws {@link IllegalStateException} when it is absent. */
    public static SqlFile of(Class<?> owner, String name) {
        String path = "/" + owner.getPackageName().replace('.', '/') + "/" + name;
        TEXTS.computeIfAbsent(path, key -> read(owner, key));
        return new SqlFile(path, Map.of());
    }

    /** The same file with one variable set. */
    public SqlFile with(String name, String value) {
        var extended = new HashMap<>(values);
        extended.put(name, value);
        return new SqlFile(path, extended);
    }

    /** The statement with every variable replaced. Throws {@link IllegalStateException} naming one that is not set. */
    public String text() {
        Matcher matcher = VARIABLE.matcher(TEXTS.getOrDefault(path, ""));
        var text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(replacement(matcher)));
        }
        return matcher.appendTail(text).toString();
    }

    private String replacement(Matcher match) {
        String identifier = match.group("identifier");
        String literal = match.group("literal");
        String text = match.group("text");
        if (identifier != null) {
            return Sql.identifier(value(identifier));
        }
        if (literal != null) {
            return Sql.literal(value(literal));
        }
        return text != null ? value(text) : match.group();
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(path + ": variable " + name + " is not set");
        }
        return value;
    }

    private static String read(Class<?> owner, String path) {
        try (InputStream in = owner.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no such SQL file: " + path);
            }
            return withoutComments(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read SQL file " + path, e);
        }
    }

    private static String withoutComments(String text) {
        return text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    }
}
