package io.pgreplicator.verify;

import io.pgreplicator.capture.DeltaLog;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import java.time.Duration;
import java.util.List;

/**
 * Marks rows of a table as changed, so that the next round carries them as they are on the source, or deletes them. Nothing is written
 * to the target here; a mark of a row that is equal is harmless. Confined to one thread.
 */
final class KeyMarks {
    private static final int BATCH = 1000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Ends ends;
    private final Work work;
    private final TablePair pair;
    /** The last transaction that marked rows; 0 when there is none. */
    private long transaction;

    KeyMarks(Ends ends, Work work, TablePair pair) {
        this.ends = ends;
        this.work = work;
        this.pair = pair;
    }

    /** Marks the rows of these keys. A key that the source's type cannot hold is left out: no round can name it. */
    void mark(List<List<String>> keys) {
        for (int begin = 0; begin < keys.size(); begin += BATCH) {
            List<List<String>> batch = keys.subList(begin, Math.min(keys.size(), begin + BATCH));
            transaction = work.call("marking rows of " + pair.captured().name() + " as changed", () -> log(batch));
        }
    }

    private long log(List<List<String>> keys) {
        try (Session from = ends.source().open(Role.CONTROL)) {
            List<List<String>> accepted =
                    keys.stream().filter(key -> DeltaLog.takes(from, key)).toList();
            return from.inTransaction(() -> {
                DeltaLog.appendReadable(from, pair.captured(), pair.source(), accepted);
                return from.queryLong("SELECT pg_catalog.txid_current()");
            });
        }
    }

    /** Waits until a round has carried the marked rows; no longer than that, and not while no replicator carries anything. */
    void awaitCarried(Duration longest) {
        long beganNanos = System.nanoTime();
        while (transaction > 0
                && System.nanoTime() - beganNanos < longest.toNanos()
                && !work.call("waiting for a round", this::isOver)) {
            work.sleep(PAUSE);
            Pace.assertNotStopped(work);
        }
    }

    /** Whether it is carried, or will not be for now. */
    private boolean isOver() {
        try (Session to = ends.target().open(Role.CONTROL)) {
            boolean carried = to.doing("looking for the marked rows")
                    .query(
                            "SELECT pg_catalog.txid_visible_in_snapshot(?, " + Migration.WATERMARK
                                    + "::pg_catalog.txid_snapshot)",
                            row -> row.getBoolean(1),
                            transaction)
                    .get(0);
            return carried || !Leader.isCarrying(to);
        }
    }
}
