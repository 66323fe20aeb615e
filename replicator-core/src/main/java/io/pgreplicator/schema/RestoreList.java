package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which entries of {@code pg_restore --list} are restored: not those that only the old platform needs, that a role
 * without superuser may not create, or that belong to an excluded table. Immutable.
 *
 * @param omitted catalog oid and object oid, joined by a space, of each excluded object
 * @param omittedComments how the list names the comments on these
 */
record RestoreList(Set<String> omitted, Set<String> omittedComments) {
    private static final Pattern ENTRY = Pattern.compile("\\d+; (\\d+ \\d+) (.*)");

    private static final String RESERVED = String.join("|", CatalogReader.RESERVED_SCHEMAS);

    /** What is in or about reserved schemas, event triggers, publications, comments that nobody may set. */
    private static final Pattern NEVER = Pattern.compile("(?:EVENT TRIGGER|PUBLICATION|SUBSCRIPTION) .*"
            + "|(?:PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA) .*"
            + "|COMMENT - (?:EXTENSION|EVENT TRIGGER|PUBLICATION|SUBSCRIPTION) .*"
            + "|(?:COMMENT - )?SCHEMA (?:- )?(?:public|" + RESERVED + ")(?: .*|$)"
            + "|[A-Z]+(?: [A-Z]+)* (?:" + RESERVED + ") .*");

    RestoreList {
        omitted = Set.copyOf(omitted);
        omittedComments = Set.copyOf(omittedComments);
    }

    /** The lines to restore, in their order. */
    List<String> filter(List<String> lines) {
        return lines.stream().filter(this::restores).toList();
    }

    private boolean restores(String line) {
        Matcher entry = ENTRY.matcher(line);
        return entry.matches()
                && !omitted.contains(entry.group(1))
                && !NEVER.matcher(entry.group(2)).matches()
                && !isOmittedComment(entry.group(2));
    }

    /** A comment has no oid of its own: it is identified by its text, {@code COMMENT schema VIEW name owner}. */
    private boolean isOmittedComment(String entry) {
        if (!entry.startsWith("COMMENT ")) {
            return false;
        }
        String subject = entry.substring(entry.indexOf(' ', "COMMENT ".length()) + 1);
        return omittedComments.stream()
                .anyMatch(comment -> subject.startsWith(comment)
                        && (comment.endsWith(".") || subject.startsWith(comment + " ") || subject.equals(comment)));
    }
}
