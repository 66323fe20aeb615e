package io.pgreplicator.phase;

import io.pgreplicator.capture.Backlog;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.StoredStatus;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the migration's state together from what both databases hold. Stateless, thread-safe. */
public final class StatusReader {
    private StatusReader() {}

    /** What the source says of itself: its cost and its backlog. */
    private record SourceState(
            Progress.SourceCost cost, @Nullable Map<Integer, Long> pendingKeys) {}

    public static Progress read(Database source, Database target) {
        Meanwhile<Boolean> contact = Meanwhile.start("contact-source", () -> answers(source));
        try {
            target.probe();
        } finally {
            contact.await();
        }
        boolean answers = contact.result();
        try (Session to = target.open(Role.CONTROL)) {
            if (Migration.read(to).isEmpty()) {
                return new Progress(
                        Phase.NEW,
                        List.of(),
                        0,
                        0,
                        0,
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        0,
                        List.of(),
                        List.of(),
                        unknownCost(),
                        null,
                        List.of());
            }
            StoredStatus stored = StoredStatus.read(to);
            return progress(
                    stored,
                    OpenObjects.all(to),
                    answers ? sourceState(source, stored.watermark()) : new SourceState(unknownCost(), null));
        }
    }

    /** Throws when what answers is not one primary server, for then no figure of it would be true. */
    private static boolean answers(Database source) {
        try {
            source.probe();
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
        long copied =
                tables.stream().mapToLong(Progress.TableProgress::copiedBytes).sum();
        long total =
                tables.stream().mapToLong(Progress.TableProgress::totalBytes).sum();
        boolean copying = stored.phase() == Phase.COPYING && stored.leader() != null;
        long rate = copying ? stored.bytesPerSecond() : 0;
        return new Progress(
                stored.phase(),
                tables,
                copied,
                total,
                rate,
                copying && rate > 0 ? Long.valueOf((total - copied) / rate) : null,
                stored.lagSeconds(),
                pending == null
                        ? null
                        : Long.valueOf(pending.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                + stored.refusedRows()),
                stored.rounds(),
                stored.lastRoundAt() == null
                        ? null
                        : new Progress.LastRound(
                                stored.lastRoundKeys(), stored.lastRoundSeconds(), stored.lastRoundAt()),
                stored.lastError(),
                stored.refusedRows(),
                stored.refused(),
                open,
                source.cost(),
                stored.leader(),
                stored.sequenceProblems());
    }

    private static SourceState sourceState(Database source, @Nullable String watermark) {
        try (Session from = source.open(Role.CONTROL)) {
            if (CaptureSchema.migration(from).isEmpty()) {
                return new SourceState(new Progress.SourceCost(0L, false, connections(from)), null);
            }
            List<CapturedTable> tables = CaptureSchema.tables(from);
            Backlog backlog = Backlog.read(from, tables, watermark);
            boolean valid = tables.stream().allMatch(CapturedTable::unchanged);
            return new SourceState(
                    new Progress.SourceCost(backlog.logBytes(), valid, connections(from)), backlog.pendingKeys());
        } catch (DatabaseException e) {
            return new SourceState(unknownCost(), null);
        }
    }

    private static Progress.SourceCost unknownCost() {
        return new Progress.SourceCost(null, null, null);
    }

    private static int connections(Session from) {
        return (int) from.doing("counting sessions")
                .queryLong("SELECT count(*) FROM pg_catalog.pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name LIKE 'replicator %'"
                        + " AND pid <> pg_catalog.pg_backend_pid()");
    }
}
