package io.pgreplicator.copy;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Leaf;
import io.pgreplicator.control.CopiedPartitions;
import io.pgreplicator.control.CopiedTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The journal of the copy on the target: what is to be copied, and what has been. A chunk is marked as copied in the
 * transaction that copies it, so after any crash the journal matches exactly what the target holds. Chunks are claimed with
 * row locks, so any number of streams share one journal. Stateless, thread-safe.
 */
public final class CopyJournal {
    private static final String INSERT_CHUNKS = """
            INSERT INTO replicator.chunk (table_id, chunk_no, relation, file_node,
                first_block, end_block, bytes, priority)
            SELECT ?, ? + i, ?::bigint::oid, ?, i * ?, least((i + 1) * ?, ?), ?, ?
            FROM generate_series(0, ?) AS i
            """;
    /** The table's row is locked as well: {@link #planAgain} waits for it before it replaces the chunks. */
    private static final String CLAIM = """
            SELECT c.table_id, c.chunk_no, c.relation::bigint, c.file_node, c.first_block, c.end_block, c.bytes
            FROM replicator.chunk AS c JOIN replicator.table_copy AS t ON t.table_id = c.table_id
            WHERE c.copied_at IS NULL AND c.table_id <> ALL (?::int[])
            ORDER BY c.priority DESC, c.table_id, c.chunk_no LIMIT 1
            FOR UPDATE OF c SKIP LOCKED FOR SHARE OF t SKIP LOCKED
            """;

    private static final String DROPPED = """
            SELECT d.relation::bigint, d.schema_name, d.table_name
            FROM replicator.dropped_table AS d JOIN pg_class AS c ON c.oid = d.relation AND c.relname = d.table_name
                JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = d.schema_name
            WHERE c.relkind IN ('r', 'p') ORDER BY 2, 3
            """;

    /** A subquery that has a row where the name of the table t leads to the table that its rows are copied to. */
    private static final String SAME_TABLE =
            "SELECT FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace"
                    + " WHERE r.oid = t.relation AND n.nspname = t.schema_name AND r.relname = t.table_name";

    private CopyJournal() {}

    /**
     * A table whose copy has begun. Immutable.
     *
     * @param tableId its number, the same on both sides
     * @param name its name
     * @param captureId the capture that the copy relies on
     * @param copied whether all of it was copied
     * @param relation the target's table, as an oid
     */
    public record Planned(int tableId, QualifiedName name, UUID captureId, boolean copied, long relation) {
        /** Whether the rows that were copied are in the target's table of these, and not in one that had its name before. */
        public boolean isTo(TablePair pair) {
            return relation == pair.target().oid();
        }
    }

    /** The tables whose copy has begun, by number. */
    public static List<Planned> planned(Session target) {
        return target.doing("reading the copy journal")
                .query(
                        "SELECT table_id, schema_name, table_name, capture_id, NOT EXISTS (SELECT FROM replicator.chunk AS c"
                                + " WHERE c.table_id = t.table_id AND c.copied_at IS NULL), relation::bigint"
                                + " FROM replicator.table_copy AS t ORDER BY table_id",
                        row -> new Planned(
                                row.getInt(1),
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getObject(4, UUID.class),
                                row.getBoolean(5),
                                row.getLong(6)));
    }

    /** Whether the copy of a table has begun, by whichever build. */
    public static boolean isBegun(Session target) {
        return target.doing("reading the copy journal").queryLong("SELECT count(*) FROM replicator.table_copy") > 0;
    }

    /** Throws when the target has another table than that to which a table's rows were copied: it has none of them. */
    public static void assertSameTables(Session target, Collection<TablePair> pairs) {
        List<QualifiedName> others = others(target, pairs);
        if (!others.isEmpty()) {
            throw anotherTable(target, others);
        }
    }

