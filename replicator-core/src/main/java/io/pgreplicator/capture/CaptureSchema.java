package io.pgreplicator.capture;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeStructure;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.OwnSchemaDrop;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.SchemaGrants;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenTransaction;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Installs, reads and removes the capture on the source. Each table takes one transaction, so nothing is ever half installed
 * and no transaction holds locks on two tables. Stateless, thread-safe.
 */
public final class CaptureSchema {
    private static final String THIS_CAPTURE =
            " FROM replicator_capture.captured_table WHERE table_id = ? AND capture_id = ?";

    /** The files that create the schema, in this order: its tables, then one function per file. */
    public static final List<String> FILES = List.of(
            "schema.sql",
            "beat.sql",
            "type_facts.sql",
            "structures_of.sql",
            "columns_of.sql",
            "record_columns.sql",
            "files_of.sql",
            "columns_at.sql",
            "key_numbers.sql",
            "key_insert.sql",
            "present_insert.sql",
            "keep_private.sql",
            "is_applied.sql",
            "gate_key.sql",
            "gate.sql",
            "hold_gate_epoch.sql",
            "keep_gate_open.sql",
            "wait_gate.sql",
            "arm_gate.sql",
            "disarm_gate.sql",
            "move_gate.sql",
            "skip_applied_by.sql",
            "make_function.sql",
            "adapt_table.sql",
            "triggers_of.sql",
            "is_leaf.sql",
            "attachment_of.sql",
            "bounds_of.sql",
            "lost_leaves.sql",
            "is_captured.sql",
            "make_leaf_function.sql",
            "use_segment.sql",
            "empty_segment.sql",
            "make_triggers.sql",
            "capture_leaf.sql",
            "capture_table.sql",
            "release_relation.sql",
            "release_leaf.sql",
            "release_table.sql");

    /** What {@link #isCopied} means. */
    public static final String COPIED =
            "the source is a copy of the database that this migration began with: its tables are others than those that are captured";

    public static final String CURE_OF_COPIED =
            "Give the database that it was copied from. If that is gone for good, its later changes with it: run 'replicator uninstall"
                    + " --source-only' with this source and 'replicator uninstall --target-only' with the target, "
                    + Cures.BEGIN_ANEW;

    /** What is said of a source that {@link #refusesForGood} when the target knows nothing of its migration. */
    public static final String LEFT =
            "the source refuses writers since a cutover, and the target knows nothing of that migration: the replicator was removed from"
                    + " the target alone, or this is another database than the one that took over";

    public static final String CURE_OF_LEFT =
            "If it is another database, give the target of that migration. Otherwise 'replicator uninstall --source-only --force' removes"
                    + " the replicator from the source. From then on the source takes writes again, without those that the target took since"
                    + " the cutover: leave the applications on the target as long as that is there.";

    private CaptureSchema() {}

    /** The statements that create the schema for a migration. */
    public static String creation(UUID migrationId) {
        return FILES.stream()
                .map(file -> SqlFile.of(CaptureSchema.class, file)
                        .with("migration_id", migrationId.toString())
                        .with("type_structure", TypeStructure.query("$1"))
                        .text())
                .collect(Collectors.joining("\n"));
    }

    /** The migration whose capture is installed by this role, if any. */
    public static Optional<UUID> migration(Session source) {
        return OwnSchemaState.isOurs(source, OwnSchema.CAPTURE)
                ? source.queryFirst(
                        "SELECT migration_id FROM replicator_capture.capture", row -> row.getObject(1, UUID.class))
                : Optional.empty();
    }

    /** Whether the capture came with a dump of another database, and knows none of the tables of this one. A capture of ours must exist. */
    public static boolean isCopied(Session source) {
        return source.doing("looking for the home of the capture")
                // absent in a capture of an older build
                .query(
                        "SELECT coalesce((to_jsonb(c) ->> 'home')::oid <> 'replicator_capture.capture'::regclass, false)"
                                + " FROM replicator_capture.capture AS c",
                        row -> row.getBoolean(1))
                .get(0);
    }

    /** The number of the gate: even while writers pass, odd when a switch has closed it. A capture of ours must exist. */
    public static long gateNumber(Session source) {
        return source.doing("reading the gate").queryLong("SELECT last_value FROM replicator_capture.gate_state");
    }

