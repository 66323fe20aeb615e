package io.pgreplicator.round;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the source, for which the target may lack one. Immutable.
 *
 * @param bounds as in {@code FOR VALUES ...}
 * @param key how it is partitioned itself; empty when it is not, null when that cannot be said without functions
 * @param parentKey how its parent is partitioned
 * @param condition what its rows satisfy
 * @param identities the statements that give its columns their own identities; empty where there are none, or the target's cannot have any
 */
record SourcePartition(
        QualifiedName name,
        QualifiedName parent,
        String bounds,
        @Nullable String key,
        String parentKey,
        String condition,
        String identities) {

    /** The statements that create it on the target. */
    String statement() {
        return "CREATE TABLE " + name.quoted() + " PARTITION OF " + parent.quoted() + " " + bounds
                + (key == null || key.isEmpty() ? "" : " PARTITION BY " + key) + ";"
                + (identities.isEmpty() ? "" : " " + identities);
    }

    /** A partition of the target; {@code owned}: whether this role may rename it. */
    record Other(QualifiedName name, boolean owned) {}

    /** The partition of the target that has its bounds, under another name. */
    Optional<Other> ofSameBounds(Session target) {
        return target.doing("looking for the partition with the bounds of " + name)
                .queryFirst(
                        SqlFile.of(SourcePartition.class, "partition_of_bounds.sql")
                                .text(),
                        row -> new Other(new QualifiedName(row.getString(1), row.getString(2)), row.getBoolean(3)),
                        parent.schema(),
                        parent.name(),
                        bounds,
                        key);
    }

    /** Those of the target that its parent does not have on the source, without the default. */
    List<QualifiedName> formerOnes(Session target, List<SourcePartition> siblings) {
        return target.doing("looking for the partitions in the way of " + name)
                .query(
                        SqlFile.of(SourcePartition.class, "former_partitions.sql")
                                .text(),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        parent.schema(),
                        parent.name(),
                        siblings.stream().map(one -> one.name.schema()).toList(),
                        siblings.stream().map(one -> one.name.name()).toList());
    }

    /** What gives that one of the target its name. */
    String renaming(Other other) {
        QualifiedName former = other.name;
        String moved = former.schema().equals(name.schema())
                ? ""
                : " ALTER TABLE " + new QualifiedName(former.schema(), name.name()).quoted() + " SET SCHEMA "
                        + Sql.identifier(name.schema()) + ";";
        return Side.TARGET.place(other.owned) + "ALTER TABLE " + former.quoted() + " RENAME TO "
                + Sql.identifier(name.name()) + ";" + moved;
    }

    /** It and all below it that can be created, each after its parent. */
    List<SourcePartition> tree(List<SourcePartition> all) {
        return Stream.concat(
                        Stream.of(this),
                        all.stream()
                                .filter(part -> part.key != null && part.parent.equals(name))
                                .flatMap(part -> part.tree(all).stream()))
                .toList();
    }

    /** The statements that create them. */
    static String statements(List<SourcePartition> tree) {
        return tree.stream().map(SourcePartition::statement).collect(Collectors.joining(" "));
    }
}
