package io.pgreplicator.telemetry;

import io.pgreplicator.error.SideWords;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of creating the target's schema. Immutable.
 *
 * @param created whether anything was created now; false when the target had all of it
 * @param leftOut what was excluded when it was created, one line each
 * @param differences the differences between the two sides now, by kind and name
 * @param waiting objects, by kind and name, that differ because the replicator has dropped or disabled the target's, which it restores
 * @param notCompared objects, by kind and name, whose text differs between servers of two major versions, which each word the same query
 *     in their own way; everything else of them is equal
 * @param reverse whether it was created on the way back, since a cutover: what is called the source here is the user's target
 */
public record SchemaReport(
        boolean created,
        List<String> leftOut,
        List<Difference> differences,
        List<String> waiting,
        List<String> notCompared,
        boolean reverse) {
    public SchemaReport {
        leftOut = List.copyOf(leftOut);
        differences = List.copyOf(differences);
        waiting = List.copyOf(waiting);
        notCompared = List.copyOf(notCompared);
    }

    /** The same, of that direction: whatever is a text is in the words of who has given the two databases. */
    public SchemaReport inReverse(boolean back) {
        return new SchemaReport(
                created,
                back ? leftOut.stream().map(SideWords::turned).toList() : leftOut,
                Difference.of(differences, back),
                waiting,
                notCompared,
                back);
    }

    /** Whether the target's schema equals the source's, as far as it could be compared, and nothing waits. */
    public boolean isEqual() {
        return differences.isEmpty() && waiting.isEmpty();
    }

    /**
     * An object that differs between the two sides. {@link #toString} says so in a line.
     *
     * @param object its kind and name: {@code index shop.orders_customer}
     * @param source its definition on the source, which may be empty; null when it is missing there
     * @param target its definition on the target, which may be empty; null when it is missing there
     * @param cure the statements that make the target equal; empty where none are known
     */
    public record Difference(
            String object,
            @Nullable String source,
            @Nullable String target,
            String cure) {
        /** A difference for which no statements are known. */
        public Difference(String object, @Nullable String source, @Nullable String target) {
            this(object, source, target, "");
        }

        /** The same with comments on the statements in the words of that direction. */
        static List<Difference> of(List<Difference> differences, boolean back) {
            return back
                    ? differences.stream()
                            .map(one -> new Difference(
                                    one.object, one.source, one.target, SideWords.onTheWayBack(one.cure)))
                            .toList()
                    : differences;
        }

        @Override
        public String toString() {
            return text("source", "target");
        }

        /** Its kind and name in one line, for a text in which the next line is a statement: a name may have several. */
        public String objectInLine() {
            return object.replaceAll("\\R", " ");
        }

        /** The same in a line, where the sides have other names. */
        public String text(String from, String to) {
            return differing(from, to) + (cure.isEmpty() ? "" : ". On the " + to + ": " + cure);
        }

        private String differing(String from, String to) {
            return object + " " + how(from, to);
        }

        /** How it differs, without its name. */
        public String how() {
            return how("source", "target");
        }

        private String how(String from, String to) {
            // behind the name, and before a statement, in one line
            return inWords(from, to).replaceAll("\\R\\s*", " ");
        }

        private String inWords(String from, String to) {
            if (target == null) {
                return "is missing on the " + to + (source == null || source.isEmpty() ? "" : " (" + source + ")");
            }
            return source == null
                    ? "exists on the " + to + " only"
                    : "differs: " + source + " on the " + from + ", " + target + " on the " + to;
        }
    }

    /**
     * A difference, and what it belongs to.
     *
     * @param kind what it is: table, column, index, trigger, view
     * @param table the table it belongs to; null for none
     * @param name its name
     * @param byHand whether it is no part of the schema, or has to be out of the replicator's way: people make it, and the database works without it
     * @param wordingOnly whether only the servers' own wording of a query differs, which two major versions may do for the same
     *     query
     * @param difference how it differs
     * @param admission what lets in rows of the source that the target's object does not allow; null where it allows all
     */
    public record ObjectDifference(
            String kind,
            @Nullable QualifiedName table,
            String name,
            boolean byHand,
            boolean wordingOnly,
            Difference difference,
            @Nullable Admission admission) {}

    /**
     * What is done about an object of the target that does not allow rows which the source may have. Immutable.
     *
     * @param name what the target's server calls the object when it rejects a row for it, without its table or schema
     * @param statement is run at once; it fails for no row
     * @param rest makes the object as the source's afterwards: rows that are not on the target yet may be needed for it; may be empty
     */
    public record Admission(String name, String statement, String rest) {}
}
