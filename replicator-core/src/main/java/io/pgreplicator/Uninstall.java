package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.copy.Restoration;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes the replicator off both databases: triggers and logs from the source, one table at a time; then puts back what was
 * taken off the target and drops the control schema. Doing it again does what is left. Stateless, thread-safe.
 */
final class Uninstall {
    private Uninstall() {}

    static void run(ReplicatorConfig config, ReplicationListener listener) {
        try (Ends ends = Ends.ofRun(config)) {
            run(ends, config, listener);
        }
    }

    private static void run(Ends ends, ReplicatorConfig config, ReplicationListener listener) {
        Database source = ends.source();
        Database target = ends.target();
        var retry = new Retry(config.sessions().retryLimit(), new StopSignal(), listener);
        refuseStrangers(source, target);
        try (Leader leader = Leader.take(target)) {
            boolean begun = retry.call("looking for the control schema", () -> isBegun(target));
            Database led = begun ? target.guardedBy(retry.call("taking over", () -> leader.begin(source))) : target;
            leaveSource(source, config, retry);
            if (begun) {
                leaveTarget(led, config, retry, listener);
            }
        }
        List<String> left = new ArrayList<>();
        left.addAll(leftovers(source));
        left.addAll(leftovers(target));
        if (!left.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL,
                    "Objects of the replicator are left: " + String.join(", ", left),
                    "Drop them by hand or run uninstall again.");
        }
    }

    /** The source's capture may belong to a migration to another target, and be at work now. */
    private static void refuseStrangers(Database source, Database target) {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Optional<UUID> captured = CaptureSchema.migration(from);
            Optional<UUID> migrated = Migration.read(to).map(Migration::id);
            if (captured.isPresent() && migrated.isPresent() && !captured.equals(migrated)) {
                throw new ReplicatorException(
                        ErrorCode.CAPTURE_INVALID,
                        "The capture on the source belongs to another migration than the target.",
                        "Give the source and the target of one migration.");
            }
            if (captured.isPresent() && migrated.isEmpty() && CaptureSchema.isInUse(from)) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "A replicator to another target is working on the source.",
                        "Give the target of that migration, or stop the replicator first.");
            }
        }
    }

    private static Optional<UUID> migration(Database source) {
        try (Session session = source.open(Role.CONTROL)) {
            return CaptureSchema.migration(session);
        }
    }

    private static boolean isBegun(Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return Migration.read(session).isPresent();
        }
    }

    private static void leaveSource(Database source, ReplicatorConfig config, Retry retry) {
        Optional<UUID> migration = retry.call("looking for the capture schema", () -> migration(source));
        if (migration.isEmpty()) {
            return;
        }
        List<CapturedTable> captured = retry.call("looking for captured tables", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                return CaptureSchema.tables(session);
            }
        });
        for (CapturedTable table : captured) {
            retry.run("removing the capture of " + table.name(), () -> {
                try (Session session = source.open(Role.CONTROL)) {
                    CaptureSchema.release(session, table);
                }
            });
            config.pausePoint().reached("uninstall.released");
        }
        retry.run("dropping the capture schema", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                if (CaptureSchema.migration(session).isPresent()) {
                    CaptureSchema.drop(session, migration.get());
                }
            }
        });
        config.pausePoint().reached("uninstall.source-left");
    }

    private static void leaveTarget(
            Database target, ReplicatorConfig config, Retry retry, ReplicationListener listener) {
        retry.run("reading the refused rows", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                tellRefused(RefusedRows.all(session), listener);
            }
        });
        Restoration.run(target, config.copy(), retry, listener);
        config.pausePoint().reached("uninstall.restored");
        retry.run("dropping the control schema", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                session.doing("dropping the control schema")
                        .runInTransaction(() -> session.execute("DROP SCHEMA IF EXISTS replicator CASCADE"));
            }
        });
    }

    private static void tellRefused(List<RefusedRow> rows, ReplicationListener listener) {
        if (!rows.isEmpty()) {
            listener.on(
                    new ReplicationEvent.Notice(RefusedRows.told(rows) + ". It keeps what it had under their keys."));
        }
    }

    private static List<String> leftovers(Database database) {
        try (Session session = database.open(Role.CONTROL)) {
            return session.doing("looking for what is left")
                    .query(
                            SqlFile.of(Uninstall.class, "leftovers.sql").text(),
                            row -> database.side() + ": " + row.getString(1));
        }
    }
}
