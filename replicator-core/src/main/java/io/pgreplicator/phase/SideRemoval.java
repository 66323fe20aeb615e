package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.OwnSchemaDrop;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectsForgotten;
import io.pgreplicator.telemetry.ReplicationEvent.SourceTakesWrites;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import io.pgreplicator.telemetry.UninstallReport.RestoredObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What an uninstallation removes from one side, step by step, and what is left of it. Stateless, thread-safe. */
final class SideRemoval {
    private SideRemoval() {}

    /** The outcome on the target: what is restored, and what could not be restored. */
    record TargetEnd(List<RestoredObject> restored, List<OpenObject> open) {}

    /** Before anything is removed: objects that depend on our schemas are not ours to drop. */
    static void assertDroppable(Database database, OwnSchema schema) {
        try (Session session = database.open(Role.CONTROL)) {
            if (OwnSchemaState.isOurs(session, schema)) {
                OwnSchemaDrop.assertPossible(session, schema);
            }
        }
    }

    private static Optional<UUID> migration(Database source) {
        try (Session session = source.open(Role.CONTROL)) {
            return CaptureSchema.migration(session);
        }
    }

    /**
     * Adds the tables that it releases; false when there was no capture schema.
     *
     * @param beforeEach what must hold before a table is released
     * @param beforeEnd what is done when all are released
     */
    static boolean leaveSource(
            Database source,
            Work work,
            Optional<NotCarried> guard,
            Runnable beforeEach,
            Runnable beforeEnd,
            Set<QualifiedName> released) {
        Optional<UUID> migration = work.call("looking for the capture schema", () -> migration(source));
        if (migration.isEmpty()) {
            return !released.isEmpty();
        }
        List<CapturedTable> captured = work.call("looking for captured tables", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                return CaptureSchema.tables(session);
            }
        });
        work.run("looking at the gate", () -> tellOfGate(source, work));
        for (CapturedTable table : captured) {
            work.run("asking for the target's server", beforeEach);
            work.run("removing the capture of " + table.name(), () -> release(source, table, guard));
            released.add(table.name());
            work.reached(PausePoint.UNINSTALL_RELEASED);
        }
        work.run("noting that the source is left", beforeEnd);
        work.run("dropping the capture schema", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                if (CaptureSchema.migration(session).isPresent()) {
                    dropping(session, () -> CaptureSchema.drop(session, migration.get()));
                }
            }
        });
        work.reached(PausePoint.UNINSTALL_SOURCE_LEFT);
        return true;
    }

    private static void release(Database source, CapturedTable table, Optional<NotCarried> guard) {
        try (Session session = source.open(Role.CONTROL)) {
            try {
                dropping(
                        session,
                        () -> CaptureSchema.release(
                                session, table, () -> guard.ifPresent(changes -> changes.refuse(session, table))));
            } catch (DatabaseException e) {
                if (SqlStates.isLocked(e.sqlState())) {
                    PreparedTransactions.refuse(session);
                }
                throw e;
            }
        }
    }

    /** With the triggers the gate goes that refuses writers. */
    private static void tellOfGate(Database source, Work work) {
        try (Session session = source.open(Role.CONTROL)) {
            if (Gate.isClosed(session)) {
                work.tell(new SourceTakesWrites(!Gate.isPrepared(session)));
            }
        }
    }

    /** Restores what was taken off the target. */
    static TargetEnd restore(Restoration restoration, Work work) {
        restoration.everything();
        List<OpenObject> open = restoration.open();
        work.reached(PausePoint.UNINSTALL_RESTORED);
        return new TargetEnd(restoration.restored(), open);
    }

    /**
     * The control schema stays when something could not be restored, because it has the only copy of its definition; unless forced,
     * which tells what is forgotten. Returns whether it was dropped.
     */
    static boolean dropControl(Database target, List<OpenObject> open, boolean force, Work work) {
        if (!open.isEmpty() && !force) {
            return false;
        }
        if (!open.isEmpty()) {
            work.tell(new ObjectsForgotten(open));
        }
        work.run("looking for dropped tables", () -> tellOfDropped(target, work));
        work.run("dropping the control schema", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                // already dropped, with the epoch, if the outcome of the COMMIT was unknown
                if (Migration.read(session).isPresent()) {
                    dropping(
                            session,
                            () -> session.doing("dropping the control schema")
                                    .runInTransaction(() -> OwnSchemaDrop.run(session, OwnSchema.CONTROL)));
                }
            }
        });
        return true;
    }

    private static void dropping(Session session, Runnable drop) {
        try {
            drop.run();
        } catch (DatabaseException e) {
            throw OwnSchemaDrop.explained(session, e);
        }
    }

    /** Only the control schema has the SQL of the foreign keys that went with them. */
    private static void tellOfDropped(Database target, Work work) {
        try (Session session = target.open(Role.CONTROL)) {
            List<QualifiedName> tables = Migration.read(session).isPresent() ? CopyJournal.dropped(session) : List.of();
            if (!tables.isEmpty()) {
                work.tell(new TablesDropped(
                        tables, List.of(), List.of(), CopyJournal.foreignKeysOfDropped(session, tables)));
            }
        }
    }

    /** Throws when this program does not lead any more. */
    static void holdEpoch(Database led) {
        try (Session session = led.open(Role.CONTROL)) {
            session.runInTransaction(() -> {});
        }
    }

    /** An uninstallation that continues from here then knows why the source has no capture. */
    static void noteSourceLeft(Database led) {
        try (Session session = led.open(Role.CONTROL)) {
            session.runInTransaction(() -> Migration.noteSourceLeft(session));
        }
    }

    /** The proof that nothing is left. {@code left}: what {@link #leftovers} has found. */
    static void assertNone(List<String> left) {
        if (!left.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL,
                    "Objects of the replicator are left: " + String.join(", ", left),
                    "Drop them by hand or run the command again.");
        }
    }

    static List<String> leftovers(Database database, OwnSchema schema) {
        try (Session session = database.open(Role.CONTROL)) {
            if (!OwnSchemaState.isOurs(session, schema)) {
                return List.of();
            }
            return session.doing("looking for what is left")
                    .query(
                            SqlFile.of(SideRemoval.class, "leftovers.sql")
                                    .with("schema", schema.toString())
                                    .text(),
                            row -> database.side() + ": " + row.getString(1));
        }
    }
}
