package io.pgreplicator.phase;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.ColumnChange;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.preflight.TargetWatch;
import io.pgreplicator.round.ShapeChange;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent.CaptureEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CaptureStarted;
import io.pgreplicator.telemetry.ReplicationEvent.ColumnsAdapted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything before the first row is copied: the check, the control schema, and capture triggers on every table. Triggers
 * come first, then the copy: from a trigger's commit on every later write is captured, so there is no gap. Idempotent:
 * repeating it completes what is missing. Confined to one thread, except where stated.
 */
final class Preparation {
    private static final String KEY_OF_THE_SOURCE =
            "Run the query for the rows in the way on the source: its own unique index may be broken. Give each row a key of its own"
                    + " there, REINDEX, and start over: " + Cures.START_ANEW;

    private final Ends ends;
    private final Database source;
    private final Database target;
    private final ReplicatorConfig config;
    private final Work work;
    private RunCheck checked = RunCheck.none();

    /** Prepares databases of which the target is guarded by the leader epoch. */
    Preparation(Ends ends, ReplicatorConfig config, Work work) {
        this.ends = ends;
        this.source = ends.source();
        this.target = ends.target();
        this.config = config;
        this.work = work;
    }

    /**
     * Installs what is missing on both sides; returns the tables as the copy sees them.
     *
     * @param check the check that has passed them
     */
    List<TablePair> install(RunCheck check) {
        checked = check;
        try {
            return installOnce();
        } catch (ReplicatorException e) {
            // one may be dropped at this moment
            if (e.code() != ErrorCode.SHAPE_CHANGED || !LettingGo.isDue(ends)) {
                throw e;
            }
            return install(checked);
        }
    }

