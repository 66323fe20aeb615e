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
import java.util.List;
import java.util.Map;
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
            long xid = log(Migration.present(to), rows);
            work.reached(PausePoint.REFUSED_LOGGED);
            to.runInTransaction(() -> RefusedRows.retried(to, rows, xid));
        }
    }

    /** All except those with a key that cannot be sent to the source: they stay refused. */
    private List<RefusedRow> retryable(List<RefusedRow> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        try (Session from = source.open(Role.CONTROL)) {
            return rows.stream()
                    .filter(row -> tables.containsKey(row.tableId())
                            && DeltaLog.takes(from, List.copyOf(row.name().key().values())))
                    .toList();
        }
    }

    /** Logs the keys, and a heartbeat after them: a source that has lost them is rejected from then on. */
    private long log(Migration migration, List<RefusedRow> rows) {
        Map<Integer, List<List<String>>> keys = rows.stream()
                .collect(Collectors.groupingBy(
                        RefusedRow::tableId,
                        Collectors.mapping(row -> List.copyOf(row.name().key().values()), Collectors.toList())));
        try (Session from = source.open(Role.CONTROL)) {
            Heartbeat heartbeat = migration.follow(from, target);
            long xid = from.inTransaction(() -> {
                for (ApplyTable table : tables.values()) {
                    List<List<String>> its = keys.get(table.tableId());
                    if (its != null) {
                        DeltaLog.append(
                                from, table.pair().captured(), table.pair().source(), its);
                    }
                }
                return from.queryLong("SELECT pg_catalog.txid_current()");
            });
            heartbeat.beat(from, target);
            return xid;
        }
    }
}
