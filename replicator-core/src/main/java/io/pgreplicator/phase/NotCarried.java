package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.Window;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.round.ShapeChange;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prevents the removal of a capture that holds changes which the target does not have: once removed, they would be lost.
 * Immutable.
 *
 * @param migration the migration of the target; empty when it has none
 * @param refused rows that the target refused
 * @param planned the tables whose copy has begun
 * @param captureNeeded whether only the source's capture can tell that nothing is missing
 */
record NotCarried(
        Optional<Migration> migration,
        List<RefusedRow> refused,
        List<CopyJournal.Planned> planned,
        boolean captureNeeded) {
    private static final long MOST_COUNTED = 1_000;

    private static final String CARRY =
            "Run 'replicator run --until caught-up' to carry it, once the writers are stopped, and uninstall then.";

    private static final String COPIED_AGAIN = "What is captured no more, it captures and copies again.";

    private static final String GIVE_UP =
            "To give the migration up, and with it these changes: 'replicator uninstall --force'.";

    NotCarried {
        refused = List.copyOf(refused);
        planned = List.copyOf(planned);
    }

    /** Reads what the target has, and what it knows to be missing. */
    static NotCarried read(Database target) {
        try (Session to = target.open(Role.CONTROL)) {
            Optional<Migration> migration = Migration.read(to);
            if (migration.isEmpty()) {
                return new NotCarried(migration, List.of(), List.of(), false);
            }
            List<CopyJournal.Planned> planned = CopyJournal.planned(to);
            return new NotCarried(
                    migration, RefusedRows.all(to), planned, !planned.isEmpty() && !Migration.isSourceLeft(to));
        }
    }

    /**
     * Throws when anything on the source is not on the target; read-only.
     *
     * @param released the tables whose capture this uninstallation has removed already, before the target's server changed
     */
    void refuse(Database source, Collection<QualifiedName> released) {
        try (Session from = source.open(Role.CONTROL)) {
            if (CaptureSchema.migration(from).isEmpty()) {
                refuseUnlessLeft(released);
                return;
            }
            List<String> losses = losses(from);
            if (!losses.isEmpty()) {
                refuseHalfway(String.join("\n  ", losses), released);
                List<CapturedTable> captured = CaptureSchema.tables(from);
                List<QualifiedName> before = releasedBefore(captured);
                throw new ReplicatorException(
                        ErrorCode.CHANGES_NOT_CARRIED,
                        "The source holds what the target does not have. Nothing was removed.\n  "
                                + String.join("\n  ", losses)
                                + (before.isEmpty()
                                        ? ""
                                        : "\nAn uninstallation that did not end has removed the capture of "
                                                + NameList.of(before) + "."),
                        (captured.stream().allMatch(table -> table.dropped() || table.carries())
                                        ? CARRY + (before.isEmpty() ? "" : " " + COPIED_AGAIN) + " "
                                        : "")
                                + GIVE_UP);
            }
        }
    }

    /** Those that were copied, and that the source captures no more, though it captures others. */
    private List<QualifiedName> releasedBefore(List<CapturedTable> captured) {
        Set<UUID> captures = captured.stream().map(CapturedTable::captureId).collect(Collectors.toSet());
        return planned.stream()
                .filter(table -> !captures.contains(table.captureId()))
                .map(CopyJournal.Planned::name)
                .toList();
    }

    /** Nothing but the comparison with the source can tell what the new server lacks of tables that are captured no more. */
    private static void refuseHalfway(String what, Collection<QualifiedName> released) {
        if (!released.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The target's server changed while the replicator was being removed, and the new one may lack what the former one"
                            + " had:\n  " + what + "\nThese tables are captured no more: " + NameList.of(released)
                            + ".",
                    "Leave the application on the source, then " + Cures.START_ANEW);
        }
    }

    private void refuseUnlessLeft(Collection<QualifiedName> released) {
        if (captureNeeded) {
            refuseHalfway("whether all changes were carried cannot be known", released);
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The target belongs to a migration, whose capture is not on this source: whether all changes were carried cannot"
                            + " be known. Nothing was removed.",
                    "Give the source of that migration. If its capture is gone for good: 'replicator uninstall --force'.");
        }
    }

    /** Throws when the table, which nobody can write any more, was written to since the last check. */
    void refuse(Session from, CapturedTable table) {
        if (table.dropped()) {
            return;
        }
        if (!DeltaLog.changed(from, List.of(table), window(), 1).isEmpty()
                || DeltaLog.truncated(from, window()).contains(table.tableId())
                || (table.kind() == Table.Kind.PARTITIONED
                        && (DeltaLog.leafTruncated(from).contains(table.tableId())
                                || NewPartitions.lost(from).contains(table.tableId())
                                || (isPlanned(table) && NewPartitions.joined(from, table.tableId()))))) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The table " + table.name()
                            + " was written to while the replicator was being removed, and the target does"
                            + " not have that. Tables before it are captured no more; this one and those after it are.",
                    CARRY + " " + COPIED_AGAIN + " " + GIVE_UP);
        }
    }

    /** Otherwise its installation may not have ended, and nothing of it was promised. */
    private boolean isPlanned(CapturedTable table) {
        return planned.stream().anyMatch(one -> one.tableId() == table.tableId());
    }

    private List<String> losses(Session from) {
        var losses = new ArrayList<String>();
        List<CapturedTable> all = CaptureSchema.tables(from);
        // what was dropped has taken its rows and their changes with it
        List<CapturedTable> tables =
                all.stream().filter(table -> !table.dropped()).toList();
        Map<Integer, Long> changed = DeltaLog.changed(from, tables, window(), MOST_COUNTED);
        Set<Integer> truncated = DeltaLog.truncated(from, window());
        truncated.addAll(DeltaLog.leafTruncated(from));
        Set<Integer> extended = NewPartitions.tables(from);
        Set<Integer> reduced = NewPartitions.lost(from);
        went(from, losses);
        for (CapturedTable table : tables) {
            Long keys = changed.get(table.tableId());
            if (!table.unchanged()) {
                losses.add(String.valueOf(ShapeChange.of(table).getMessage()));
            }
            if (extended.contains(table.tableId())) {
                losses.add(table.name() + ": partitions that were added or attached" + since());
            }
            if (reduced.contains(table.tableId())) {
                losses.add(table.name() + ": partitions that were detached or dropped" + since());
            }
            if (keys != null || truncated.contains(table.tableId())) {
                losses.add(table.name() + ": "
                        + (keys == null
                                ? "a TRUNCATE"
                                : (keys >= MOST_COUNTED ? "at least " : "") + keys + " change(s)")
                        + since());
            }
        }
        for (OpenTransaction open : CaptureSchema.openTransactions(from)) {
            losses.add("not committed: " + open);
        }
        Set<Integer> gone = all.stream()
                .filter(CapturedTable::dropped)
                .map(CapturedTable::tableId)
                .collect(Collectors.toSet());
        List<RefusedRow> missing =
                refused.stream().filter(row -> !gone.contains(row.tableId())).toList();
        if (!missing.isEmpty()) {
            losses.add(RefusedRows.describe(missing));
        }
        List<QualifiedName> uncopied = uncopied(all);
        if (!uncopied.isEmpty()) {
            losses.add("not copied to their end: " + NameList.of(uncopied));
        }
        return losses;
    }

    /** What a failover or a restore took from one of the two, and the log, which is about to go, is the only trace of. */
    private void went(Session from, List<String> losses) {
        if (migration.isPresent()
                && migration.get().acknowledgedBy(from) > migration.get().rounds()) {
            losses.add("The target has lost transactions that it had before: 'replicator run --repair' brings them.");
        }
        migration
                .map(Migration::repairDue)
                .ifPresent(why -> losses.add(
                        "Rows of the target may have been altered, and were not compared since: 'replicator run --repair' brings what"
                                + " differs. " + why));
        if (migration.isPresent() && migration.get().isAheadOf(from)) {
            losses.add(
                    "The source has lost transactions that may be on the target: 'replicator run --repair' finds them.");
        }
    }

    /** Also what was captured later than the copy of others was planned; nothing of the source was promised before that. */
    private List<QualifiedName> uncopied(List<CapturedTable> captured) {
        Set<QualifiedName> copied = planned.stream()
                .filter(CopyJournal.Planned::copied)
                .map(CopyJournal.Planned::name)
                .collect(Collectors.toSet());
        Stream<QualifiedName> wanted = planned.isEmpty()
                ? Stream.empty()
                : Stream.concat(
                        planned.stream().map(CopyJournal.Planned::name),
                        captured.stream().map(CapturedTable::name));
        Set<QualifiedName> gone = captured.stream()
                .filter(CapturedTable::dropped)
                .map(CapturedTable::name)
                .collect(Collectors.toSet());
        return wanted.distinct()
                .filter(name -> !copied.contains(name) && !gone.contains(name))
                .toList();
    }

    private String since() {
        if (migration.isEmpty()) {
            return ", and this target has no record of a migration: none of them is on it";
        }
        return migration.get().watermark() == null
                ? " since its capture was installed: no round has carried any of it"
                : " since the last round";
    }

    private Window window() {
        return new Window(migration.map(Migration::watermark).orElse(null), "");
    }
}