    private List<TablePair> installOnce() {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Migration migration = Migration.present(to);
            work.reached(PausePoint.INSTALL_CONTROL_SCHEMA);
            CaptureSchema.create(from, migration.id());
            work.reached(PausePoint.INSTALL_CAPTURE_SCHEMA);
            Preflight.assertNoOpposite(from, to);
            List<CapturedTable> captured = CaptureSchema.tables(from);
            if (LettingGo.isDue(captured, to) && LettingGo.run(ends, work)) {
                // another table may have the name, and the target's rows are not its rows
                checked = RunCheck.pass(ends, config, work);
                captured = CaptureSchema.tables(from);
            }
            Set<QualifiedName> before =
                    captured.stream().map(CapturedTable::name).collect(Collectors.toSet());
            capture(from, to, captured);
            List<TablePair> pairs = adapted(from, to);
            assertAlike(
                    from,
                    to,
                    pairs.stream()
                            .filter(pair -> !before.contains(pair.source().name()))
                            .toList());
            CopyJournal.assertSameTables(to, pairs);
            return List.copyOf(pairs);
        }
    }

    /** The check that has passed what is installed. */
    RunCheck checked() {
        return checked;
    }

    /**
     * The table as the copy currently sees it. Throws when more has changed than the place of its rows. May be called by any
     * thread.
     */
    TablePair current(int tableId) {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            return NewPartitions.settle(from, work::tell, () -> pairs(from, to, List.of(tableId)))
                    .get(0);
        }
    }

    /**
     * After {@link ErrorCode#SHAPE_CHANGED}: lets go of tables that were dropped; when the rounds can continue with one that has changed,
     * adapts to it; and pairs the tables again. Otherwise throws the failure, with the findings of the check.
     */
    List<TablePair> adapt(ReplicatorException failure) {
        Optional<List<TablePair>> rest = withoutDropped();
        if (rest.isPresent()) {
            return rest.get();
        }
        if (ShapeChange.isOfName(failure)) {
            // what the check says of the new name leads astray
            try (Session from = source.open(Role.CONTROL)) {
                throw ShapeChange.ofNames(CaptureSchema.tables(from), failure);
            }
        }
        try {
            RunCheck passed = RunCheck.pass(ends, config, work);
            settleChangeOfBoth(failure);
            return install(passed);
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.PREFLIGHT_FAILED) {
                throw e;
            }
            throw stop(failure, e);
        }
    }

    /** Where the source has made the same change since, its rows are as those that were written to the target meanwhile. */
    private void settleChangeOfBoth(ReplicatorException failure) {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            if (CaptureSchema.tables(from).stream()
                    .anyMatch(table -> table.adaptable() && ShapeChange.isOfBoth(failure, table))) {
                Migration.forgetRepair(to, failure);
            }
        }
    }

    /** The tables as the rounds see them, once they are copied: during a copy the target's keys are dropped. */
    List<ApplyTable> copied() {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            List<OpenObject> open = OpenObjects.all(to);
            List<TablePair> pairs = pairs(from, to, null);
            CopyJournal.assertSameTables(to, pairs);
            return pairs.stream()
                    .map(pair -> new ApplyTable(pair, targetKey(pair.target(), pair.key(), open)))
                    .toList();
        }
    }

    /**
     * The captured tables in their current state, after adapting to new partitions and to changes of columns that the rounds
     * can handle.
     */
    List<TablePair> adapted(Session from, Session to) {
        return NewPartitions.settle(from, work::tell, () -> {
            adaptColumns(from, to);
            return pairs(from, to, null);
        });
    }

    /** One that came since the check is left to the next run, and told; one that was made anew since is captured. */
    private void capture(Session from, Session to, List<CapturedTable> present) {
        NewPartitions.releaseFormer(from, work::tell);
        Set<QualifiedName> captured = present.stream().map(CapturedTable::name).collect(Collectors.toSet());
        boolean gone = true;
        while (gone) {
            List<Table> wanted = wanted(from, captured);
            assertAsChecked(wanted, to);
            gone = false;
            for (Table table : wanted) {
                var start = new CaptureStarted(table.name());
                boolean here =
                        work.act(start, () -> capture(table), (result, ending) -> new CaptureEnded(start, ending));
                gone |= !here;
                if (here) {
                    captured.add(table.name());
                }
            }
        }
        if (!NewPartitions.isComplete(from)) {
            completeCaptures("capturing partitions");
        }
    }

    /** What is to be captured. What is not is told. */
    private List<Table> wanted(Session from, Set<QualifiedName> captured) {
        Map<Boolean, List<Table>> parted = CatalogReader.tables(from, config.tables()).stream()
                .filter(table -> !captured.contains(table.name()) && table.extension() == null)
                .collect(Collectors.partitioningBy(table -> checked.tables().contains(table.name())));
        List<QualifiedName> left =
                parted.getOrDefault(false, List.of()).stream().map(Table::name).toList();
        if (!left.isEmpty()) {
            work.tell(LettingGo.notReplicated(from, left));
        }
        return parted.getOrDefault(true, List.of());
    }

    /** What the check has passed is not left out for having changed since. */
    private void assertAsChecked(List<Table> wanted, Session to) {
        Set<QualifiedName> onTarget = wanted.isEmpty()
                ? Set.of()
                : byName(CatalogReader.tables(to, config.tables())).keySet();
        List<QualifiedName> changed = wanted.stream()
                .filter(table -> table.key().isEmpty() || !onTarget.contains(table.name()))
                .map(Table::name)
                .toList();
        if (!changed.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "Somebody changed tables just after the check had passed them: they have no key any more, or the target has no"
                            + " such table: " + NameList.of(changed) + ".",
                    "Run the command again: its check says what they lack, if it is still so.");
        }
    }

    /** No row of them was written yet: none was altered, whichever side has changed. */
    private static void assertAlike(Session from, Session to, List<TablePair> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        TargetWatch.differing(
                        from,
                        to,
                        fresh.stream().map(TablePair::source).toList(),
                        fresh.stream().map(TablePair::target).toList())
                .ifPresent(finding -> {
                    throw new ReplicatorException(
                            ErrorCode.PREFLIGHT_FAILED,
                            "Somebody changed a column or a type just after the check had passed it. The "
                                    + finding.subject() + ": " + finding.message() + ".",
                            "Run the command again: its check says what to do, if it is still so.");
                });
    }

    /** False when it is gone. */
    private boolean capture(Table table) {
        boolean here = work.call("capturing " + table.name(), () -> captureOnce(table));
        work.reached(PausePoint.INSTALL_CAPTURED_ROOT);
        if (here && table.kind() == Table.Kind.PARTITIONED) {
            completeCaptures("capturing the partitions of " + table.name());
        }
        work.reached(PausePoint.INSTALL_CAPTURED);
        return here;
    }

    /** So that a writer waits for one partition at a time, a partitioned table is captured in many transactions. */
    private void completeCaptures(String what) {
        boolean more = true;
        while (more) {
            more = work.call(what, () -> {
                try (Session own = source.open(Role.CONTROL)) {
                    return NewPartitions.completeNext(own);
                }
            });
        }
    }

    /** A commit whose outcome is unknown may have installed the capture already. False when the table was dropped meanwhile. */
    private boolean captureOnce(Table table) {
        try (Session own = source.open(Role.CONTROL)) {
            NewPartitions.releaseFormer(own, table.oid(), work::tell);
            if (!CaptureSchema.isCaptured(own, table.oid())) {
                CaptureSchema.capture(own, table);
            }
            return true;
        } catch (DatabaseException e) {
            if (e.isTransient() || isPresent(table)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isPresent(Table table) {
        try (Session own = source.open(Role.CONTROL)) {
            return own.doing("looking for " + table.name())
                            .queryLong(
                                    "SELECT count(*) FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.=) ?::bigint::oid",
                                    table.oid())
                    > 0;
        }
    }

    /**
     * Adapts to columns that changed on both sides. The check has found the same columns on the target; throws {@link
     * ErrorCode#SHAPE_CHANGED} when others came since.
     */
    private void adaptColumns(Session from, Session to) {
        for (CapturedTable table : CaptureSchema.tables(from)) {
            if (table.adaptable()) {
                Predicate<QualifiedName> same = table.name()::equals;
                Table sourceTable = CatalogReader.tables(from, same).get(0);
                Table targetTable = CatalogReader.tables(to, same).get(0);
                if (!names(targetTable).containsAll(names(sourceTable))) {
                    throw ShapeChange.of(table);
                }
                if (ColumnChange.adapt(from, to, table, sourceTable, targetTable)) {
                    CapturedTable.Current current = table.current();
                    work.tell(new ColumnsAdapted(
                            table.name(), table.shape(), current.shape(), current.freshColumns(), current.lostFacts()));
                }
            }
        }
    }

    private static Set<String> names(Table table) {
        return table.carried().stream().map(Column::name).collect(Collectors.toSet());
    }

    /** Throws when a captured table has changed since its capture was installed. */
    void assertUnchanged() {
        try (Session from = source.open(Role.CONTROL)) {
            assertUnchanged(CaptureSchema.tables(from));
        }
    }

    /** All that the target lacks, in an order in which it can be done: one stop is enough. */
    private ReplicatorException stop(ReplicatorException failure, ReplicatorException findings) {
        if (!ShapeChange.isOfColumns(failure)) {
            return new ReplicatorException(
                    ErrorCode.SHAPE_CHANGED,
                    failure.getMessage() + "\n" + findings.getMessage(),
                    failure.cure(),
                    failure);
        }
        String found = String.valueOf(findings.getMessage());
        Predicate<QualifiedName> renamed =
                table -> found.contains("ALTER TABLE " + table.quoted() + Preflight.RENAME_COLUMN);
        ObjectComparison.Statements statements = work.call(
                "comparing the definitions", () -> ObjectComparison.statements(ends, config.tables(), renamed));
        return new ReplicatorException(
                ErrorCode.SHAPE_CHANGED,
                failure.getMessage() + admitting(statements, found, true) + "\n" + found
                        + admitting(statements, found, false)
                        + statements.kept().stream().map(one -> "\n" + one).collect(Collectors.joining())
                        + rest(statements, found),
                "Do on the target what is listed, in its order, and run the command again: it goes on from where it was."
                        + (found.contains(Preflight.RENAME_COLUMN)
                                ? " Afterwards, 'replicator verify --objects' lists what else differs of a table with a renamed column."
                                : ""),
                failure);
    }

    /** Rows that the source has may wait for these. {@code types}: those of types, which columns may need, or the others. */
    private static String admitting(ObjectComparison.Statements statements, String found, boolean types) {
        return statements.atOnce().stream()
                .filter(one -> one.object().startsWith("type ") == types && !found.contains(one.cure()))
                .map(one -> "\nOn the target: " + one.cure()
                        + (one.source() == null
                                ? " -- the source has no " + one.objectInLine()
                                        + ": rows that it does not allow are rejected"
                                : " -- the source's " + one.objectInLine() + " allows other rows"))
                .collect(Collectors.joining());
    }

    private static String rest(ObjectComparison.Statements statements, String found) {
        List<String> rest = statements.rest().stream()
                .filter(statement -> !found.contains(statement))
                .toList();
        return rest.isEmpty()
                ? ""
                : "\nNo row needs the rest. On the target, once 'replicator run --until caught-up' has ended:\n  "
                        + String.join("\n  ", rest);
    }

    /** Nothing new is captured here, so nothing that the target lacks is in the way. Empty when none was dropped, or others have changed. */
    private Optional<List<TablePair>> withoutDropped() {
        while (LettingGo.run(ends, work)) {
            try (Session from = source.open(Role.CONTROL);
                    Session to = target.open(Role.CONTROL)) {
                if (CaptureSchema.tables(from).stream().allMatch(CapturedTable::unchanged)) {
                    return Optional.of(adapted(from, to));
                }
            } catch (ReplicatorException e) {
                if (e.code() != ErrorCode.SHAPE_CHANGED) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private static void assertUnchanged(List<CapturedTable> captured) {
        captured.stream().filter(table -> !table.unchanged()).findFirst().ifPresent(table -> {
            throw ShapeChange.of(table);
        });
    }

    /** Sizes are read here, after every capture has committed: later rows are in the log, not in the plan. */
    private static List<TablePair> pairs(Session from, Session to, @Nullable Collection<Integer> numbers) {
        List<CapturedTable> captured = CaptureSchema.tables(from, numbers);
        assertUnchanged(captured);
        Set<QualifiedName> names = captured.stream().map(CapturedTable::name).collect(Collectors.toSet());
        Meanwhile<Map<QualifiedName, Table>> ofTarget =
                Meanwhile.start("catalog-target", () -> byName(CatalogReader.tables(to, names::contains)));
        Map<QualifiedName, Table> sources;
        try {
            sources = byName(CatalogReader.tables(from, names::contains));
        } finally {
            ofTarget.await();
        }
        Map<QualifiedName, Table> targets = ofTarget.result();
        var pairs = new ArrayList<TablePair>();
        for (CapturedTable table : captured) {
            Table sourceTable = sources.get(table.name());
            Table targetTable = targets.get(table.name());
            if (sourceTable == null || targetTable == null) {
                throw new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "The table " + table.name() + " is captured, but absent on the "
                                + (sourceTable == null ? "source." : "target."),
                        targetTable == null
                                ? "Run 'replicator schema', which creates it, then 'replicator run --repair', which brings its rows."
                                : "Start over: " + Cures.START_ANEW);
            }
            pairs.add(new TablePair(table, sourceTable, targetTable, keyOf(sourceTable, table.key())));
        }
        return pairs;
    }

    private static Key keyOf(Table table, List<String> columns) {
        return table.keys().stream()
                .filter(key -> key.names().equals(columns))
                .findFirst()
                .orElseThrow(() -> lostKey(table.name(), columns));
    }

    /** The target's own key: it may be deferrable where the source's is not, and its operators may be in another schema. */
    private static Key targetKey(Table target, Key sourceKey, List<OpenObject> open) {
        return target.keys().stream().filter(sourceKey::sameColumns).findFirst().orElseThrow(() -> {
            List<OpenObject> its = open.stream()
                    .filter(object -> object.table().equals(target.name()))
                    .toList();
            return its.isEmpty() ? missingKey(target.name(), sourceKey.names()) : brokenKey(target.name(), its);
        });
    }

    /**
     * Two rows with the same key cannot be told apart: continuing, even with the other tables alone, would lose one of them.
     */
    private static ReplicatorException brokenKey(QualifiedName table, List<OpenObject> open) {
        String names = OpenObjects.cureOfNames(open);
        return new ReplicatorException(
                ErrorCode.OBJECTS_OPEN,
                "The key by which changes of " + table
                        + " are applied cannot be built on the target; nothing was applied" + " since:\n"
                        + OpenObjects.describe(open),
                names.isEmpty() ? KEY_OF_THE_SOURCE : names + "Then run the command again.");
    }

    /** Its columns were read just now with the key: the next run says what there is. */
    private static ReplicatorException lostKey(QualifiedName table, List<String> columns) {
        return new ReplicatorException(
                ErrorCode.SHAPE_CHANGED,
                "The unique index over (" + String.join(", ", columns) + ") by which " + table
                        + " is captured was changed on the source meanwhile.",
                "Run the command again: it says what the key lacks, if it is still so.");
    }

    private static ReplicatorException missingKey(QualifiedName table, List<String> columns) {
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The unique index over (" + String.join(", ", columns) + ") by which " + table
                        + " is captured is gone on the target.",
                "On the target: ALTER TABLE " + table.quoted() + " ADD UNIQUE (" + Sql.identifiers(columns) + "), "
                        + CapturedTable.notNull(columns)
                        + ";\nThen run the command again. Of rows that have one key, all but one must get another before.");
    }

    private static Map<QualifiedName, Table> byName(List<Table> tables) {
        return tables.stream().collect(Collectors.toMap(Table::name, Function.identity()));
    }
}
