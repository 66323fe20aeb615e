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
 * Tells of each table's copy: it starts before the first of its chunks and ends behind the last one, whichever streams copy
 * them, or with the copy as a whole. Thread-safe.
 */
final class TableCopies implements AutoCloseable {
    private final Work work;
    private final Map<Integer, Copy> open = new HashMap<>();

    TableCopies(Work work) {
        this.work = work;
    }

    /** A table under way. */
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

    /** Copies a chunk of the table, which gives what it tells of its end to {@link #count}. */
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

    /** Adds what a chunk brought; the table's copy has failed while its last chunk has. */
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

    /** No chunk of these tables is left; one may still be on its way to {@link #count}. */
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

    /** No stream is at work any more: what is not copied to its end has failed or was stopped. */
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
