package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The partitions of the target that rows were written to: one that somebody detaches or drops there takes them along, though its table
 * is the same. Stateless, thread-safe.
 */
public final class CopiedPartitions {
    private CopiedPartitions() {}

    /**
     * What is lost with partitions. Immutable.
     *
     * @param what what happened; without a full stop
     * @param cure what brings the rows
     */
    public record Loss(String what, String cure) {
        /** The failure that a run ends with; repeating it does not help. */
        public ReplicatorException failure() {
            return new ReplicatorException(ErrorCode.TARGET_WENT_BACK, "Stopped: " + what + ".", cure);
        }
    }

    /**
     * A partition of a copied table. Immutable.
     *
     * @param attachment the rows of pg_inherits from the table down to it
     */
    public record Partition(int tableId, long relation, String attachment, QualifiedName name) {}

    /** The partitions that the target's tables, by their numbers and oids, have now. */
    public static List<Partition> present(Session target, Map<Integer, Long> tables) {
        return target.doing("looking for partitions")
                .query(
                        SqlFile.of(CopiedPartitions.class, "present_partitions.sql")
                                .text(),
                        row -> new Partition(row.getInt(1), row.getLong(2), row.getString(3), name(row, 4)),
                        texts(tables.keySet(), String::valueOf),
                        texts(tables.values(), String::valueOf));
    }

    /**
     * Notes them, in the session's transaction, beside those that are known. One that has gone since it was looked at is lost; so none is
     * forgotten here.
     */
    public static void note(Session target, List<Partition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        target.doing("noting the partitions of the target")
                .update(
                        SqlFile.of(CopiedPartitions.class, "note_partitions.sql")
                                .text(),
                        texts(partitions, one -> String.valueOf(one.tableId)),
                        texts(partitions, one -> String.valueOf(one.relation)),
                        texts(partitions, Partition::attachment),
                        texts(partitions, one -> one.name.schema()),
                        texts(partitions, one -> one.name.name()));
    }

    /** Forgets those that neither side has any more, in the target session's transaction. */
    public static void settle(Session source, Session target) {
        Map<Lost, Optional<OfSource>> gone = gone(source, target);
        gone.values().removeIf(Optional::isPresent);
        if (!gone.isEmpty()) {
            target.doing("forgetting the partitions that neither side has")
                    .update(
                            "DELETE FROM replicator.copied_partition AS p USING unnest(?::integer[], ?::oid[], ?::text[])"
                                    + " AS g (table_id, relation, attachment)"
                                    + " WHERE p.table_id = g.table_id AND p.relation = g.relation AND p.attachment = g.attachment",
                            texts(gone.keySet(), one -> String.valueOf(one.was.tableId)),
                            texts(gone.keySet(), one -> String.valueOf(one.was.relation)),
                            texts(gone.keySet(), one -> one.was.attachment));
        }
    }

    private static <T> List<String> texts(Collection<T> all, Function<T, String> text) {
        return all.stream().map(text).toList();
    }

    /** Forgets how the tables of these numbers were partitioned, in the session's transaction. */
    public static void forget(Session target, Collection<Integer> tables) {
        target.doing("noting the partitions of the target")
                .update(
                        "DELETE FROM replicator.copied_partition WHERE table_id = ANY (?::integer[])",
                        tables.stream().map(String::valueOf).toList());
    }

