package io.pgreplicator.copy;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyEnded;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyStarted;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports each table's copy: it starts before the first of its chunks and ends after the last one, whichever streams copy
 * them, or with the copy as a whole. Thread-safe.
 */
final class TableCopies implements AutoCloseable {
    private final Work work;
    private final Map<Integer, Copy> open = new HashMap<>();

    TableCopies(Work work) {
        this.work = work;
    }

    /** A table that is being copied. */
    private static final class Copy {
        final TableCopyStarted start;
        final long beganNanos = System.nanoTime();
        int chunks;
        long rows;
        long bytes;
        boolean copied;

        @Nullable
        ErrorCode failure;

        Copy(QualifiedName table) {
            this.start = new TableCopyStarted(table);
        }
    }

    /** Copies a chunk of the table, which passes its end event to {@link #count}. */
    void during(int tableId, QualifiedName table, Runnable chunk) {
        begin(tableId, table);
        try {
            chunk.run();
        } finally {
            end(tableId);
        }
    }

    private synchronized void begin(int tableId, QualifiedName table) {
        Copy copy = open.get(tableId);
        if (copy == null) {
            copy = new Copy(table);
            open.put(tableId, copy);
            work.tell(copy.start);
        }
        copy.chunks++;
    }

    /** Adds the result of a chunk; the table's copy counts as failed if its last chunk has failed. */
    synchronized ChunkEnded count(int tableId, ChunkEnded chunk) {
        Copy copy = open.get(tableId);
        if (copy != null) {
            copy.rows += chunk.rows();
            copy.bytes += chunk.bytes();
            copy.failure = chunk.ending().failure();
        }
        return chunk;
    }

    private synchronized void end(int tableId) {
        Copy copy = open.get(tableId);
        if (copy != null) {
            copy.chunks--;
            tellIfOver(tableId, copy);
        }
    }

    /** No chunk of these tables is left; the last one may still be about to call {@link #count}. */
    synchronized void copied(Collection<Integer> tableIds) {
        for (int tableId : tableIds) {
            Copy copy = open.get(tableId);
            if (copy != null) {
                copy.copied = true;
                tellIfOver(tableId, copy);
            }
        }
    }

    private void tellIfOver(int tableId, Copy copy) {
        if (copy.copied && copy.chunks == 0) {
            open.remove(tableId);
            tellEnd(copy, Ending::done);
        }
    }

    /** No stream runs any more: a table that is not completely copied has failed or was stopped. */
    @Override
    public synchronized void close() {
        List<Copy> left = List.copyOf(open.values());
        open.clear();
        for (Copy copy : left) {
            ErrorCode failure = copy.failure;
            tellEnd(copy, failure == null ? Ending::stopped : elapsed -> Ending.failed(failure, elapsed));
        }
    }

    private void tellEnd(Copy copy, Function<Duration, Ending> ending) {
        var elapsed = Duration.ofNanos(System.nanoTime() - copy.beganNanos);
        work.tell(new TableCopyEnded(copy.start, copy.rows, copy.bytes, ending.apply(elapsed)));
    }
}
