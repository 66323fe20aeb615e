package io.pgreplicator.telemetry;

import io.pgreplicator.error.SideWords;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of both sides has found, while they live. Immutable.
 *
 * @param tables the tables whose rows were compared, by name
 * @param objects the definitions and privileges that differ
 * @param waiting definitions that differ because the replicator has dropped or disabled the target's object and will restore it
 * @param sequences the sequences whose values are behind, or not brought yet
 * @param notCompared what was not compared, and why
 * @param rowsCompared whether rows were compared at all
 * @param objectsCompared whether definitions, privileges and sequences were
 * @param reverse whether changes go from the target back to the source: what is called the source here is then the target, and the
 *     other way round
 * @param seconds duration
 */
public record VerifyReport(
        List<Table> tables,
        List<SchemaReport.Difference> objects,
        List<SchemaReport.Difference> waiting,
        List<SequenceDifference> sequences,
        List<NotCompared> notCompared,
        boolean rowsCompared,
        boolean objectsCompared,
        boolean reverse,
        double seconds) {

    public VerifyReport {
        tables = List.copyOf(tables);
        objects = List.copyOf(objects);
        waiting = List.copyOf(waiting);
        sequences = List.copyOf(sequences);
        notCompared = List.copyOf(notCompared);
    }

    /** The same, of a comparison in that direction: whatever is a text is in the words of who has given the two databases. */
    public VerifyReport inReverse(boolean back) {
        return new VerifyReport(
                tables,
                SchemaReport.Difference.of(objects, back),
                SchemaReport.Difference.of(waiting, back),
                sequences,
                back ? notCompared.stream().map(NotCompared::turned).toList() : notCompared,
                rowsCompared,
                objectsCompared,
                back,
                seconds);
    }

    /** How a row differs. The name in lower case is for people. */
    public enum Kind {
        /** Both sides have it, with other values. */
        DIFFERENT,
        /** The target lacks it. */
        MISSING,
        /** Only the target has it. */
        EXTRA,
        /** The target refused it, and does not hold it as the source has it. */
        REFUSED,
        /** It differs, and its change is not applied yet. */
        PENDING,
        /** It changed so often that no two looks found one state; its changes arrive. */
        MOVING;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Numbers of rows by kind.
     *
     * @param different rows of other values
     * @param missing rows that the target lacks
     * @param extra rows that only the target has
     * @param refused rows that the target refused
     * @param pending rows whose change is not applied yet
     * @param moving rows that changed at every look; they do not make a table unequal
     */
    public record Counts(long different, long missing, long extra, long refused, long pending, long moving) {
        /** Rows that differ, without those that move. */
        public long unequal() {
            return different + missing + extra + refused + pending;
        }

        /** Whether no row differs. */
        public boolean areEqual() {
            return unequal() == 0;
        }

        /** Whether no row differs but those whose change is not applied yet. */
        public boolean areEqualOrPending() {
            return unequal() == pending;
        }
    }

    /**
     * A row that differs.
     *
     * @param kind how
     * @param key the key's columns with their values as text, as the source has them if it has the row
     */
    public record Row(Kind kind, Map<String, String> key) {
        public Row {
            key = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(key));
        }
    }

    /**
     * The least and greatest values of a column, as text, each as of the moment its chunk was read; null where there is no row.
     */
    public record Extremes(
            String column,
            @Nullable String sourceMin,
            @Nullable String sourceMax,
            @Nullable String targetMin,
            @Nullable String targetMax) {}

    /**
     * One table.
     *
     * @param table its name
     * @param columns the compared columns
     * @param sourceRows rows of the source, counted chunk by chunk
     * @param targetRows rows of the target, in the same way
     * @param comparedRows rows of the source that were compared
     * @param counts the rows that are not equal
     * @param repairedRows rows that differed, were marked as changed, and are equal now; they do not count as unequal
     * @param complete false when it has so many differences that the comparison of the table was ended; the numbers are then
     *     lower bounds
     * @param sampleKeys the first hundred rows of each kind that are not equal
     * @param summary the extremes of its key and its points in time
     * @param seconds duration
     */
    public record Table(
            QualifiedName table,
            List<String> columns,
            long sourceRows,
            long targetRows,
            long comparedRows,
            Counts counts,
            long repairedRows,
            boolean complete,
            List<Row> sampleKeys,
            List<Extremes> summary,
            double seconds) {
        public Table {
            columns = List.copyOf(columns);
            sampleKeys = List.copyOf(sampleKeys);
            summary = List.copyOf(summary);
        }

        /** Whether no row differs. */
        public boolean isEqual() {
            return counts.areEqual() && complete;
        }
    }

    /**
     * A sequence whose next value on the target was already handed out on the source.
     *
     * @param sequence its name
     * @param source its position on the source, read first
     * @param target its position on the target
     * @param pending whether the running replicator has not looked at that position of the source yet
     */
    public record SequenceDifference(QualifiedName sequence, String source, String target, boolean pending) {}

    /**
     * Something that was not compared.
     *
     * @param what a table, or a group of objects
     * @param why the reason, as a sentence
     * @param needed whether both sides can therefore not be called equal
     */
    public record NotCompared(String what, String why, boolean needed) {
        /** The reason of a table that came since the start. */
        public static final String NOT_REPLICATED_YET = "it is not replicated yet: the next 'replicator run' copies it";

        /** The reason of a table that the side that changes go to has dropped while it took writes. */
        public static final String DROPPED_THERE = "it was dropped on the other side, and is not replicated any more";

        private NotCompared turned() {
            return new NotCompared(SideWords.turned(what), SideWords.onTheWayBack(why), needed);
        }
    }

    /** Whether everything that was to be compared was compared, and is equal. */
    public boolean isEqual() {
        return isRowsEqual() && isObjectsEqual() && isSequencesEqual();
    }

    /** Whether every row that was to be compared is equal. */
    public boolean isRowsEqual() {
        return tables.stream().allMatch(Table::isEqual) && notCompared.stream().noneMatch(NotCompared::needed);
    }

    /** Whether no definition and no privilege differs. */
    public boolean isObjectsEqual() {
        return objects.isEmpty();
    }

    /** Whether no sequence is behind, nor to be brought yet. */
    public boolean isSequencesEqual() {
        return sequences.isEmpty();
    }
}
