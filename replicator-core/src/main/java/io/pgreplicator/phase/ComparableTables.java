package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.StoredStatus;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a migration whose rows can be compared, and why others cannot. Immutable.
 *
 * @param pairs the tables, largest first
 * @param left what is not compared
 */
record ComparableTables(List<Compared> pairs, List<NotCompared> left) {
    ComparableTables {
        pairs = List.copyOf(pairs);
        left = List.copyOf(left);
    }

    /**
     * A table to compare.
     *
     * @param problem why its sides are not equal whatever its rows; empty for most
     */
    record Compared(TablePair pair, Optional<String> problem) {}

    /** Reads them; throws when there is no migration, or when its sides cannot be compared at all. */
    static ComparableTables read(Ends ends, Predicate<QualifiedName> wanted) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            assertComparable(from, to);
            return read(from, to, wanted);
        }
    }

    /** Throws when what was compared meanwhile may have been of two histories. */
    static void assertComparable(Ends ends) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            assertComparable(from, to);
        }
    }

    private static void assertComparable(Session from, Session to) {
        Migration migration = Migration.read(to)
                .orElseThrow(() -> new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "There is no migration on the target: nothing has been copied to it that could be compared.",
                        "Run 'replicator run' first."));
        boolean sourceLost = migration.isAheadOf(from);
        long acknowledged = migration.acknowledgedBy(from);
        // read again: the target has a round before the source records it, and rounds go on
        if (sourceLost || acknowledged > Migration.present(to).rounds()) {
            throw new ReplicatorException(
                    sourceLost ? ErrorCode.SOURCE_WENT_BACK : ErrorCode.TARGET_WENT_BACK,
                    "The " + (sourceLost ? "source" : "target")
                            + " has lost transactions that the other side has, so their"
                            + " rows are not those of one history.",
                    Cures.BRING_DIFFERENCES + " Then run this command again.");
        }
        StoredStatus status = StoredStatus.read(to);
        if (status.phase() == Phase.REPAIRING && status.leader() != null) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "A repair is comparing both sides at this moment.",
                    "Wait until it has ended, then run this command again.");
        }
    }

    private static ComparableTables read(Session from, Session to, Predicate<QualifiedName> wanted) {
        List<CapturedTable> captured = CaptureSchema.tables(from).stream()
                .filter(table -> wanted.test(table.name()) && !table.dropped())
                .toList();
        Set<QualifiedName> names = captured.stream().map(CapturedTable::name).collect(Collectors.toSet());
        List<Table> all = CatalogReader.tables(from, wanted);
        Map<QualifiedName, Table> sources = byName(all);
        Map<QualifiedName, Table> targets = byName(CatalogReader.tables(to, names::contains));
        Map<Integer, CopyJournal.Planned> planned = CopyJournal.planned(to).stream()
                .collect(Collectors.toMap(CopyJournal.Planned::tableId, Function.identity()));
        Map<QualifiedName, String> differing = differingTypes(from, to, sources, targets, names);
        var pairs = new ArrayList<Compared>();
        var left = new ArrayList<NotCompared>();
        for (CapturedTable table : captured) {
            Table source = sources.get(table.name());
            Table target = targets.get(table.name());
            Optional<Key> key = source == null ? Optional.empty() : keyOf(source, table);
            Optional<String> reason = reason(table, planned.get(table.tableId()), source, target, key);
            if (source == null || target == null || key.isEmpty() || reason.isPresent()) {
                left.add(new NotCompared(
                        table.name().toString(), reason.orElse("it does not exist on both sides"), true));
            } else {
                pairs.add(new Compared(
                        new TablePair(table, source, target, key.get()),
                        Optional.ofNullable(differing.get(table.name()))));
            }
        }
        all.stream().filter(table -> !names.contains(table.name())).forEach(table -> left.add(notCaptured(table)));
        pairs.sort(
                Comparator.comparingLong((Compared one) -> one.pair().source().bytes())
                        .reversed());
        return new ComparableTables(pairs, left);
    }

    private static NotCompared notCaptured(Table table) {
        return table.extension() != null
                ? new NotCompared(
                        table.name().toString(),
                        "it belongs to the extension " + table.extension() + ", and is not replicated",
                        false)
                : new NotCompared(table.name().toString(), NotCompared.NOT_REPLICATED_YET, true);
    }

    private static Optional<String> reason(
            CapturedTable table,
            CopyJournal.@Nullable Planned planned,
            @Nullable Table source,
            @Nullable Table target,
            Optional<Key> key) {
        if (source == null || !table.current().name().equals(table.name())) {
            return Optional.of("it was dropped or renamed on the source since it was captured");
        }
        if (!table.unchanged() || key.isEmpty()) {
            return Optional.of(
                    "its definition on the source has changed, and the replicator has not adapted to it yet");
        }
        if (target == null) {
            return Optional.of("the target has no such table");
        }
        if (planned == null || !planned.copied()) {
            return Optional.of("its copy is not complete");
        }
        if (!planned.captureId().equals(table.captureId())) {
            return Optional.of("it was captured again since it was copied");
        }
        Set<String> present = target.columns().stream().map(Column::name).collect(Collectors.toSet());
        List<String> missing = source.carried().stream()
                .map(Column::name)
                .filter(name -> !present.contains(name))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the target's table lacks the columns " + String.join(", ", missing));
    }

    /** The same text is another value where a type is defined in two ways: (1,2) of (a, b) and of (b, a). */
    private static Map<QualifiedName, String> differingTypes(
            Session from,
            Session to,
            Map<QualifiedName, Table> sources,
            Map<QualifiedName, Table> targets,
            Set<QualifiedName> names) {
        var compared = new HashSet<>(names);
        compared.retainAll(sources.keySet());
        List<Table> tables = compared.stream().map(sources::get).toList();
        return TypeComparison.of(from, to, tables, targets.values(), names).stream()
                .filter(TypeDifference::changesValues)
                .flatMap(difference -> difference.tables().stream()
                        .map(name -> Map.entry(
                                name,
                                difference.finding().subject() + ": "
                                        + difference.finding().message())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one + "; " + other));
    }

    private static Optional<Key> keyOf(Table source, CapturedTable table) {
        return source.keys().stream()
                .filter(key -> key.names().equals(table.key()))
                .findFirst();
    }

    /** The rows of the target's table of that name; 0 when there is none. */
    static long rows(Session target, QualifiedName name) {
        return CatalogReader.tables(target, name::equals).stream()
                .mapToLong(table ->
                        target.doing("counting the rows of " + name).queryLong("SELECT count(*) FROM " + table.rows()))
                .sum();
    }

    private static Map<QualifiedName, Table> byName(List<Table> tables) {
        return tables.stream().collect(Collectors.toMap(Table::name, Function.identity()));
    }
}