    /** The names of those tables of the target that are others than the rows were copied to. */
    public static List<QualifiedName> others(Session target, Collection<TablePair> pairs) {
        Map<Integer, Planned> plans =
                planned(target).stream().collect(Collectors.toMap(Planned::tableId, Function.identity()));
        return pairs.stream()
                .filter(pair -> plans.containsKey(pair.tableId()))
                .filter(pair ->
                        !Objects.requireNonNull(plans.get(pair.tableId())).isTo(pair))
                .map(pair -> pair.target().name())
                .toList();
    }

    /** The failure that {@link #assertSameTables} throws. */
    public static ReplicatorException anotherTable(Session target, Collection<QualifiedName> tables) {
        List<CopiedTable> lost = CopiedTable.read(target).stream()
                .filter(table -> tables.contains(table.name()) && !table.present())
                .toList();
        if (lost.isEmpty()) {
            return new ReplicatorException(
                    ErrorCode.TARGET_FAILED,
                    "Tables of the target had other names for a moment: " + NameList.of(List.copyOf(tables))
                            + ". Nothing was written meanwhile.",
                    "Run the command again: it resumes where it left off.");
        }
        return new ReplicatorException(
                ErrorCode.TARGET_WENT_BACK,
                "Stopped: " + CopiedTable.describe(lost, Side.TARGET) + ".",
                CopiedTable.cure(lost, Side.TARGET));
    }

    /**
     * Records in the session's transaction that the target's tables are these from now on, with their partitions: they have the source's rows.
     *
     * @param seen the partitions that they had when their rows were looked at: one that has gone since then is lost
     */
    public static void adopt(Session target, Collection<TablePair> pairs, List<CopiedPartitions.Partition> seen) {
        target.doing("recording the tables of the target")
                .update(
                        "UPDATE replicator.table_copy AS t SET relation = g.relation"
                                + " FROM unnest(?::int[], ?::oid[]) AS g (table_id, relation) WHERE t.table_id = g.table_id",
                        pairs.stream()
                                .map(pair -> Integer.toString(pair.tableId()))
                                .toList(),
                        pairs.stream()
                                .map(pair -> Long.toString(pair.target().oid()))
                                .toList());
        Map<Integer, Long> partitioned = partitioned(pairs);
        if (!partitioned.isEmpty()) {
            CopiedPartitions.forget(target, partitioned.keySet());
            CopiedPartitions.note(target, seen);
            notePartitions(target, pairs);
        }
    }

    /** Notes in the session's transaction how the target's tables are partitioned: rows of theirs are there, or are about to come. */
    public static void notePartitions(Session target, Collection<TablePair> pairs) {
        CopiedPartitions.note(target, partitions(target, pairs));
    }

    /** The partitions that the target's tables have now. */
    public static List<CopiedPartitions.Partition> partitions(Session target, Collection<TablePair> pairs) {
        Map<Integer, Long> partitioned = partitioned(pairs);
        return partitioned.isEmpty() ? List.of() : CopiedPartitions.present(target, partitioned);
    }

    private static Map<Integer, Long> partitioned(Collection<TablePair> pairs) {
        return pairs.stream()
                .filter(TablePair::isPartitioned)
                .collect(Collectors.toMap(
                        TablePair::tableId, pair -> pair.target().oid()));
    }

    /** The tables that have no plan yet, or one that relied on a capture which was removed and installed again since. */
    static List<TablePair> unplanned(Session target, Collection<TablePair> tables) {
        Set<UUID> plans = planned(target).stream().map(Planned::captureId).collect(Collectors.toSet());
        return tables.stream()
                .filter(table -> !plans.contains(table.captured().captureId()))
                .toList();
    }

    /** Whether the table has been planned since its present capture was installed. */
    static boolean isPlanned(Session target, TablePair table) {
        return target.doing("reading the copy journal")
                        .queryLong(
                                "SELECT count(*) FROM replicator.table_copy WHERE table_id = ? AND capture_id = ?",
                                table.tableId(),
                                table.captured().captureId())
                > 0;
    }

