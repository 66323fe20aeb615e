package io.pgreplicator.round;

import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionNotCreated;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Creates partitions on the target that the source has, where their parent is partitioned in the same way and has no partition of
 * that name. Without it the target refuses the rows, or a default partition takes them: those move. What cannot be created is told once.
 * Confined to one thread.
 */
final class TargetPartitions {
    private final Database source;
    private final Database target;
    private final TargetWriter writer;
    private final Work work;
    private final List<TablePair> tables;
    private final Set<QualifiedName> told = new HashSet<>();
    private boolean due = true;
    /** Whether the way back has to know what is created. */
    private boolean captured;

    TargetPartitions(Ends ends, TargetWriter writer, List<TablePair> tables, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.writer = writer;
        this.work = work;
        this.tables = tables;
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
            captured = OppositeCapture.stands(from, to);
            List<SourcePartition> parts = read(from, to);
            Map<QualifiedName, String> keys =
                    keys(to, parts.stream().flatMap(part -> Stream.of(part.name(), part.parent())));
            due = false;
            for (SourcePartition part : parts) {
                if (part.key() != null
                        && !keys.containsKey(part.name())
                        && part.parentKey().equals(keys.get(part.parent()))) {
                    create(from, to, part, parts, keys)
                            .forEach(made -> keys.put(made.name(), String.valueOf(made.key())));
                }
            }
        }
    }

    private static List<SourcePartition> read(Session from, Session to) {
        boolean shared = Sequences.areShared(from, to);
        return from.doing("looking for partitions")
                .query(
                        SqlFile.of(TargetPartitions.class, "partitions.sql").text(),
                        row -> new SourcePartition(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                new QualifiedName(row.getString(3), row.getString(4)),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8),
                                shared ? "" : row.getString(9)));
    }

    /** How a side's relations of these names are partitioned. */
    private static Map<QualifiedName, String> keys(Session session, Stream<QualifiedName> wanted) {
        List<QualifiedName> names = wanted.distinct().toList();
        Map<QualifiedName, String> keys = new HashMap<>();
        session.doing("looking for partitions")
                .query(
                        SqlFile.of(TargetPartitions.class, "relations_of_names.sql")
                                .text(),
                        row -> keys.put(new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)),
                        names.stream().map(QualifiedName::schema).toList(),
                        names.stream().map(QualifiedName::name).toList());
        return keys;
    }

    /** Returns those that were created. */
    private List<SourcePartition> create(
            Session from,
            Session to,
            SourcePartition part,
            List<SourcePartition> all,
            Map<QualifiedName, String> keys) {
        List<SourcePartition> made = List.of(part);
        Optional<DatabaseException> failure = attempt(to, made, part.statement());
        if (failure.filter(e -> SqlStates.isCheckViolated(e.sqlState())).isPresent()) {
            made = part.tree(all);
            failure = move(made, failure.get());
        }
        if (failure.isPresent()) {
            if (SqlStates.isLocked(failure.get().sqlState())) {
                due = true;
            } else if (told.add(part.name())) {
                String cure = SqlStates.isContradiction(failure.get().sqlState())
                        ? inTheWay(from, to, part, all, keys)
                        : cure(to, part.tree(all), List.of());
                work.tell(new PartitionNotCreated(
                        part.name(), String.valueOf(failure.get().getMessage()), cure));
            }
            return List.of();
        }
        made.forEach(created -> work.tell(new PartitionCreated(created.name())));
        return made;
    }

    /** A default partition has rows of it, if that was the refusal. What acts on rows is off, as for a round's. */
    private Optional<DatabaseException> move(List<SourcePartition> tree, DatabaseException refusal) {
        SourcePartition part = tree.get(0);
        try (Session rows = writer.open(Role.APPLY)) {
            Optional<String> statements = PartitionParent.of(part, rows)
                    .flatMap(parent -> parent.rest().map(from -> parent.moving(tree, from)));
            return statements.isEmpty() ? Optional.of(refusal) : attempt(rows, tree, statements.get());
        }
    }

    /** What it creates is noted with it, and captured for the way back: rows are about to come. */
    private Optional<DatabaseException> attempt(Session to, List<SourcePartition> created, String statements) {
        try {
            to.doing("creating the partition " + created.get(0).name()).runInTransaction(() -> {
                to.execute(statements);
                CopyJournal.notePartitions(to, tables);
                if (captured) {
                    NewPartitions.captureCreated(
                            to, created.stream().map(SourcePartition::name).toList());
                }
            });
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private String cure(Session to, List<SourcePartition> created, List<QualifiedName> former) {
        return PartitionParent.of(created.get(0), to)
                .map(parent -> parent.cure(created, former, writer.replicaRole()))
                .orElse("");
    }

    /** What does away with a partition of the target that has some of the bounds of this one, and keeps its rows. */
    private String inTheWay(
            Session from,
            Session to,
            SourcePartition part,
            List<SourcePartition> all,
            Map<QualifiedName, String> keys) {
        List<SourcePartition> siblings =
                all.stream().filter(one -> one.parent().equals(part.parent())).toList();
        Optional<SourcePartition.Other> same = part.ofSameBounds(to);
        // a table of the source that has this name keeps it
        if (same.isPresent() && keys(from, Stream.of(same.get().name())).isEmpty()) {
            return part.renaming(same.get());
        }
        List<QualifiedName> former = part.formerOnes(to, siblings);
        List<SourcePartition> missing = Stream.concat(
                        Stream.of(part),
                        siblings.stream()
                                .filter(one -> !one.name().equals(part.name()) && !keys.containsKey(one.name())))
                .filter(one -> one.key() != null)
                .flatMap(one -> one.tree(all).stream())
                .toList();
        // done once, it is done for all of them
        missing.forEach(one -> told.add(one.name()));
        return cure(to, missing, former);
    }
}
