package io.pgreplicator.copy;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.control.RowCount;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.CopyWriter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Pipes one chunk from a short read on the source into the target's open transaction. Rows written since the capture was
 * installed are skipped, because the rounds carry them: so what is copied is a subset of one snapshot of the table, although
 * no transaction holds that snapshot, and no key is copied twice. Thread-safe.
 */
final class ChunkCopier {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int FIRST_VERSION_WITH_TID_RANGES = 14;
    /** The maximum number of rows in a heap page: 24 bytes for its header, 28 for a row's header and pointer. */
    private static final String ROWS_PER_PAGE =
            "((pg_catalog.current_setting('block_size')::pg_catalog.int4 - 24) / 28)";

    private final StopSignal stop;
    private final AtomicLong bytesMoved;

    /** Adds to {@code bytesMoved} during the copy. */
    ChunkCopier(StopSignal stop, AtomicLong bytesMoved) {
        this.stop = stop;
        this.bytesMoved = bytesMoved;
    }

    /** The outcome of a chunk. */
    enum Outcome {
        /** Its rows are in the target's open transaction, or left to the rounds. */
        COPIED,
        /**
         * Nothing was read: the relation's rows have moved since the chunk was planned, or their writes are not captured.
         */
        MOVED,
        /** Nothing was read: the relation was renamed at that moment. */
        RENAMED,
        /** The target's table has changed; its transaction must be rolled back, for something may have acted on the rows. */
        CHANGED,
        /** The stop came first; the target's transaction must be rolled back. */
        STOPPED
    }

    /** The outcome of a chunk, with the number of rows and bytes copied. */
    record Result(Outcome outcome, long rows, long bytes) {}

    Result copy(Session source, Session target, TablePair table, Chunk chunk) {
        if (RowSize.mayBeLarge(table.source()) && hasLongValues(source, chunk)) {
            Result logged = leaveToRounds(source, table, chunk, " AND " + RowSize.isLarge(table.source(), "t"));
            if (logged.outcome() != Outcome.COPIED) {
                return logged;
            }
        }
        source.doing("copying " + table.source().name()).begin(Session.READ_ONLY);
        return held(source, table, chunk, relation -> {
            Result result = pipe(source, target, table, from(source, table, chunk, relation));
            source.rollback();
            return result;
        });
    }

    /** Logs the keys of the chunk's rows on the source, in a transaction of its own: the rounds then carry these rows. */
    Result leaveToRounds(Session source, TablePair table, Chunk chunk) {
        return leaveToRounds(source, table, chunk, "");
    }

    /** Rows that are too large for memory cannot be piped, but the rounds carry them in pieces. */
    private static boolean hasLongValues(Session source, Chunk chunk) {
        return source.doing("looking for large rows")
                        .queryLong(
                                "SELECT coalesce(pg_catalog.pg_relation_size(c.reltoastrelid), 0) FROM pg_catalog.pg_class AS c"
                                        + " WHERE c.oid = ?::bigint::oid AND c.reltoastrelid <> 0"
                                        + " UNION ALL SELECT 0",
                                chunk.relation())
                > 0;
    }

    private static Result leaveToRounds(Session source, TablePair table, Chunk chunk, String which) {
        source.doing("logging the rows of " + table.source().name()).begin("");
        return held(source, table, chunk, relation -> {
            source.execute(table.captured().logging() + from(source, table, chunk, relation) + which);
            source.commit();
            return new Result(Outcome.COPIED, 0, 0);
        });
    }

    /**
     * Does the work in the session's transaction while the chunk's relation keeps the file that the chunk was planned for.
     * It is verified that the relation locked by its current name is that relation, and that changes of its rows, and of the
     * relation itself, are captured: only then may one of its rows reach the target.
     */
    private static Result held(Session source, TablePair table, Chunk chunk, Function<QualifiedName, Result> work) {
        Optional<QualifiedName> relation = source.queryFirst(
                "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                        + " WHERE c.oid = ?::bigint::oid",
                row -> new QualifiedName(row.getString(1), row.getString(2)),
                chunk.relation());
        Outcome found = relation.isEmpty() ? Outcome.MOVED : hold(source, table, chunk, relation.get());
        if (found == Outcome.COPIED) {
            return work.apply(relation.orElseThrow());
        }
        source.rollback();
        return new Result(found, 0, 0);
    }

    /** COPIED when the relation is locked as it was planned. */
    private static Outcome hold(Session source, TablePair table, Chunk chunk, QualifiedName relation) {
        try {
            source.execute("LOCK TABLE ONLY " + relation.quoted() + " IN ACCESS SHARE MODE");
        } catch (DatabaseException e) {
            if (SqlStates.isMissingRelation(e.sqlState())) {
                return Outcome.RENAMED;
            }
            throw e;
        }
        return source.queryFirst(
                        "SELECT coalesce(pg_relation_filenode(c.oid), 0) = ? AND "
                                + table.captured().capturing()
                                + " FROM pg_class AS c WHERE c.oid = ?::bigint::oid AND c.oid = to_regclass(?)",
                        row -> row.getBoolean(1) ? Outcome.COPIED : Outcome.MOVED,
                        chunk.fileNode(),
                        chunk.relation(),
                        relation.quoted())
                .orElse(Outcome.RENAMED);
    }

    /** Copies no row. Throws when the statement fails for a reason other than a row. */
    static void copyNothing(Session target, TablePair table) {
        try (CopyWriter writer = target.copyIn(insert(table))) {
            writer.finish();
        }
    }

    private Result pipe(Session source, Session target, TablePair table, String rows) {
        // in binary format text values are in the driver's encoding, whatever the statement says
        String format =
                table.sameBinaryFormat() && !source.isSqlAscii() && !target.isSqlAscii() ? " (FORMAT binary)" : "";
        target.doing("copying " + table.source().name());
        try (CopyReader reader = source.copyOut(select(table, rows) + format);
                CopyWriter writer = target.copyIn(insert(table) + format)) {
            Optional<Long> bytes = pump(reader, writer);
            if (bytes.isEmpty()) {
                return new Result(Outcome.STOPPED, 0, 0);
            }
            long written = writer.finish();
            RowCount.assertAll(table.target().name(), reader.rows(), written);
            return new Result(Outcome.COPIED, written, bytes.get());
        }
    }

    /** Copies every row, many to a message; empty when the stop came first. */
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

    private static String insert(TablePair table) {
        return "COPY " + table.target().name().quoted() + " (" + table.source().carriedList() + ") FROM STDIN";
    }

    private static String select(TablePair table, String rows) {
        String columns = table.source().carried().stream()
                .map(column -> "t." + Sql.identifier(column.name()))
                .collect(Collectors.joining(", "));
        return "COPY (SELECT " + columns + rows + ") TO STDOUT";
    }

    /** The rows of the chunk that are not in the log. */
    private static String from(Session source, TablePair table, Chunk chunk, QualifiedName relation) {
        return " FROM ONLY " + relation.quoted() + " AS t WHERE " + blocks(source, chunk) + " AND "
                + table.captured().untouched(table.key());
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
