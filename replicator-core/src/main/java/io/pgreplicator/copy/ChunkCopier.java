package io.pgreplicator.copy;

import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.Sql;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Pipes one chunk from a short read on the source into the target's open transaction. Rows written since the capture was
 * installed are left out, for the rounds bring them: so what is copied is a subset of one snapshot of the table, though
 * nobody holds that snapshot, and no key comes twice. Thread-safe.
 */
final class ChunkCopier {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int FIRST_VERSION_WITH_TID_RANGES = 14;
    /** A heap page of 8 KiB holds at most this many rows, at 28 bytes for header and pointer. */
    private static final int ROWS_PER_PAGE = 291;

    private final StopSignal stop;
    private final AtomicLong bytesMoved;

    /** Counts into {@code bytesMoved} as it goes. */
    ChunkCopier(StopSignal stop, AtomicLong bytesMoved) {
        this.stop = stop;
        this.bytesMoved = bytesMoved;
    }

    /** What became of a chunk. */
    enum Outcome {
        /** Its rows are in the target's open transaction, or left to the rounds. */
        COPIED,
        /** Nothing was read: the relation's rows have moved since the chunk was planned. */
        MOVED,
        /** The stop came first; the target's transaction is to be rolled back. */
        STOPPED
    }

    private static final Result MOVED = new Result(Outcome.MOVED, 0, 0);

    /** The outcome of a chunk, with the rows and bytes moved. */
    record Result(Outcome outcome, long rows, long bytes) {}

    Result copy(Session source, Session target, CopyTable table, Chunk chunk) {
        if (RowSize.mayBeLarge(table.source()) && hasLongValues(source, chunk)) {
            Result logged = leaveToRounds(source, table, chunk, " AND " + RowSize.isLarge(table.source(), "t"));
            if (logged.outcome() == Outcome.MOVED) {
                return logged;
            }
        }
        source.doing("copying " + chunk.relation()).begin("READ ONLY");
        if (moved(source, chunk)) {
            return MOVED;
        }
        Result result = pipe(source, target, table, chunk);
        source.rollback();
        return result;
    }

    /** Logs the keys of the chunk's rows on the source, in a transaction of its own: the rounds then bring these rows. */
    Result leaveToRounds(Session source, CopyTable table, Chunk chunk) {
        return leaveToRounds(source, table, chunk, "");
    }

    /** Rows that are too large for the memory cannot be piped, but the rounds bring them in pieces. */
    private static boolean hasLongValues(Session source, Chunk chunk) {
        return source.doing("looking for large rows")
                        .queryLong(
                                "SELECT coalesce(pg_catalog.pg_relation_size(c.reltoastrelid), 0) FROM pg_catalog.pg_class AS c"
                                        + " WHERE c.oid = pg_catalog.to_regclass(?::text) AND c.reltoastrelid <> 0"
                                        + " UNION ALL SELECT 0",
                                chunk.relation().quoted())
                > 0;
    }

    private static Result leaveToRounds(Session source, CopyTable table, Chunk chunk, String which) {
        source.doing("logging the rows of " + chunk.relation()).begin("");
        if (moved(source, chunk)) {
            return MOVED;
        }
        source.execute(table.logging() + from(source, table, chunk) + which);
        source.commit();
        return new Result(Outcome.COPIED, 0, 0);
    }

    private static boolean moved(Session source, Chunk chunk) {
        source.execute("LOCK TABLE ONLY " + chunk.relation().quoted() + " IN ACCESS SHARE MODE");
        if (fileNode(source, chunk) == chunk.fileNode()) {
            return false;
        }
        source.rollback();
        return true;
    }

    /** Copies no row. Throws when it is not a row that the target refuses, but the statement. */
    static void copyNothing(Session target, CopyTable table) {
        try (CopyWriter writer = target.copyIn(insert(table))) {
            writer.finish();
        }
    }

    private Result pipe(Session source, Session target, CopyTable table, Chunk chunk) {
        // in binary format texts are in the driver's encoding, whatever the statement says
        String format = table.binary() && !source.isSqlAscii() && !target.isSqlAscii() ? " (FORMAT binary)" : "";
        target.doing("copying " + table.source().name());
        try (CopyReader reader = source.copyOut(select(source, table, chunk) + format);
                CopyWriter writer = target.copyIn(insert(table) + format)) {
            Optional<Long> bytes = pump(reader, writer);
            return bytes.isEmpty()
                    ? new Result(Outcome.STOPPED, 0, 0)
                    : new Result(Outcome.COPIED, writer.finish(), bytes.get());
        }
    }

    /** Moves every row, many to a message; empty when the stop came first. */
    private Optional<Long> pump(CopyReader reader, CopyWriter writer) {
        byte[] buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        long total = 0;
        for (byte[] row = reader.readRow(); row != null; row = reader.readRow()) {
            if (filled + row.length > buffer.length) {
                writer.write(buffer, 0, filled);
                moved(filled);
                filled = 0;
                if (stop.isStopped()) {
                    return Optional.empty();
                }
            }
            if (row.length > buffer.length) {
                writer.write(row, 0, row.length);
                moved(row.length);
            } else {
                System.arraycopy(row, 0, buffer, filled, row.length);
                filled += row.length;
            }
            total += row.length;
        }
        writer.write(buffer, 0, filled);
        moved(filled);
        return Optional.of(total);
    }

    private void moved(int bytes) {
        bytesMoved.addAndGet(bytes);
    }

    private static long fileNode(Session source, Chunk chunk) {
        return source.queryLong(
                "SELECT coalesce(pg_catalog.pg_relation_filenode(?::text::regclass), 0)",
                chunk.relation().quoted());
    }

    private static String insert(CopyTable table) {
        return "COPY " + table.target().name().quoted() + " (" + table.source().carriedList() + ") FROM STDIN";
    }

    private static String select(Session source, CopyTable table, Chunk chunk) {
        String columns = table.source().carried().stream()
                .map(column -> "t." + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return "COPY (SELECT " + columns + from(source, table, chunk) + ") TO STDOUT";
    }

    /** The rows of the chunk that the log does not name. */
    private static String from(Session source, CopyTable table, Chunk chunk) {
        return " FROM ONLY " + chunk.relation().quoted() + " AS t WHERE " + blocks(source, chunk) + " AND "
                + table.untouched();
    }

    private static String blocks(Session source, Chunk chunk) {
        if (source.majorVersion() >= FIRST_VERSION_WITH_TID_RANGES) {
            return "t.ctid >= '(" + chunk.firstBlock() + ",0)'::pg_catalog.tid AND t.ctid < '(" + chunk.endBlock()
                    + ",0)'::pg_catalog.tid";
        }
        // Without TID range scans the range is spelled out: every row pointer that a page can have.
        return "t.ctid = ANY (ARRAY(SELECT ('(' || block || ',' || item || ')')::pg_catalog.tid"
                + " FROM generate_series(" + chunk.firstBlock() + ", " + (chunk.endBlock() - 1) + ") AS block,"
                + " generate_series(1, " + ROWS_PER_PAGE + ") AS item))";
    }
}
