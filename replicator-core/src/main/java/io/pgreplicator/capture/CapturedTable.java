package io.pgreplicator.capture;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.Cures;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table whose writes are captured, as recorded on the source. Immutable.
 *
 * @param tableId its number, the same on both sides
 * @param oid the table's oid
 * @param name its name when the capture was installed
 * @param captureId identity of this capture; a copy relies on exactly one
 * @param kind how it is captured
 * @param key its key columns
 * @param segment the segment that writers append to
 * @param shape its columns as the rounds carry them
 * @param current its current state
 */
public record CapturedTable(
        int tableId,
        long oid,
        QualifiedName name,
        UUID captureId,
        Table.Kind kind,
        List<String> key,
        int segment,
        String shape,
        Current current) {

    /**
     * The current state of a captured table.
     *
     * @param name its current name; empty parts when it was dropped
     * @param shape its current columns
     * @param freshColumns current columns that are not carried; or are carried under another name, number or type; or were
     *     altered by something that rewrote the rows; or whose type has changed its definition
     * @param triggersStand whether every capture trigger exists and is enabled
     * @param keyStands whether a unique index over exactly the captured key still identifies its rows
     * @param subscribed whether a logical subscription writes to it, bypassing its triggers
     * @param lostFacts former facts about its columns' types that no longer hold
     * @param keyUnique whether a unique index is over the captured columns of the key, whatever they are called and though they may be
     *     null
     * @param keyRenames the statements that give the captured columns of the key their names back where other columns have them now;
     *     empty while the key stands
     * @param keyNames how these columns are called, once those statements are done; empty when one was dropped or has another type, and
     *     while the key stands
     * @param renaming how it gets its old name back; empty unless it has another
     */
    public record Current(
            QualifiedName name,
            String shape,
            List<String> freshColumns,
            boolean triggersStand,
            boolean keyStands,
            boolean subscribed,
            List<String> lostFacts,
            boolean keyUnique,
            String keyRenames,
            List<String> keyNames,
            Optional<Renaming> renaming) {
        public Current {
            keyNames = List.copyOf(keyNames);
            freshColumns = List.copyOf(freshColumns);
            lostFacts = List.copyOf(lostFacts);
        }
    }

    public CapturedTable {
        key = List.copyOf(key);
    }

    /** Whether it is no more: another table of its name is another table. */
    public boolean dropped() {
        return current.name().name().isEmpty();
    }

    /** Whether it has another name, or is in another schema. */
    public boolean renamed() {
        return !dropped() && !current.name().equals(name);
    }

    /** The same table with this way to its old name. */
    CapturedTable with(Optional<Renaming> renaming) {
        var renamed = new Current(
                current.name,
                current.shape,
                current.freshColumns,
                current.triggersStand,
                current.keyStands,
                current.subscribed,
                current.lostFacts,
                current.keyUnique,
                current.keyRenames,
                current.keyNames,
                renaming);
        return new CapturedTable(tableId, oid, name, captureId, kind, key, segment, shape, renamed);
    }

    /** What to do about another name: the statements that undo it, and those for the target. */
    public String cureOfName() {
        return cureOfNames(List.of(List.of(this)));
    }

    /** The same for all of {@link #renamed(List)}. */
    public static String cureOfNames(Collection<List<CapturedTable>> renamed) {
        List<Renaming> known = renamed.stream()
                .flatMap(together -> together.get(0).current.renaming().stream())
                .toList();
        if (known.isEmpty()) {
            return "Run the command again.";
        }
        String back = known.stream().map(Renaming::undone).collect(Collectors.joining("\n"));
        return back + "\nThen run the command again. Or keep the new name" + (known.size() == 1 ? "" : "s") + ": "
                + Cures.startAnewAfter(renamed.stream()
                        .flatMap(List::stream)
                        .flatMap(CapturedTable::forth)
                        .distinct()
                        .collect(Collectors.joining(" ")));
    }

    private Stream<String> forth() {
        return current.renaming().stream().flatMap(renaming -> renaming.forth(name, current.name()));
    }

    /**
     * Those that have another name, together where one way leads back, for their schema was renamed. One whose name another of them has now
     * comes when that one has its own again; of names that went round, one begins.
     */
    public static Collection<List<CapturedTable>> renamed(List<CapturedTable> captured) {
        List<CapturedTable> renamed =
                captured.stream().filter(CapturedTable::renamed).toList();
        Set<QualifiedName> taken =
                renamed.stream().map(table -> table.current.name()).collect(Collectors.toSet());
        List<CapturedTable> free =
                renamed.stream().filter(table -> !taken.contains(table.name)).toList();
        return (free.isEmpty() ? renamed.stream().limit(1) : free.stream())
                .collect(Collectors.groupingBy(
                        table -> table.current.renaming(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** What happened to the key by which it is captured. */
    public String lossOfKey() {
        String columns = "(" + String.join(", ", key) + ")";
        if (current.keyNames().isEmpty()) {
            return "A column of the key " + columns + " by which " + name
                    + " is captured was dropped on the source, or has another type.";
        }
        if (!current.keyRenames().isEmpty()) {
            return "Another column has a name of the key " + columns + " by which " + name
                    + " is captured on the source, and the captured one, whatever it is called now, has no unique index or may be null.";
        }
        return "The unique index over " + columns + " by which " + name
                + (current.keyUnique()
                        ? " is captured tells no rows apart where columns are null"
                        : " is captured is gone")
                + " on the source.";
    }

    /** The way to a key by which its changes are told apart: never another index over columns that have one. */
    public String cureOfLostKey() {
        String anew = "make the same change on the target and start over: " + Cures.START_ANEW;
        List<String> columns = current.keyNames();
        if (columns.isEmpty()) {
            return Cures.then("", anew);
        }
        String again = "On the source: " + current.keyRenames() + "ALTER TABLE " + name.quoted() + " "
                + (current.keyUnique() ? "" : "ADD UNIQUE (" + Sql.identifiers(columns) + "), ")
                + notNull(columns) + ";\nThen run the command again. ";
        return again
                + (current.keyRenames().isEmpty()
                        ? "Of rows that have one key, all but one must get another before."
                        : "That undoes the change until the move is over: applications must insert as before, with the former default, and"
                                + " rows without a former key must get one before.")
                + " Or " + anew;
    }

    /** The actions of ALTER TABLE by which none of the columns is null. */
    public static String notNull(List<String> columns) {
        return columns.stream()
                .map(column -> "ALTER COLUMN " + Sql.identifier(column) + " SET NOT NULL")
                .collect(Collectors.joining(", "));
    }

    /** Whether the table is unchanged since its capture was installed. */
    public boolean unchanged() {
        return captured() && columnsStand();
    }

    /** Whether its log is complete and nothing but columns has changed: the capture can then be adapted to them. */
    public boolean adaptable() {
        return captured() && !columnsStand();
    }

    /** Whether a run can go on with it, perhaps once the target has the same columns. */
    public boolean carries() {
        return captured();
    }

    /** Whether it is the same capture of the same columns, and the table is as it was: only its current segment may be another. */
    public boolean isSameAs(CapturedTable other) {
        return captureId.equals(other.captureId) && shape.equals(other.shape) && current.equals(other.current);
    }

    private boolean captured() {
        return current.triggersStand()
                && current.keyStands()
                && !current.subscribed()
                && current.name().equals(name);
    }

    private boolean columnsStand() {
        return current.shape().equals(shape) && current.freshColumns().isEmpty();
    }

    /** The log of this table, all segments. */
    String log() {
        return "replicator_capture.delta_" + tableId;
    }

    /** One segment of the log of the table with that number. */
    static String segmentName(int tableId, int number) {
        return "replicator_capture.delta_" + tableId + "_" + number;
    }

    /** The columns of the log that hold the key, in its order. */
    String logColumns() {
        return IntStream.rangeClosed(1, key.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
    }

    String logColumns(String alias) {
        return IntStream.rangeClosed(1, key.size())
                .mapToObj(i -> alias + ".k" + i)
                .collect(Collectors.joining(", "));
    }

    /**
     * The condition under which the row {@code t} was not written since the capture was installed. Rows that satisfy it at
     * any later snapshot are a subset of one snapshot of the table. Key columns were not null then, so a row where one is
     * null has been written. IS NOT NULL would miss a composite value whose fields are null.
     */
    public String untouched(Key columns) {
        return key.stream()
                        .map(column -> "t." + Sql.identifier(column) + " IS DISTINCT FROM NULL AND ")
                        .collect(Collectors.joining())
                + "NOT EXISTS (SELECT FROM " + log() + " AS d WHERE " + match(columns, "d", "t") + ")";
    }

    /**
     * The condition under which the relation of pg_class row {@code c} is captured as this table or as one of its
     * partitions.
     */
    public String capturing() {
        return "EXISTS (SELECT FROM replicator_capture.captured_table AS t WHERE t.table_id = " + tableId
                + " AND t.relation = c.oid UNION ALL SELECT FROM replicator_capture.captured_leaf AS l WHERE l.table_id = "
                + tableId + " AND l.relation = c.oid AND l.triggers IS NOT NULL AND l.attachment <> 'left')";
    }

    /**
     * The condition under which a change of the row with that key is committed on the source and not applied to the target, or
     * may be: one that the log names, or one of the whole table. It is only conclusive while the watermark stays: the log may
     * be emptied of what was applied.
     *
     * @param columns the source's key
     * @param values an expression for each key column, in the order of the log
     * @param watermark what was applied when the statement began; null when no round was
     */
    public String pending(Key columns, List<String> values, @Nullable String watermark) {
        var window = new Window(watermark, "");
        String ofTable = SqlFile.of(CapturedTable.class, "table_pending.sql")
                .with("table_id", Integer.toString(tableId))
                .with("window", window.condition("m"))
                .text();
        return "(EXISTS (SELECT FROM " + log() + " AS d WHERE "
                + IntStream.range(0, key.size())
                        .mapToObj(i ->
                                "d.k" + (i + 1) + " " + columns.columns().get(i).equals() + " " + values.get(i))
                        .collect(Collectors.joining(" AND "))
                + " AND " + window.condition("d") + ") OR (" + ofTable + "))";
    }

    /** The beginning of a statement that logs the keys of rows {@code t} as if they had been written; FROM follows. */
    public String logging() {
        return "INSERT INTO " + segmentName(tableId, segment) + " ("
                + logColumns() + ") SELECT "
                + key.stream().map(column -> "t." + Sql.identifier(column)).collect(Collectors.joining(", "));
    }

    String match(Key columns, String logAlias, String tableAlias) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> logAlias + ".k" + (i + 1) + " "
                        + columns.columns().get(i).equals() + " " + tableAlias + "." + Sql.identifier(key.get(i)))
                .collect(Collectors.joining(" AND "));
    }

    /**
     * How a captured table that has another name gets its old one back. Immutable.
     *
     * @param back the statements for the source; what has the old name is set aside
     * @param owned whether the session's role may run these
     * @param ofSchema whether its schema has another name, with all that is in it
     */
    public record Renaming(String back, boolean owned, boolean ofSchema) {

        /** Those of the captured tables with these numbers, by number; none for one that has its old name or is gone. */
        static Map<Integer, Renaming> read(Session source, List<Integer> numbers) {
            var renamings = new HashMap<Integer, Renaming>();
            source.doing("looking for the names of captured tables")
                    .query(
                            SqlFile.of(Renaming.class, "renamed_tables.sql").text(),
                            row -> renamings.put(
                                    row.getInt(1),
                                    new Renaming(row.getString(2), row.getBoolean(3), row.getBoolean(4))),
                            numbers.stream().map(String::valueOf).toList());
            return renamings;
        }

        /** What undoes it on the source. */
        String undone() {
            return Side.SOURCE.place(owned) + back;
        }

        /** What does the same on the target. */
        Stream<String> forth(QualifiedName from, QualifiedName to) {
            String schema = Sql.identifier(to.schema());
            Stream<String> first = Stream.of();
            if (ofSchema) {
                first = Stream.of("ALTER SCHEMA " + Sql.identifier(from.schema()) + " RENAME TO " + schema + ";");
            } else if (!from.schema().equals(to.schema())) {
                first = Stream.of(
                        "CREATE SCHEMA IF NOT EXISTS " + schema + ";",
                        "ALTER TABLE " + from.quoted() + " SET SCHEMA " + schema + ";");
            }
            return from.name().equals(to.name())
                    ? first
                    : Stream.concat(
                            first,
                            Stream.of("ALTER TABLE " + new QualifiedName(to.schema(), from.name()).quoted()
                                    + " RENAME TO " + Sql.identifier(to.name()) + ";"));
        }
    }
}
