package io.pgreplicator.round;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A partitioned table of the target that lacks a partition. Immutable.
 *
 * @param rest its default partition, where rows of the missing one are
 * @param columns those that a row is inserted with
 * @param hasSchema whether the schema of the missing one exists
 * @param may whether the session's role may create partitions of it there
 */
record PartitionParent(Optional<QualifiedName> rest, String columns, String owner, boolean hasSchema, boolean may) {

    /** That of a partition; empty when it is gone. */
    static Optional<PartitionParent> of(SourcePartition part, Session target) {
        return target.doing("looking for the default partition of " + part.parent())
                .queryFirst(
                        SqlFile.of(PartitionParent.class, "partition_parent.sql")
                                .text(),
                        PartitionParent::read,
                        part.name().schema(),
                        part.parent().schema(),
                        part.parent().name());
    }

    private static PartitionParent read(ResultSet row) throws SQLException {
        String name = row.getString(2);
        return new PartitionParent(
                name == null ? Optional.empty() : Optional.of(new QualifiedName(row.getString(1), name)),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6));
    }

    /** Statements of one transaction that create the first of these, with the others below it, and give it the rows of the default. */
    String moving(List<SourcePartition> tree, QualifiedName from) {
        SourcePartition part = tree.get(0);
        return SqlFile.of(PartitionParent.class, "move_out_of_default.sql")
                .with("parent", part.parent().quoted())
                .with("rest", from.quoted())
                .with("columns", columns)
                .with("condition", part.condition())
                .with("create", SourcePartition.statements(tree))
                .text()
                .strip();
    }

    /**
     * What creates them by hand, on one line. Triggers and foreign keys must not act on rows that are moved: an administrator is needed where
     * the role may not say so.
     *
     * @param created the first is a partition of this table, as may be others
     * @param former what they replace here: it keeps no rows
     */
    String cure(List<SourcePartition> created, List<QualifiedName> former, boolean replicaRole) {
        SourcePartition part = created.get(0);
        Optional<QualifiedName> from = rest.filter(name -> former.isEmpty() && !name.equals(part.name()));
        boolean moves = from.isPresent() || !former.isEmpty();
        boolean allowed = may && (replicaRole || !moves);
        String owners = allowed
                ? ""
                : created.stream()
                        .map(made ->
                                " ALTER TABLE " + made.name().quoted() + " OWNER TO " + Sql.identifier(owner) + ";")
                        .collect(Collectors.joining());
        return Side.TARGET.place(allowed) + "BEGIN; "
                + (hasSchema
                        ? ""
                        : "CREATE SCHEMA IF NOT EXISTS "
                                + Sql.identifier(part.name().schema()) + "; ")
                + (moves ? "SET LOCAL session_replication_role = replica; " : "")
                + from.map(name -> moving(created, name).replaceAll(";\n", "; "))
                        .orElseGet(() -> replacing(created, former))
                + owners + " COMMIT;";
    }

    /** The rows of former partitions go where the new ones want them; where they fit into none, nothing is done. */
    private String replacing(List<SourcePartition> created, List<QualifiedName> former) {
        String parent = created.get(0).parent().quoted();
        var statements = new ArrayList<String>();
        former.forEach(one -> statements.add("ALTER TABLE " + parent + " DETACH PARTITION " + one.quoted() + ";"));
        statements.add(SourcePartition.statements(created));
        former.forEach(one ->
                statements.add("WITH moved AS (DELETE FROM " + one.quoted() + " RETURNING " + columns + ") INSERT INTO "
                        + parent + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM moved;"));
        return String.join(" ", statements);
    }
}