    /** The migration whose writes to this database the capture skips, if any. A capture of ours must exist. */
    public static Optional<UUID> opposite(Session source) {
        return source.queryFirst(
                "SELECT opposite_id FROM replicator_capture.capture WHERE opposite_id IS NOT NULL",
                row -> row.getObject(1, UUID.class));
    }

    /**
     * From now on the capture skips what that migration, which replicates in the opposite direction, writes to this
     * database.
     */
    public static void skipAppliedBy(Session source, UUID opposite) {
        source.doing("excepting what the opposite migration applies")
                .runInTransaction(() -> leaveInTransaction(source, opposite));
    }

    private static void leaveInTransaction(Session source, UUID opposite) {
        source.query("SELECT replicator_capture.skip_applied_by(?)", row -> true, opposite);
    }

    /** Creates the schema for the migration unless it exists; throws if it belongs to another migration. */
    public static void create(Session source, UUID migrationId) {
        create(source, migrationId, () -> {});
    }

    /**
     * As the other; from its first moment on the capture leaves what the opposite migration writes to this database.
     *
     * @param first what is done in the transaction that creates the schema, before any table is captured
     */
    public static void createLeaving(Session source, UUID migrationId, UUID opposite, Runnable first) {
        boolean created = create(source, migrationId, () -> {
            leaveInTransaction(source, opposite);
            first.run();
        });
        if (!created) {
            skipAppliedBy(source, opposite);
        }
    }

    /** Whether this side refuses writers since a cutover, and not because it was prepared for one. A capture of ours must exist. */
    public static boolean refusesForGood(Session side) {
        return side.doing("reading the gate")
                        .queryLong(
                                "SELECT count(*) FROM replicator_capture.gate_state WHERE last_value % 2 <> 0 AND last_value > 1")
                > 0;
    }