    /** Those that were planned for a former capture. Writes between the two were not captured. */
    static List<TablePair> former(Session target, Collection<TablePair> unplanned) {
        List<Planned> plans = planned(target);
        return unplanned.stream()
                .filter(table -> plans.stream().anyMatch(plan -> isFormer(plan, table)))
                .toList();
    }

    private static boolean isFormer(Planned plan, TablePair table) {
        return plan.name().equals(table.source().name()) || plan.tableId() == table.tableId();
    }

    /** The failure when a copy cannot just begin anew, because a server has lost transactions besides. */
    static ReplicatorException capturedAgain(QualifiedName table) {
        return new ReplicatorException(
                ErrorCode.CAPTURE_INVALID,
                "The capture of " + table + " was removed and installed again since it was copied;"
                        + " writes in between were not captured.",
                "Start over: " + Cures.START_ANEW);
    }

    /**
     * Forgets, in the session's transaction, what was planned for a former capture of the table; returns whether there was such a plan. The
     * rows that were copied are in the table of this name then: throws when the target has another one of that name, or when another table
     * had the number. Waits for chunks that are being copied for at most the lock timeout.
     */
    private static boolean forgetFormer(Session target, TablePair table) {
        List<Planned> former =
                planned(target).stream().filter(plan -> isFormer(plan, table)).toList();
        for (Planned plan : former) {
            if (!plan.name().equals(table.source().name())) {
                throw capturedAgain(table.source().name());
            }
            if (!plan.isTo(table)) {
                throw anotherTable(target, List.of(plan.name()));
            }
            target.queryLong("SELECT 1 FROM replicator.table_copy WHERE table_id = ? FOR UPDATE", plan.tableId());
            forget(target, plan.tableId());
            RefusedRows.forget(target, plan.tableId());
        }
        return !former.isEmpty();
    }

    /**
     * Writes the table's chunks in the session's transaction. Of one that was planned for a former capture it empties the target's table;
     * throws when another table has its name.
     */
    static void plan(Session target, TablePair table, long chunkBytes) {
        boolean again = forgetFormer(target, table);
        target.doing("planning the copy of " + table.source().name())
                .update(
                        "INSERT INTO replicator.table_copy (table_id, schema_name, table_name, capture_id, relation, bytes)"
                                + " VALUES (?, ?, ?, ?, ?::bigint::oid, ?)",
                        table.tableId(),
                        table.source().name().schema(),
                        table.source().name().name(),
                        table.captured().captureId(),
                        table.target().oid(),
                        table.source().bytes());
        if (again) {
            target.execute("TRUNCATE " + table.target().rows());
            assertWritten(target, List.of(table.tableId()));
        }
        notePartitions(target, List.of(table));
        forgetDropped(target, table.source().name());
        insertChunks(target, table, chunkBytes);
    }

    /**
     * Records in the session's transaction that the target holds all rows of the table, unless it was planned already: what has become of its
     * partitions since then is its applications' work.
     */
    public static void planNothing(Session target, TablePair table) {
        if (!isPlanned(target, table)) {
            forgetFormer(target, table);
            target.doing("recording that " + table.source().name() + " needs no copy")
                    .update(
                            "INSERT INTO replicator.table_copy"
                                    + " (table_id, schema_name, table_name, capture_id, relation, bytes, phase)"
                                    + " VALUES (?, ?, ?, ?, ?::bigint::oid, 0, 'following')",
                            table.tableId(),
                            table.source().name().schema(),
                            table.source().name().name(),
                            table.captured().captureId(),
                            table.target().oid());
            forgetDropped(target, table.source().name());
        } else {
            CopiedPartitions.forget(target, List.of(table.tableId()));
        }
    }

