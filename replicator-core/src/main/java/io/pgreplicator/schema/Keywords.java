package io.pgreplicator.schema;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words that are keywords on one of two servers alone, which quotes them where they are names. Immutable.
 *
 * @param quoted such a word in its quotes, as a whole, or a text or another name, in which no word is one; null for none
 */
record Keywords(@Nullable Pattern quoted) {
    private static final String OTHERS =
            "E'[^'\\\\]*+(?:(?:\\\\.|'')[^'\\\\]*+)*+'|'[^']*+(?:''[^']*+)*+'|\"[^\"]*+(?:\"\"[^\"]*+)*+\"";

    /** Of the two servers; those of one version have none. */
    static Keywords differing(Session source, Session target) {
        if (source.majorVersion() == target.majorVersion()) {
            return of(Set.of());
        }
        Set<String> ofSource = Set.copyOf(read(source));
        Set<String> ofTarget = Set.copyOf(read(target));
        return of(Stream.concat(ofSource.stream(), ofTarget.stream())
                .filter(word -> !(ofSource.contains(word) && ofTarget.contains(word)))
                .collect(Collectors.toSet()));
    }

    static Keywords of(Set<String> words) {
        return new Keywords(
                words.isEmpty()
                        ? null
                        : Pattern.compile(
                                "\"(" + words.stream().map(Pattern::quote).collect(Collectors.joining("|"))
                                        + ")\"(?!\")|" + OTHERS,
                                Pattern.DOTALL));
    }

    private static List<String> read(Session session) {
        return session.doing("reading the keywords")
                .query(SqlFile.of(Keywords.class, "keywords.sql").text(), row -> row.getString(1));
    }

    /** Adds what is said of an object, by its kind and name. Two whose names differ in such quotes alone do not count as one. */
    <T> boolean add(Map<String, T> all, String kind, String name, T one) {
        return all.putIfAbsent(kind + " " + plain(name), one) == null || all.put(kind + " " + name, one) == null;
    }

    /** The text with these words as the server writes them that does not quote them. */
    String plain(String text) {
        return quoted == null
                ? text
                : quoted.matcher(text)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(found.group(1) == null ? found.group() : found.group(1)));
    }
}
