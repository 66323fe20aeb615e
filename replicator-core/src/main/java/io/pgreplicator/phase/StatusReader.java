package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.StoredStatus;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Combines the migration's state from what both databases hold. Stateless, thread-safe. */
public final class StatusReader {
    private StatusReader() {}

    /** The state of the source: its cost, its backlog, and whether it is known that no cutover keeps its writers waiting. */
    private record SourceState(
            Progress.SourceCost cost, @Nullable Map<Integer, Long> pendingKeys, boolean open) {
        private static final SourceState NOT_ASKED = new SourceState(Progress.SourceCost.NOT_ASKED, null, false);

        /** Of a cutover that was killed, the record says fenced for ever: the server has let the writers go on. */
        Phase phase(Phase recorded) {
            return recorded == Phase.FENCED && open ? Phase.FOLLOWING : recorded;
        }
    }

    /** Of the direction in which changes go, as far as that can be known. */
    public static Progress read(Ends ends) {
        Meanwhile<Boolean> contact = Meanwhile.start("contact-source", () -> answers(ends.source()));
        try {
            ends.target().prepare();
        } finally {
            contact.await();
        }
        if (!contact.result()) {
            return read(ends, false, false);
        }
        try {
            Direction direction = Direction.of(ends);
            Progress progress = direction
                    .with(ends, way -> read(way, true, direction.hasWayBack()))
                    .going(direction.reversed(), direction.isTurning());
            Progress present = direction.isEnded() ? progress.ended() : progress;
            return InterruptedRemoval.describe(ends, direction)
                    .map(present::failing)
                    .orElse(present);
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.BOTH_OPEN) {
                throw e;
            }
            return read(ends, true, false).failing(e.getMessage() + " " + e.cure());
        }
    }

    /** {@code wayBack}: what a former run of the opposite direction could not restore is shown, too. */
    private static Progress read(Ends ends, boolean answers, boolean wayBack) {
        Database source = ends.source();
        try (Session to = ends.target().open(Role.CONTROL)) {
            Optional<UUID> migration = Migration.read(to).map(Migration::id);
            if (migration.isEmpty()) {
                return Progress.ofNone();
            }
            StoredStatus stored = StoredStatus.read(to);
            return progress(
                    stored,
                    wayBack ? both(OpenObjects.all(to), ends.source()) : OpenObjects.all(to),
                    answers ? sourceState(source, migration.get(), stored) : SourceState.NOT_ASKED);
        }
    }

    private static List<OpenObject> both(List<OpenObject> ofTarget, Database source) {
        try (Session from = source.open(Role.CONTROL)) {
            return Stream.concat(
                            ofTarget.stream(), OpenObjects.all(from).stream().filter(object -> !object.waits()))
                    .toList();
        }
    }

    /** Throws when the address does not lead to one primary server, because then none of its figures would be correct. */
    private static boolean answers(Database source) {
        try {
            source.prepare();
            return true;
        } catch (DatabaseException e) {
            return false;
        }
    }

    private static Progress progress(StoredStatus stored, List<OpenObject> open, SourceState source) {
        Map<Integer, Long> pending = source.pendingKeys();
        List<Progress.TableProgress> tables = stored.tables().stream()
                .map(table -> new Progress.TableProgress(
                        table.name().schema(),
                        table.name().name(),
                        table.phase(),
                        table.copiedBytes(),
                        table.totalBytes(),
                        table.copiedRows(),
                        pending == null
                                ? null
                                : Long.valueOf(pending.getOrDefault(table.tableId(), 0L) + table.refusedRows())))
                .toList();
        return new Progress(
                source.phase(stored.phase()),
                tables,
                copy(stored, tables),
                new Progress.Lag(
                        stored.lagSeconds(),
                        pending == null ? null : Long.valueOf(sum(pending) + stored.refusedRows())),
                rounds(stored),
                stored.lastError(),
                new Progress.Refused(stored.refusedRows(), stored.refused()),
                open,
                source.cost(),
                stored.leader(),
                stored.sequenceProblems(),
                false);
    }

    private static long sum(Map<Integer, Long> keys) {
        return keys.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Progress.Copy copy(StoredStatus stored, List<Progress.TableProgress> tables) {
        boolean copying = stored.phase() == Phase.COPYING && stored.leader() != null;
        return new Progress.Copy(
                tables.stream().mapToLong(Progress.TableProgress::copiedBytes).sum(),
                tables.stream().mapToLong(Progress.TableProgress::totalBytes).sum(),
                copying ? stored.bytesPerSecond() : 0);
    }

    private static Progress.Rounds rounds(StoredStatus stored) {
        return new Progress.Rounds(
                stored.rounds(),
                stored.lastRoundAt() == null
                        ? null
                        : new Progress.LastRound(
                                stored.lastRoundKeys(), stored.lastRoundSeconds(), stored.lastRoundAt()));
    }

    /** The capture of another migration provides no information about this one. */
    private static SourceState sourceState(Database source, UUID migration, StoredStatus stored) {
        try (Session from = source.open(Role.CONTROL)) {
            if (!CaptureSchema.migration(from).equals(Optional.of(migration))) {
                return new SourceState(new Progress.SourceCost(0L, false, connections(from)), null, false);
            }
            List<CapturedTable> tables = CaptureSchema.tables(from).stream()
                    .filter(table -> !table.dropped())
                    .toList();
            DeltaLog.Backlog backlog = DeltaLog.Backlog.read(from, tables, stored.watermark());
            boolean valid = tables.stream().allMatch(CapturedTable::unchanged);
            return new SourceState(
                    new Progress.SourceCost(backlog.logBytes(), valid, connections(from)),
                    backlog.pendingKeys(),
                    stored.phase() == Phase.FENCED && !Gate.isHeld(from));
        } catch (DatabaseException e) {
            return SourceState.NOT_ASKED;
        }
    }

    private static int connections(Session from) {
        return (int) from.doing("counting sessions")
                .queryLong(
                        "SELECT count(*) FROM pg_catalog.pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name LIKE ?"
                                + " AND pid <> pg_catalog.pg_backend_pid()",
                        Role.anySession());
    }
}