    /**
     * Replaces the table's chunks by those of its current file, and empties the target table, in the session's transaction. Throws when
     * another table has its name; waits for chunks that are being copied for at most the lock timeout.
     */
    static void planAgain(Session target, TablePair table, long chunkBytes) {
        target.doing("planning the copy of " + table.source().name() + " again")
                .queryLong("SELECT 1 FROM replicator.table_copy WHERE table_id = ? FOR UPDATE", table.tableId());
        target.update("DELETE FROM replicator.chunk WHERE table_id = ?", table.tableId());
        target.update("UPDATE replicator.table_copy SET phase = 'copying' WHERE table_id = ?", table.tableId());
        target.execute("TRUNCATE " + table.target().rows());
        adopt(target, List.of(table), List.of());
        // the name may have come to lead to another table, which is not ours to empty
        assertWritten(target, List.of(table.tableId()));
        insertChunks(target, table, chunkBytes);
    }

    /** Forgets the table, which is not replicated any more, in the session's transaction. */
    public static void forget(Session target, int tableId) {
        target.doing("forgetting the copy of a table")
                .update("DELETE FROM replicator.chunk WHERE table_id = ?", tableId);
        target.update("DELETE FROM replicator.table_copy WHERE table_id = ?", tableId);
    }

    /**
     * Records in the session's transaction that a table was dropped on the source: what the target has of it is left as it is. A record
     * that is there stays, also where the target has another table of that name since.
     *
     * @param foreignKeys the SQL that builds those that were dropped with it
     */
    public static void noteDropped(Session target, QualifiedName table, List<String> foreignKeys) {
        target.doing("recording that " + table + " was dropped")
                .update(
                        "INSERT INTO replicator.dropped_table AS d (schema_name, table_name, relation, foreign_keys)"
                                + " VALUES (?, ?, coalesce(to_regclass(?)::oid, 0), ?) ON CONFLICT (schema_name, table_name)"
                                + " DO UPDATE SET foreign_keys = d.foreign_keys || excluded.foreign_keys",
                        table.schema(),
                        table.name(),
                        table.quoted(),
                        foreignKeys);
    }

    /** A table of that name is replicated from now on. */
    private static void forgetDropped(Session target, QualifiedName table) {
        target.update(
                "DELETE FROM replicator.dropped_table WHERE schema_name = ? AND table_name = ?",
                table.schema(),
                table.name());
    }