    /** That partitions are gone which the source still has, by their names: where the source has none, its rows are gone there as well. */
    public static Optional<Loss> loss(Session source, Session target) {
        Map<Lost, OfSource> missed = missed(source, target);
        return missed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Loss(
                        "partitions of the target that rows were written to were detached or dropped there: "
                                + NameList.of(
                                        missed.keySet().stream().map(Lost::name).toList())
                                + "; their tables lack these rows, or changes of them",
                        Cures.after(attaching(missed), Cures.BRING_DIFFERENCES)));
    }

    /** Throws {@link ErrorCode#COMMAND_REFUSED} when one that was detached has its name still: its rows have no partition to come to. */
    public static void assertNoneAside(Session source, Session target) {
        Map<Lost, OfSource> aside = missed(source, target);
        aside.keySet().removeIf(one -> !one.isAside());
        if (!aside.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "Partitions that were detached on the target are tables of the same names, so that the rows have none to come to: "
                            + NameList.of(
                                    aside.keySet().stream().map(Lost::name).toList()) + ".",
                    Cures.after(
                            attaching(aside),
                            "Run the command again. Or, also where a default partition has taken rows meanwhile, rename them:"
                                    + " then partitions are created for the rows."));
        }
    }

    /** The names of all partitions of these tables. */
    public static List<QualifiedName> names(Session side, List<QualifiedName> tables) {
        return side.doing("looking for partitions")
                .query(
                        SqlFile.of(CopiedPartitions.class, "partitions_of_tables.sql")
                                .text(),
                        row -> name(row, 3),
                        texts(tables, QualifiedName::schema),
                        texts(tables, QualifiedName::name));
    }

    private static String attaching(Map<Lost, OfSource> missed) {
        return missed.entrySet().stream()
                .flatMap(one -> one.getKey().attaching(one.getValue()).stream())
                .collect(Collectors.joining("\n"));
    }

    /** Those that are gone and that the source has, in order. */
    private static Map<Lost, OfSource> missed(Session source, Session target) {
        var missed = new LinkedHashMap<Lost, OfSource>();
        gone(source, target).forEach((one, ofSource) -> ofSource.ifPresent(as -> missed.put(one, as)));
        return missed;
    }

    /** Those that are gone, in order, and how the source has them. */
    private static Map<Lost, Optional<OfSource>> gone(Session source, Session target) {
        var gone = new LinkedHashMap<Lost, Optional<OfSource>>();
        List<Lost> lost = target.doing("looking for lost partitions")
                .query(SqlFile.of(CopiedPartitions.class, "lost_partitions.sql").text(), Lost::of);
        if (!lost.isEmpty()) {
            Map<List<QualifiedName>, OfSource> ofSource = ofSource(source, lost);
            lost.forEach(one -> gone.put(one, Optional.ofNullable(ofSource.get(one.names()))));
        }
        return gone;
    }

    private static Map<List<QualifiedName>, OfSource> ofSource(Session source, List<Lost> lost) {
        List<QualifiedName> tables = lost.stream().map(Lost::table).distinct().toList();
        return source
                .doing("looking for partitions")
                .query(
                        SqlFile.of(CopiedPartitions.class, "partitions_of_tables.sql")
                                .text(),
                        row -> Map.entry(
                                List.of(name(row, 1), name(row, 3)), new OfSource(name(row, 5), row.getString(7))),
                        texts(tables, QualifiedName::schema),
                        texts(tables, QualifiedName::name))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static QualifiedName name(ResultSet row, int column) throws SQLException {
        return new QualifiedName(row.getString(column), row.getString(column + 1));
    }

    /** How the source has a partition: below which parent, and with which bounds. */
    private record OfSource(QualifiedName parent, String bounds) {}

    /**
     * A partition that is gone.
     *
     * @param was what is noted of it
     * @param present its name now; empty where it was dropped, or is a partition
     * @param replaced whether another partition has its name
     * @param owned whether the session's role may attach it
     */
    private record Lost(
            QualifiedName table, Partition was, Optional<QualifiedName> present, boolean replaced, boolean owned) {

        static Lost of(ResultSet row) throws SQLException {
            return new Lost(
                    CopiedPartitions.name(row, 3),
                    new Partition(row.getInt(9), row.getLong(10), row.getString(11), CopiedPartitions.name(row, 1)),
                    row.getString(6) == null ? Optional.empty() : Optional.of(CopiedPartitions.name(row, 5)),
                    row.getBoolean(7),
                    row.getBoolean(8));
        }

        QualifiedName name() {
            return was.name;
        }

        List<QualifiedName> names() {
            return List.of(table, name());
        }

        /** Whether it has its name, and no part of its table has. */
        boolean isAside() {
            return present.filter(name()::equals).isPresent();
        }

        /** Where it has its rows still: what makes it a partition again, under its name. */
        Optional<String> attaching(OfSource as) {
            return present.filter(now -> !replaced && now.schema().equals(name().schema()))
                    .map(now -> Side.TARGET.place(owned)
                            + (now.equals(name())
                                    ? ""
                                    : "ALTER TABLE " + now.quoted() + " RENAME TO " + Sql.identifier(name().name())
                                            + "; ")
                            + "ALTER TABLE " + as.parent.quoted() + " ATTACH PARTITION " + name().quoted() + " "
                            + as.bounds + ";");
        }
    }
}
