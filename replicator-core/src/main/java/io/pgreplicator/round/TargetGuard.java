package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.control.CopiedPartitions;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.preflight.TargetWatch;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at the target's tables while rows are written to them: nothing may act on these rows, and the columns must hold the
 * source's values as they are. The first look judges what is there, the later ones what has changed. What the replicator
 * itself drops or disables is off before the first one, and comes back after the last one. Confined to one thread.
 */
final class TargetGuard {
    private final Database source;
    private final Database target;
    private final boolean replicaRole;
    private final Consumer<News> told;
    private final List<TablePair> partitioned;
    private final List<Table> sources;
    private final List<Table> targets;
    /** The digests of the tables that were judged last. */
    private Map<Long, String> judged = Map.of();
    /** Whether rows may have been committed since the last look. */
    private boolean unseen;

    TargetGuard(Ends ends, boolean replicaRole, Collection<ApplyTable> tables, Consumer<News> told) {
        this.source = ends.source();
        this.target = ends.target();
        this.replicaRole = replicaRole;
        this.told = told;
        this.partitioned = tables.stream()
                .map(ApplyTable::pair)
                .filter(TablePair::isPartitioned)
                .toList();
        this.sources = tables.stream().map(table -> table.pair().source()).toList();
        this.targets = tables.stream().map(ApplyTable::target).toList();
    }

    /** Throws when rows may have been written to the target otherwise than they were sent. */
    void look() {
        try (Session to = target.open(Role.CONTROL)) {
            Map<Long, String> states = TargetWatch.states(to, targets, replicaRole);
            if (!states.equals(judged)) {
                present(to);
                Migration.assertUnaltered(to, () -> assertNothingAlters(to));
                settle(to);
                judged = states;
            }
            unseen = false;
        }
    }

    /** Rows may have been committed. */
    void written() {
        unseen = true;
    }

    /** As {@link #look}, if rows may have been committed since the last one. */
    void lookAfterWrites() {
        if (unseen) {
            look();
        }
    }

    private void assertNothingAlters(Session to) {
        TargetWatch.acting(to, targets, replicaRole).ifPresent(finding -> {
            throw acting(finding);
        });
        try (Session from = source.open(Role.CONTROL)) {
            lostPartitions(from, to)
                    .or(() -> TargetWatch.altering(from, to, sources, targets))
                    .ifPresent(failure -> {
                        throw failure;
                    });
        }
    }

    /** From now on the partitions of now must stay, but for those that the source has not; and the way back knows them. */
    private void settle(Session to) {
        if (!partitioned.isEmpty()) {
            try (Session from = source.open(Role.CONTROL)) {
                to.runInTransaction(() -> {
                    CopiedPartitions.settle(from, to);
                    CopyJournal.notePartitions(to, partitioned);
                });
                OppositeCapture.settle(from, to, told);
            }
        }
    }

    private Optional<ReplicatorException> lostPartitions(Session from, Session to) {
        return partitioned.isEmpty()
                ? Optional.empty()
                : CopiedPartitions.loss(from, to).map(CopiedPartitions.Loss::failure);
    }

    /** What was dropped took its rows along, and what was renamed has them, whatever has its name now: rows are written by it. */
    private void present(Session to) {
        List<QualifiedName> gone = gone(to, targets);
        if (gone.isEmpty()) {
            return;
        }
        try (Session from = source.open(Role.CONTROL)) {
            // what the source has dropped, too, is let go of; what it has renamed ends the run with another message
            Set<QualifiedName> dropped = Set.copyOf(gone(from, sources));
            List<QualifiedName> missed =
                    gone.stream().filter(name -> !dropped.contains(name)).toList();
            if (!missed.isEmpty()) {
                throw CopyJournal.anotherTable(to, missed);
            }
        }
    }

    private static List<QualifiedName> gone(Session session, List<Table> tables) {
        Map<Long, QualifiedName> names = session
                .query(
                        "SELECT c.oid::bigint, n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                                + " WHERE c.oid = ANY (?::oid[])",
                        row -> Map.entry(row.getLong(1), new QualifiedName(row.getString(2), row.getString(3))),
                        tables.stream().map(table -> Long.toString(table.oid())).toList())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return tables.stream()
                .filter(table -> !table.name().equals(names.get(table.oid())))
                .map(Table::name)
                .toList();
    }

    private static ReplicatorException acting(Finding finding) {
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The " + finding.subject() + " changed while the replicator wrote to it: " + finding.message()
                        + ". It may have acted on rows already.",
                Cures.then(
                        finding.cure(),
                        "run the command again with --repair, which finds the rows that differ and brings them."));
    }
}
