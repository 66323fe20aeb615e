package io.pgreplicator.round;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;
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