    /**
     * The tables that were dropped on the source and that this database still has, by name; none when no migration writes to it. Another
     * table of such a name is none of them, nor is one that the migration in the opposite direction carries again.
     */
    public static List<QualifiedName> dropped(Session target) {
        if (!Migration.isOfThisBuild(target)) {
            return List.of();
        }
        boolean captures = OwnSchemaState.isOurs(target, OwnSchema.CAPTURE);
        return target
                .doing("looking for tables that were dropped on the source")
                .query(DROPPED, row -> Map.entry(row.getLong(1), new QualifiedName(row.getString(2), row.getString(3))))
                .stream()
                .filter(table -> !captures || !CaptureSchema.isCaptured(target, table.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * The SQL that builds each foreign key from and to these tables, which were dropped on the source, that this database had, if it still
     * has both tables.
     */
    public static List<String> foreignKeysOfDropped(Session target, List<QualifiedName> tables) {
        return target.doing("reading the foreign keys of dropped tables")
                .query(
                        SqlFile.of(CopyJournal.class, "dropped_foreign_keys.sql")
                                .text(),
                        row -> row.getString(1),
                        tables.stream().map(QualifiedName::schema).toList(),
                        tables.stream().map(QualifiedName::name).toList());
    }

    /** Claims a chunk for the session's transaction, excluding these tables; empty when all are copied or being copied. */
    static Optional<Chunk> claim(Session target, Collection<Integer> without) {
        return target.doing("claiming a chunk")
                .queryFirst(
                        CLAIM,
                        row -> new Chunk(
                                row.getInt(1),
                                row.getInt(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7)),
                        without.stream().map(String::valueOf).toList());
    }

    /**
     * Records the chunk in the transaction that copied it. Throws when it was copied to another table than the others, which has the
     * name: that cannot change any more until the transaction ends.
     */
    static void copied(Session target, Chunk chunk, long rows) {
        int recorded = target.doing("recording a copied chunk")
                .update(
                        "UPDATE replicator.chunk SET copied_at = clock_timestamp(), rows = ?"
                                + " FROM replicator.table_copy AS t WHERE chunk.table_id = ? AND chunk_no = ? AND copied_at IS NULL"
                                + " AND t.table_id = chunk.table_id AND EXISTS (" + SAME_TABLE + ")",
                        rows,
                        chunk.tableId(),
                        chunk.number());
        if (recorded != 1) {
            assertWritten(target, List.of(chunk.tableId()));
            throw new ReplicatorException(
                    ErrorCode.INTERNAL, "Chunk " + chunk + " was already recorded as copied.", "");
        }
    }

    /**
     * Throws when a table that the session's transaction has written to is not the one of that number: it has the name of that one. Which
     * table has it cannot change any more until the transaction ends.
     */
    public static void assertWritten(Session target, Collection<Integer> tables) {
        List<QualifiedName> others = target.doing("looking at the tables that were written to")
                .query(
                        "SELECT t.schema_name, t.table_name FROM replicator.table_copy AS t WHERE t.table_id = ANY (?::int[])"
                                + " AND NOT EXISTS (" + SAME_TABLE + ")",
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        tables.stream().map(String::valueOf).toList());
        if (!others.isEmpty()) {
            throw anotherTable(target, others);
        }
    }

    /** Whether there is a chunk that is not copied yet. */
    static boolean hasRemaining(Session target) {
        return target.doing("reading the copy journal")
                .query("SELECT EXISTS (SELECT FROM replicator.chunk WHERE copied_at IS NULL)", row -> row.getBoolean(1))
                .get(0);
    }

    /** The tables that are planned and not complete. */
    static List<Integer> incompleteTables(Session target) {
        return target.doing("reading the copy journal")
                .query("SELECT table_id FROM replicator.table_copy WHERE phase = 'copying'", row -> row.getInt(1));
    }

    /** The tables whose chunks are all copied, but whose indexes may not be complete yet. */
    static List<Integer> copiedTables(Session target) {
        return copiedTables(target, null);
    }

    /** The same, for the given table alone unless it is null. */
    static List<Integer> copiedTables(Session target, @Nullable Integer tableId) {
        return target.doing("reading the copy journal")
                .query(
                        "SELECT table_id FROM replicator.table_copy AS t WHERE phase = 'copying'"
                                + " AND (?::int IS NULL OR table_id = ?::int) AND NOT EXISTS"
                                + " (SELECT FROM replicator.chunk AS c WHERE c.table_id = t.table_id AND c.copied_at IS NULL)"
                                + " ORDER BY bytes DESC, table_id",
                        row -> row.getInt(1),
                        tableId,
                        tableId);
    }

    /** Records that the table is copied and its indexes are complete. */
    static void complete(Session target, int tableId) {
        target.doing("recording a copied table")
                .update("UPDATE replicator.table_copy SET phase = 'following' WHERE table_id = ?", tableId);
    }

    private static void insertChunks(Session target, TablePair table, long chunkBytes) {
        int next = 0;
        for (Leaf leaf : table.source().leaves()) {
            long blocks = Math.max(1, leaf.blocks());
            long chunks = Math.max(1, Math.min(blocks, (leaf.bytes() + chunkBytes - 1) / chunkBytes));
            long blocksEach = (blocks + chunks - 1) / chunks;
            long last = (blocks + blocksEach - 1) / blocksEach - 1;
            target.update(
                    INSERT_CHUNKS,
                    table.tableId(),
                    next,
                    leaf.oid(),
                    leaf.fileNode(),
                    blocksEach,
                    blocksEach,
                    blocks,
                    leaf.bytes() / (last + 1),
                    table.source().bytes(),
                    last);
            next += (int) last + 1;
        }
    }
}
