package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Retries the rows that the target refused: their keys go back into the source's log, so that the next round reads them like
 * any changed row. Only when they are committed there is their transaction recorded on the target, which identifies the
 * round that must have carried them. A crash in between costs one more attempt. Confined to one thread.
 */
final class RefusedRetry {
    private final Database source;
    private final Database target;
    private final Map<Integer, ApplyTable> tables;
    private final Work work;

    RefusedRetry(Ends ends, Map<Integer, ApplyTable> tables, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.tables = tables;
        this.work = work;
    }

    void run() {
        try (Session to = target.open(Role.CONTROL)) {
            List<RefusedRow> rows = retryable(RefusedRows.all(to));
            if (rows.isEmpty()) {
                return;
            }
            var logged = new ArrayList<RefusedRow>();
            long xid = log(Migration.present(to), rows, logged);
            work.reached(PausePoint.REFUSED_LOGGED);
            to.runInTransaction(() -> RefusedRows.retried(to, logged, xid));
        }
    }

    /** All except those with a key that cannot be sent to the source: they stay refused. */
    private List<RefusedRow> retryable(List<RefusedRow> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        try (Session from = source.open(Role.CONTROL)) {
            return rows.stream()
                    .filter(row -> tables.containsKey(row.tableId()) && DeltaLog.takes(from, key(row)))
                    .toList();
        }
    }

    /**
     * Logs the keys, and a heartbeat after them: a source that has lost them is rejected from then on. A key that the source does not
     * read any more, such as the name of a relation that was dropped, stays refused, and stops none of the others.
     *
     * @param logged receives those whose key is logged
     */
    private long log(Migration migration, List<RefusedRow> rows, List<RefusedRow> logged) {
        Map<Integer, List<RefusedRow>> ofTable = rows.stream().collect(Collectors.groupingBy(RefusedRow::tableId));
        try (Session from = source.open(Role.CONTROL)) {
            Heartbeat heartbeat = migration.follow(from, target);
            long xid = from.inTransaction(() -> {
                ofTable.forEach((tableId, its) ->
                        logged.addAll(append(from, Objects.requireNonNull(tables.get(tableId)), its)));
                return from.queryLong("SELECT pg_catalog.txid_current()");
            });
            heartbeat.beat(from, target);
            return xid;
        }
    }

    /** Returns those whose keys the source reads. */
    private static List<RefusedRow> append(Session from, ApplyTable table, List<RefusedRow> rows) {
        var logged = Set.copyOf(DeltaLog.appendReadable(
                from,
                table.pair().captured(),
                table.pair().source(),
                rows.stream().map(RefusedRetry::key).toList()));
        return rows.stream().filter(row -> logged.contains(key(row))).toList();
    }

    private static List<String> key(RefusedRow row) {
        return List.copyOf(row.name().key().values());
    }
}
