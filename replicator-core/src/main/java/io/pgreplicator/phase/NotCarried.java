package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.Window;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.OpenTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prevents the removal of a capture that holds changes which the target does not have: once removed, they would be lost.
 * Immutable.
 *
 * @param begun whether the target has a migration
 * @param watermark the snapshot that the target has committed; null before the first round
 * @param refused rows that the target refused
 * @param uncopied tables that are not completely copied
 * @param captureNeeded whether only the source's capture can tell that nothing is missing
 */
record NotCarried(
        boolean begun,
        @Nullable String watermark,
        List<RefusedRow> refused,
        List<String> uncopied,
        boolean captureNeeded) {
    private static final long MOST_COUNTED = 1_000;
    private static final int MOST_TOLD = 5;

    NotCarried {
        refused = List.copyOf(refused);
        uncopied = List.copyOf(uncopied);
    }

    /** Reads what the target has, and what it knows to be missing. */
    static NotCarried read(Database target) {
        try (Session to = target.open(Role.CONTROL)) {
            Optional<Migration> migration = Migration.read(to);
            if (migration.isEmpty()) {
                return new NotCarried(false, null, List.of(), List.of(), false);
            }
            List<CopyJournal.Planned> planned = CopyJournal.planned(to);
            return new NotCarried(
                    true,
                    migration.get().watermark(),
                    RefusedRows.all(to),
                    planned.stream()
                            .filter(table -> !table.copied())
                            .map(table -> table.name().toString())
                            .toList(),
                    !planned.isEmpty() && !Migration.isSourceLeft(to));
        }
    }

    /** Throws when anything on the source is not on the target; read-only. */
    void refuse(Database source) {
        try (Session from = source.open(Role.CONTROL)) {
            if (CaptureSchema.migration(from).isEmpty()) {
                refuseUnlessLeft();
                return;
            }
            List<String> losses = losses(from);
            if (!losses.isEmpty()) {
                throw new ReplicatorException(
                        ErrorCode.CHANGES_NOT_CARRIED,
                        "The source holds what the target does not have. Nothing was removed.\n  "
                                + String.join("\n  ", losses),
                        "Run 'replicator run --until caught-up' to carry it, once the writers are stopped, and uninstall then. To"
                                + " give the migration up, and with it these changes: 'replicator uninstall --force'.");
            }
        }
    }

    private void refuseUnlessLeft() {
        if (captureNeeded) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The target belongs to a migration, whose capture is not on this source: whether all changes were carried cannot"
                            + " be known. Nothing was removed.",
                    "Give the source of that migration. If its capture is gone for good: 'replicator uninstall --force'.");
        }
    }

    /** Throws when the table, which nobody can write any more, was written to since the last check. */
    void refuse(Session from, CapturedTable table) {
        if (!DeltaLog.changed(from, List.of(table), window(), 1).isEmpty()
                || DeltaLog.truncated(from, window()).contains(table.tableId())) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The table " + table.name()
                            + " was written to while the replicator was being removed, and the target does"
                            + " not have that. Tables before it are captured no more; this one and those after it are.",
                    "Stop the writers of the source before the switch. Then run 'replicator uninstall --force', and start the"
                            + " migration again, or bring the change to the target by hand.");
        }
    }

    private List<String> losses(Session from) {
        var losses = new ArrayList<String>();
        List<CapturedTable> tables = CaptureSchema.tables(from);
        Map<Integer, Long> changed = DeltaLog.changed(from, tables, window(), MOST_COUNTED);
        Set<Integer> truncated = DeltaLog.truncated(from, window());
        for (CapturedTable table : tables) {
            Long keys = changed.get(table.tableId());
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
        if (!refused.isEmpty()) {
            losses.add(RefusedRows.describe(refused));
        }
        if (!uncopied.isEmpty()) {
            losses.add("not copied to their end: "
                    + uncopied.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
                    + (uncopied.size() > MOST_TOLD ? " and " + (uncopied.size() - MOST_TOLD) + " more" : ""));
        }
        return losses;
    }

    private String since() {
        if (!begun) {
            return ", and this target has no record of a migration: none of them is on it";
        }
        return watermark == null
                ? " since its capture was installed: no round has carried any of it"
                : " since the last round";
    }

    private Window window() {
        return new Window(watermark, "");
    }
}
