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
import java.util.Objects;
import java.util.Optional;
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

    /** Notes how the target's tables of these numbers are partitioned now, in the session's transaction. */
    public static void note(Session target, Collection<Integer> tables) {
        forget(target, tables);
        target.update(
                SqlFile.of(CopiedPartitions.class, "note_partitions.sql").text(),
                tables.stream().map(String::valueOf).toList());
    }

    /** Forgets how they were partitioned, in the session's transaction. */
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

    private static String attaching(Map<Lost, OfSource> missed) {
        return missed.entrySet().stream()
                .flatMap(one -> one.getKey().attaching(one.getValue()).stream())
                .collect(Collectors.joining("\n"));
    }

    /** Those that are gone and that the source has, in order. */
    private static Map<Lost, OfSource> missed(Session source, Session target) {
        var missed = new LinkedHashMap<Lost, OfSource>();
        List<Lost> gone = target.doing("looking for lost partitions")
                .query(SqlFile.of(CopiedPartitions.class, "lost_partitions.sql").text(), Lost::of);
        if (!gone.isEmpty()) {
            Map<List<QualifiedName>, OfSource> ofSource = ofSource(source, gone);
            gone.forEach(one -> missed.put(one, ofSource.get(one.names())));
            missed.values().removeIf(Objects::isNull);
        }
        return missed;
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
                        tables.stream().map(QualifiedName::schema).toList(),
                        tables.stream().map(QualifiedName::name).toList())
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
     * @param present its name now; empty where it was dropped, or is a partition
     * @param replaced whether another partition has its name
     * @param owned whether the session's role may attach it
     */
    private record Lost(
            QualifiedName table, QualifiedName name, Optional<QualifiedName> present, boolean replaced, boolean owned) {

        static Lost of(ResultSet row) throws SQLException {
            return new Lost(
                    CopiedPartitions.name(row, 3),
                    CopiedPartitions.name(row, 1),
                    row.getString(6) == null ? Optional.empty() : Optional.of(CopiedPartitions.name(row, 5)),
                    row.getBoolean(7),
                    row.getBoolean(8));
        }

        List<QualifiedName> names() {
            return List.of(table, name);
        }

        /** Whether it has its name, and no part of its table has. */
        boolean isAside() {
            return present.filter(name::equals).isPresent();
        }

        /** Where it has its rows still: what makes it a partition again, under its name. */
        Optional<String> attaching(OfSource as) {
            return present.filter(now -> !replaced && now.schema().equals(name.schema()))
                    .map(now -> Side.TARGET.place(owned)
                            + (now.equals(name)
                                    ? ""
                                    : "ALTER TABLE " + now.quoted() + " RENAME TO " + Sql.identifier(name.name())
                                            + "; ")
                            + "ALTER TABLE " + as.parent.quoted() + " ATTACH PARTITION " + name.quoted() + " "
                            + as.bounds + ";");
        }
    }
}
