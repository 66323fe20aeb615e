package io.pgreplicator.capture;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Leaf;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenTransaction;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Installs, reads and removes the capture on the source. Each table is one transaction, so nothing is ever half installed
 * and no lock is held on two tables. Stateless, thread-safe.
 */
public final class CaptureSchema {
    private CaptureSchema() {}

    /** Whether any capture schema exists on this database. */
    public static boolean exists(Session source) {
        return source.doing("looking for the capture schema")
                        .queryLong("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'replicator'")
                > 0;
    }

    /** The migration whose capture is installed, if any. */
    public static Optional<UUID> migration(Session source) {
        if (source.doing("looking for the capture schema").queryText("SELECT to_regclass('replicator.capture')::text")
                == null) {
            return Optional.empty();
        }
        return source.queryFirst("SELECT migration_id FROM replicator.capture", row -> row.getObject(1, UUID.class));
    }

    /** Creates the schema for the migration unless it is there; refuses one that belongs to another migration. */
    public static void create(Session source, UUID migrationId) {
        Optional<UUID> present = migration(source);
        if (present.isEmpty()) {
            source.doing("creating the capture schema")
                    .runInTransaction(() -> source.execute(SqlFile.of(CaptureSchema.class, "schema.sql")
                            .with("migration_id", migrationId.toString())
                            .text()));
        } else if (!present.get().equals(migrationId)) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "The capture schema on the source belongs to another migration (" + present.get()
                            + ") than the one on the target (" + migrationId + ").",
                    "Run 'replicator uninstall' with the source and target of that migration first; or, when its target"
                            + " no longer exists, run uninstall with these two.");
        }
    }

    /**
     * Captures every later write of the table, by the time this returns. Waits for present writers of the table for at most
     * the session's lock timeout, then fails in a way that may be retried.
     */
    public static void capture(Session source, Table table) {
        source.doing("capturing " + table.name());
        Key key = table.key().orElseThrow();
        List<String> types =
                key.names().stream().map(name -> table.column(name).storage()).toList();
        source.runInTransaction(() -> {
            int id = (int) source.queryLong(
                    "SELECT replicator.capture_table(?::bigint::oid::regclass, ?, ?, ?, ?, ?, ?, ?)",
                    table.oid(),
                    table.name().schema(),
                    table.name().name(),
                    UUID.randomUUID(),
                    table.kind().name(),
                    key.names(),
                    types,
                    keyDiffers(key));
            if (table.kind() == Table.Kind.PARTITIONED) {
                for (Leaf leaf : table.leaves()) {
                    captureLeaf(source, id, leaf.name());
                }
            }
        });
    }

    /** Whether the writes of the table of that oid are captured. */
    public static boolean isCaptured(Session source, long oid) {
        return source.doing("looking for the capture of a table")
                        .queryLong(
                                "SELECT count(*) FROM replicator.captured_table WHERE relation = ?::bigint::oid", oid)
                > 0;
    }

    /** Every captured table with its present shape, by number. */
    public static List<CapturedTable> tables(Session source) {
        return tables(source, null);
    }

    /** The captured tables of these numbers with their present shape, as the session's snapshot sees it. */
    public static List<CapturedTable> tables(Session source, @Nullable Collection<Integer> numbers) {
        List<String> ids =
                numbers == null ? null : numbers.stream().map(String::valueOf).toList();
        return source.doing("reading the captured tables")
                .query(SqlFile.of(CaptureSchema.class, "captured_tables.sql").text(), CaptureSchema::read, ids, ids);
    }

    /**
     * What the catalog holds about all captured tables, in short: while it is the same, {@link #tables(Session)} says the
     * same about them.
     */
    public static String catalogState(Session source) {
        return Objects.requireNonNull(source.doing("looking for changed tables")
                .queryText(SqlFile.of(CaptureSchema.class, "catalog_state.sql").text()));
    }

    /**
     * Captures TRUNCATE of partitions that are new, and marks the rows they hold already as changed, which covers a
     * partition that was attached with rows. Returns the partitions found.
     */
    public static List<QualifiedName> adoptNewLeaves(Session source) {
        source.doing("looking for new partitions");
        record Found(int tableId, QualifiedName leaf) {}
        List<Found> found = source.query(
                SqlFile.of(CaptureSchema.class, "missing_leaves.sql").text(),
                row -> new Found(row.getInt(1), new QualifiedName(row.getString(2), row.getString(3))));
        for (Found leaf : found) {
            source.doing("capturing the new partition " + leaf.leaf).runInTransaction(() -> {
                captureLeaf(source, leaf.tableId, leaf.leaf);
                ChangeMarks.onSource(source, leaf.tableId, " FROM ONLY " + leaf.leaf.quoted() + " AS r");
            });
        }
        return found.stream().map(Found::leaf).toList();
    }

    /** Whether a partition exists whose TRUNCATE is not captured yet, as the session's snapshot sees it. */
    public static boolean hasNewLeaves(Session source) {
        return !source.doing("looking for new partitions")
                .query(SqlFile.of(CaptureSchema.class, "missing_leaves.sql").text(), row -> row.getInt(1))
                .isEmpty();
    }

    /** Whether rows of the tables moved to another file after the session's snapshot, which then does not see them. */
    public static boolean haveRowsMoved(Session source, Collection<Long> relations) {
        return source.doing("looking for rewritten tables")
                .query(
                        SqlFile.of(CaptureSchema.class, "moved_rows.sql").text(),
                        row -> row.getBoolean(1),
                        relations.stream().map(String::valueOf).toList())
                .get(0);
    }

    /** Whether a replicator is copying from this database, following it or comparing it at this moment. */
    public static boolean isInUse(Session source) {
        return source.doing("looking for a running replicator")
                        .queryLong(
                                "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name IN ('replicator copy', 'replicator drain', 'replicator verify')")
                > 0;
    }

    /** Waits until nobody writes the table, and keeps it so until the transaction ends; fails in a way that may be retried. */
    public static void lock(Session source, CapturedTable table) {
        QualifiedName name = table.present().name();
        if (!name.name().isEmpty()) {
            // as strong as the removal needs: a lock that is raised later can be the deadlock of a reader that writes
            source.doing("waiting for the writers of " + table.name())
                    .execute("LOCK TABLE " + name.quoted() + " IN ACCESS EXCLUSIVE MODE");
        }
    }

    /**
     * Stops capturing one table and removes its log, in the session's transaction; fails in a way that may be retried when the
     * table is locked.
     */
    public static void release(Session source, int tableId) {
        source.doing("removing the capture of table " + tableId)
                .queryLong("SELECT 1 FROM replicator.release_table(?)", tableId);
    }

    /** The transactions that may have written to captured tables and are not committed. */
    public static List<OpenTransaction> openTransactions(Session source) {
        return source.doing("looking for open transactions")
                .query(
                        SqlFile.of(CaptureSchema.class, "open_transactions.sql").text(),
                        row -> new OpenTransaction(
                                row.getObject(1, Integer.class),
                                row.getString(2),
                                row.getString(3) == null ? null : (long) row.getDouble(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                texts(row.getArray(7))));
    }

    /** Removes the schema, once every table was released. */
    public static void drop(Session source) {
        source.doing("dropping the capture schema").execute("DROP SCHEMA IF EXISTS replicator CASCADE");
    }

    private static void captureLeaf(Session source, int tableId, QualifiedName leaf) {
        source.queryLong("SELECT 1 FROM replicator.capture_leaf(?, ?::regclass)", tableId, leaf.quoted());
    }

    private static String keyDiffers(Key key) {
        return key.columns().stream()
                .map(column -> "NOT (OLD." + Sql.identifier(column.name()) + " " + column.equals() + " NEW."
                        + Sql.identifier(column.name()) + ")")
                .collect(Collectors.joining(" OR "));
    }

    private static CapturedTable read(ResultSet row) throws SQLException {
        boolean gone = row.getString(11) == null;
        return new CapturedTable(
                row.getInt(1),
                row.getLong(2),
                new QualifiedName(row.getString(3), row.getString(4)),
                row.getObject(5, UUID.class),
                Table.Kind.valueOf(row.getString(6)),
                texts(row.getArray(7)),
                row.getInt(8),
                row.getString(9),
                new CapturedTable.Present(
                        gone ? new QualifiedName("", "") : new QualifiedName(row.getString(10), row.getString(11)),
                        gone ? "" : row.getString(12),
                        texts(row.getArray(13)),
                        row.getBoolean(14),
                        texts(row.getArray(15)),
                        row.getBoolean(16)));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