    /** Whether it was created now; {@code first} is done in the same transaction. */
    private static boolean create(Session source, UUID migrationId, Runnable first) {
        Optional<UUID> present = migration(source);
        if (present.isEmpty()) {
            source.doing("creating the capture schema").runInTransaction(() -> {
                source.execute(creation(migrationId));
                SchemaGrants.revoke(source, OwnSchema.CAPTURE);
                first.run();
            });
        } else if (!present.get().equals(migrationId)) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "The capture schema on the source belongs to another migration (" + present.get()
                            + ") than the one on the target (" + migrationId + ").",
                    "Run 'replicator uninstall' with the source and target of that migration first; or, when its target is"
                            + " gone for good, 'replicator uninstall --source-only' with this source.");
        }
        return present.isEmpty();
    }

    /**
     * Captures every later write of the table once this returns; the partitions of a partitioned table are captured by
     * {@link NewPartitions#completeNext}. Waits for current writers of the table for at most the session's lock timeout,
     * then fails in a way that may be retried.
     */
    public static void capture(Session source, Table table) {
        source.doing("capturing " + table.name());
        Key key = table.key().orElseThrow();
        List<String> types =
                key.names().stream().map(name -> table.column(name).storage()).toList();
        source.runInTransaction(() -> source.queryLong(
                "SELECT replicator_capture.capture_table(?::bigint::oid::regclass, ?, ?, ?, ?, ?, ?, ?)",
                table.oid(),
                table.name().schema(),
                table.name().name(),
                UUID.randomUUID(),
                table.kind().name(),
                key.names(),
                types,
                keyDiffers(key)));
    }

    /** Whether the capture of the table with that oid has begun. */
    public static boolean isCaptured(Session source, long oid) {
        return source.doing("looking for the capture of a table")
                        .queryLong(
                                "SELECT count(*) FROM replicator_capture.captured_table WHERE relation = ?::bigint::oid",
                                oid)
                > 0;
    }

    /** Every captured table with its current shape, by number. */
    public static List<CapturedTable> tables(Session source) {
        return tables(source, null);
    }

    /** The captured tables with these numbers and their current shape, as the session's snapshot sees it. */
    public static List<CapturedTable> tables(Session source, @Nullable Collection<Integer> numbers) {
        List<CapturedTable> tables = source.doing("reading the captured tables")
                .query(
                        SqlFile.of(CaptureSchema.class, "captured_tables.sql")
                                .with("unique_index", Key.uniqueIndex("i.indexrelid"))
                                .text(),
                        CaptureSchema::read,
                        texts(numbers));
        List<Integer> renamed = tables.stream()
                .filter(CapturedTable::renamed)
                .map(CapturedTable::tableId)
                .toList();
        if (renamed.isEmpty()) {
            return tables;
        }
        Map<Integer, CapturedTable.Renaming> renamings = CapturedTable.Renaming.read(source, renamed);
        return tables.stream()
                .map(table -> table.with(Optional.ofNullable(renamings.get(table.tableId()))))
                .toList();
    }

    private static @Nullable List<String> texts(@Nullable Collection<? extends Number> numbers) {
        return numbers == null ? null : numbers.stream().map(String::valueOf).toList();
    }

    /**
     * A digest for each of the captured tables with these numbers, or of all: while it is unchanged, {@link #tables} returns the
     * same for that table.
     */
    public static Map<Integer, String> states(Session source, @Nullable Collection<Integer> numbers) {
        var states = new TreeMap<Integer, String>();
        source.doing("looking for changed tables")
                .query(
                        SqlFile.of(CaptureSchema.class, "table_states.sql").text(),
                        row -> states.put(row.getInt(1), row.getString(2)),
                        texts(numbers));
        return states;
    }

    /** One digest for all captured tables: while it is unchanged, so is everything that {@link #states} returns. */
    public static String stateOfAll(Session source) {
        return source.doing("looking for changed tables")
                .queryText(SqlFile.of(CaptureSchema.class, "state_of_all.sql").text());
    }

    /**
     * The tables (oids) whose rows moved to another file after the session's snapshot was taken, which therefore does not
     * see them.
     */
    public static List<Long> movedRows(Session source, Collection<Long> relations) {
        return source.doing("looking for rewritten tables")
                .query(
                        SqlFile.of(CaptureSchema.class, "moved_rows.sql").text(),
                        row -> row.getLong(1),
                        relations.stream().map(String::valueOf).toList());
    }

    /** Whether a replicator is currently copying from this database, following it or comparing it. */
    public static boolean isInUse(Session source) {
        return source.doing("looking for a running replicator")
                        .queryLong(
                                "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name ~ ?",
                                Role.sessionsIn(Role.COPY, Role.DRAIN, Role.VERIFY))
                > 0;
    }

    /**
     * Stops capturing one table and removes its log, each partition in a transaction of its own, unless another capture of
     * the table has replaced it. Fails in a way that may be retried when something is locked, and with {@link
     * ErrorCode#PREFLIGHT_FAILED} when something that is not ours depends on the log. As soon as the removal begins, the
     * table counts as not captured.
     *
     * @param check what must hold while nobody can write what is released; throws when it does not
     */
    public static void release(Session source, CapturedTable table, Runnable check) {
        if (table.kind() == Table.Kind.PARTITIONED) {
            releaseLeaves(source, table, check);
        }
        try {
            source.runInTransaction(() -> {
                QualifiedName current = table.current().name();
                if (!current.name().isEmpty()) {
                    lock(
                            removing(source, table),
                            (table.kind() == Table.Kind.PARTITIONED ? "ONLY " : "") + current.quoted());
                    lockAgainstPartitions(source, source, List.of(table.oid()));
                }
                releaseChecked(source, table, check, "replicator_capture.release_table(table_id)");
            });
        } catch (DatabaseException e) {
            if (SqlStates.isDependedOn(e.sqlState())) {
                OwnSchemaDrop.assertPossible(source, OwnSchema.CAPTURE);
            }
            throw e;
        }
    }

    /**
     * Locks these tables (oids) against new partitions until the transaction of {@code locking} ends, and with them each of their
     * partitions that is partitioned itself; what is not partitioned is left alone. Who has attached one and has not committed is
     * waited for, and so are ANALYZE and a concurrent DETACH of one of them. Gives {@code locking} no snapshot.
     *
     * @param looking lists them as they are at that moment; may be the same session
     */
    public static void lockAgainstPartitions(Session locking, Session looking, Collection<Long> tables) {
        var locked = new HashSet<String>();
        List<String> found = partitioned(looking, tables);
        // what is added below a partition before that one is locked is found by the next look
        while (locked.addAll(found)) {
            locking.execute("LOCK TABLE "
                    + found.stream().map(part -> "ONLY " + part).collect(Collectors.joining(", "))
                    + " IN SHARE UPDATE EXCLUSIVE MODE");
            found = partitioned(looking, tables);
        }
    }

    private static List<String> partitioned(Session present, Collection<Long> tables) {
        return present.query(
                SqlFile.of(CaptureSchema.class, "partitioned_parts.sql").text(),
                row -> row.getString(1),
                texts(tables));
    }

    private static void releaseLeaves(Session source, CapturedTable table, Runnable check) {
        source.runInTransaction(() -> removing(source, table)
                .update(
                        "UPDATE replicator_capture.captured_table SET complete = false"
                                + " WHERE table_id = ? AND capture_id = ? AND complete",
                        table.tableId(),
                        table.captureId()));
        record Relation(long oid, String name) {}
        List<Relation> leaves = source.query(
                "SELECT c.oid::bigint, c.oid::regclass::text FROM replicator_capture.captured_leaf AS l"
                        + " JOIN pg_class AS c ON c.oid = l.relation WHERE l.table_id = ? AND l.triggers IS NOT NULL ORDER BY c.oid",
                row -> new Relation(row.getLong(1), row.getString(2)),
                table.tableId());
        for (Relation leaf : leaves) {
            source.runInTransaction(() -> {
                lock(removing(source, table), leaf.name);
                releaseChecked(
                        source,
                        table,
                        check,
                        "replicator_capture.release_relation(table_id, " + leaf.oid + "::oid::regclass)");
            });
        }
    }

    /**
     * Runs in a transaction that has locked what is released. If this was already done, by us or by somebody else, there is
     * nothing to check.
     */
    private static void releaseChecked(Session source, CapturedTable table, Runnable check, String release) {
        if (removing(source, table)
                .query("SELECT 1" + THIS_CAPTURE, row -> true, table.tableId(), table.captureId())
                .isEmpty()) {
            return;
        }
        check.run();
        removing(source, table)
                .query("SELECT " + release + THIS_CAPTURE, row -> true, table.tableId(), table.captureId());
    }

    private static Session removing(Session source, CapturedTable table) {
        return source.doing("removing the capture of " + table.name());
    }

    /** As strong as the removal needs: upgrading a lock later can deadlock with a reader that writes. */
    private static void lock(Session source, String relation) {
        source.execute("LOCK TABLE " + relation + " IN ACCESS EXCLUSIVE MODE");
    }

    /** The transactions that may have written to captured tables and are not committed, the oldest first. */
    public static List<OpenTransaction> openTransactions(Session source) {
        return List.copyOf(writers(source).values());
    }

    /** The same by their virtual number, which tells one from a later one of the same session. */
    public static Map<String, OpenTransaction> writers(Session source) {
        var writers = new LinkedHashMap<String, OpenTransaction>();
        source.doing("looking for open transactions")
                .query(
                        SqlFile.of(CaptureSchema.class, "open_transactions.sql").text(),
                        row -> writers.put(
                                row.getString(8),
                                new OpenTransaction(
                                        row.getObject(1, Integer.class),
                                        row.getString(2),
                                        row.getString(3) == null ? null : (long) row.getDouble(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        texts(row.getArray(7)))));
        return writers;
    }

    /** Removes the schema of that migration, once every table was released; a schema of another migration stays. */
    public static void drop(Session source, UUID migrationId) {
        source.doing("dropping the capture schema").runInTransaction(() -> {
            boolean ours = source.queryFirst(
                            "SELECT 1 FROM replicator_capture.capture WHERE migration_id = ? FOR UPDATE",
                            row -> row.getInt(1),
                            migrationId)
                    .isPresent();
            if (ours) {
                source.query("SELECT replicator_capture.keep_gate_open()", row -> true);
                OwnSchemaDrop.run(source, OwnSchema.CAPTURE);
            }
        });
    }

    /**
     * The condition under which an UPDATE changes the key, by the key's own equality, with {@code %1$I} for the first of its
     * columns. A key column may be null temporarily, although it is not when the capture is installed.
     */
    private static String keyDiffers(Key key) {
        return IntStream.rangeClosed(1, key.columns().size())
                .mapToObj(i -> "(OLD.%" + i + "$I "
                        + key.columns().get(i - 1).equals().replace("%", "%%") + " NEW.%" + i + "$I) IS NOT TRUE")
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
                new CapturedTable.Current(
                        gone ? new QualifiedName("", "") : new QualifiedName(row.getString(10), row.getString(11)),
                        gone ? "" : row.getString(12),
                        texts(row.getArray(13)),
                        row.getBoolean(14),
                        row.getBoolean(15),
                        row.getBoolean(16),
                        texts(row.getArray(17)),
                        row.getBoolean(18),
                        row.getString(19),
                        row.getArray(20) == null ? List.of() : texts(row.getArray(20)),
                        Optional.empty()));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }
}
