package io.pgreplicator.round;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
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
     */
    String cure(List<SourcePartition> tree, boolean replicaRole) {
        SourcePartition part = tree.get(0);
        Optional<QualifiedName> from = rest.filter(name -> !name.equals(part.name()));
        boolean allowed = may && (replicaRole || from.isEmpty());
        String owners = allowed
                ? ""
                : tree.stream()
                        .map(made ->
                                " ALTER TABLE " + made.name().quoted() + " OWNER TO " + Sql.identifier(owner) + ";")
                        .collect(Collectors.joining());
        return Side.TARGET.place(allowed) + "BEGIN; "
                + (hasSchema
                        ? ""
                        : "CREATE SCHEMA IF NOT EXISTS "
                                + Sql.identifier(part.name().schema()) + "; ")
                + from.map(name -> "SET LOCAL session_replication_role = replica; "
                                + moving(tree, name).replaceAll(";\n", "; "))
                        .orElseGet(() -> SourcePartition.statements(tree))
                + owners + " COMMIT;";
    }
}
