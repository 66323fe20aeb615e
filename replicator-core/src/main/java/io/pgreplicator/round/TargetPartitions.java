package io.pgreplicator.round;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionNotCreated;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates partitions on the target that the source has, where their parent is partitioned in the same way and has no partition of
 * that name. Without it the target refuses the rows, or a default partition takes them. What cannot be created is told once.
 * Confined to one thread.
 */
final class TargetPartitions {
    private final Database source;
    private final Database target;
    private final Work work;
    private final Set<QualifiedName> told = new HashSet<>();
    private boolean due = true;

    TargetPartitions(Ends ends, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.work = work;
    }

    /**
     * A partition of the source. Immutable.
     *
     * @param bounds as in {@code FOR VALUES ...}
     * @param key how it is partitioned itself; empty when it is not, null when that cannot be said without functions
     * @param parentKey how its parent is partitioned
     */
    private record Part(
            QualifiedName name,
            QualifiedName parent,
            String bounds,
            @Nullable String key,
            String parentKey) {
        String statement() {
            return "CREATE TABLE " + name.quoted() + " PARTITION OF " + parent.quoted() + " " + bounds
                    + (key == null || key.isEmpty() ? "" : " PARTITION BY " + key);
        }
    }

    /** The source may have one that the target does not have. */
    void expect() {
        due = true;
    }

    /** Looks for them, if one is expected. */
    void createMissing() {
        if (!due) {
            return;
        }
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            List<Part> parts = from.doing("looking for partitions")
                    .query(
                            SqlFile.of(TargetPartitions.class, "partitions.sql").text(),
                            row -> new Part(
                                    new QualifiedName(row.getString(1), row.getString(2)),
                                    new QualifiedName(row.getString(3), row.getString(4)),
                                    row.getString(5),
                                    row.getString(6),
                                    row.getString(7)));
            Map<QualifiedName, String> keys = keys(to, parts);
            due = false;
            for (Part part : parts) {
                String key = part.key;
                if (key != null
                        && !keys.containsKey(part.name)
                        && part.parentKey.equals(keys.get(part.parent))
                        && create(to, part)) {
                    keys.put(part.name, key);
                }
            }
        }
    }

    /** How the target's relations of these names are partitioned. */
    private static Map<QualifiedName, String> keys(Session to, List<Part> parts) {
        List<QualifiedName> names = parts.stream()
                .flatMap(part -> Stream.of(part.name, part.parent))
                .distinct()
                .toList();
        Map<QualifiedName, String> keys = new HashMap<>();
        to.doing("looking for partitions")
                .query(
                        SqlFile.of(TargetPartitions.class, "relations_of_names.sql")
                                .text(),
                        row -> keys.put(new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)),
                        names.stream().map(QualifiedName::schema).toList(),
                        names.stream().map(QualifiedName::name).toList());
        return keys;
    }

    private boolean create(Session to, Part part) {
        try {
            to.doing("creating the partition " + part.name).runInTransaction(() -> to.execute(part.statement()));
            work.tell(new PartitionCreated(part.name));
            return true;
        } catch (DatabaseException e) {
            if (SqlStates.isLocked(e.sqlState())) {
                due = true;
            } else if (e.isOfConnection()) {
                throw e;
            } else if (told.add(part.name)) {
                work.tell(new PartitionNotCreated(part.name, String.valueOf(e.getMessage()), part.statement() + ";"));
            }
            return false;
        }
    }
}
