package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends the replication of tables that were dropped on the source, while the others go on. What the target has of them stays, without the
 * foreign keys, which the source has no more either. A dropped table never comes back: another one of its name has another oid, and is
 * another table. So this holds whoever leads, and is done in an order that makes it idempotent: the capture on the source, by which
 * such a table is found, goes last. Stateless, thread-safe.
 */
final class LettingGo {
    private LettingGo() {}

    /** A table that is no more; {@code captured}: null when its capture is gone already, because the target has lost that it was let go. */
    private record Former(
            int tableId, QualifiedName name, @Nullable CapturedTable captured) {}

    /** Whether there is one of this migration. */
    static boolean isDue(Ends ends) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            return isOne(from, to) && !find(from, to).isEmpty();
        }
    }

    /** The same of tables that were read before. */
    static boolean isDue(List<CapturedTable> captured, Session to) {
        Set<Integer> numbers = captured.stream().map(CapturedTable::tableId).collect(Collectors.toSet());
        return captured.stream().anyMatch(CapturedTable::dropped)
                || CopyJournal.planned(to).stream().anyMatch(table -> !numbers.contains(table.tableId()));
    }

    /** Lets go of all of them and tells of them; returns whether there were any. {@code led}: guarded by the leader's epoch. */
    static boolean run(Ends led, Work work) {
        List<Former> found = work.call("looking for dropped tables", () -> {
            try (Session from = led.source().open(Role.CONTROL);
                    Session to = led.target().open(Role.CONTROL)) {
                return isOne(from, to) ? find(from, to) : List.<Former>of();
            }
        });
        for (Former table : found) {
            work.run("letting go of " + table.name, () -> letGo(led, table, work));
        }
        if (!found.isEmpty()) {
            work.tell(work.call("looking for dropped tables", () -> {
                try (Session from = led.source().open(Role.CONTROL);
                        Session to = led.target().open(Role.CONTROL)) {
                    return news(from, to);
                }
            }));
        }
        return !found.isEmpty();
    }

    /**
     * Forgets tables that were dropped where nobody but the replicator writes yet, the source of a way back that is prepared: what has
     * their names there is captured anew, and the migration that leads there goes on with it.
     */
    static void forgetReplaced(Ends led) {
        try (Session from = led.source().open(Role.CONTROL);
                Session to = led.target().open(Role.CONTROL)) {
            if (isOne(from, to)) {
                CaptureSchema.tables(from).stream()
                        .filter(CapturedTable::dropped)
                        .forEach(table -> {
                            to.runInTransaction(() -> {
                                CopyJournal.forget(to, table.tableId());
                                RefusedRows.forget(to, table.tableId());
                            });
                            CaptureSchema.release(from, table, () -> {});
                        });
            }
        }
    }

    /** Those that the target still has. */
    static TablesDropped news(Session from, Session to) {
        List<QualifiedName> tables = CopyJournal.dropped(to);
        Set<QualifiedName> present =
                tables.isEmpty() ? Set.of() : Set.copyOf(CatalogReader.names(from, TableFilter.all()));
        List<QualifiedName> again = tables.stream().filter(present::contains).toList();
        return new TablesDropped(
                tables,
                again,
                again.isEmpty() ? List.of() : partitioned(to, again),
                tables.isEmpty() ? List.of() : CopyJournal.foreignKeysOfDropped(to, tables));
    }

    /** Of tables of the source that are not captured: those that the target has dropped, while it took writes, are there to stay. */
    static NotReplicated notReplicated(Session from, List<QualifiedName> names) {
        Set<QualifiedName> dropped = names.isEmpty() ? Set.of() : Set.copyOf(CopyJournal.dropped(from));
        List<QualifiedName> kept = names.stream().filter(dropped::contains).toList();
        return new NotReplicated(
                names.stream().filter(name -> !dropped.contains(name)).toList(),
                kept,
                kept.isEmpty() ? List.of() : CopyJournal.foreignKeysOfDropped(from, kept));
    }

    private static List<QualifiedName> partitioned(Session to, List<QualifiedName> names) {
        return CatalogReader.tables(to, names::contains).stream()
                .filter(table -> table.kind() == Table.Kind.PARTITIONED)
                .map(Table::name)
                .toList();
    }

    /** Between two databases of different migrations nothing may be let go of, nor for a copy of the source, which has none of its tables. */
    private static boolean isOne(Session from, Session to) {
        Optional<UUID> captured = CaptureSchema.migration(from);
        return captured.isPresent()
                && captured.equals(Migration.read(to).map(Migration::id))
                && !CaptureSchema.isCopied(from);
    }

    private static List<Former> find(Session from, Session to) {
        List<CapturedTable> captured = CaptureSchema.tables(from);
        var found = new ArrayList<Former>();
        captured.stream()
                .filter(CapturedTable::dropped)
                .map(table -> new Former(table.tableId(), table.name(), table))
                .forEach(found::add);
        Set<Integer> known = captured.stream().map(CapturedTable::tableId).collect(Collectors.toSet());
        List<CopyJournal.Planned> planned = CopyJournal.planned(to);
        Set<UUID> captures = captured.stream().map(CapturedTable::captureId).collect(Collectors.toSet());
        List<CopyJournal.Planned> lost = planned.stream()
                .filter(table -> !known.contains(table.tableId()))
                .toList();
        // a capture that was installed anew knows none of the plans, and tells nothing of their tables;
        // a source that went back may have lost the table and its rows, which nobody has dropped
        if (!lost.isEmpty()
                && planned.stream().anyMatch(table -> captures.contains(table.captureId()))
                && Migration.read(to).filter(one -> one.isAheadOf(from)).isEmpty()) {
            // one that is there lost its capture otherwise, and its writes with it
            Set<QualifiedName> present = Set.copyOf(CatalogReader.names(from, TableFilter.all()));
            lost.stream()
                    .filter(table -> !present.contains(table.name()))
                    .map(table -> new Former(table.tableId(), table.name(), null))
                    .forEach(found::add);
        }
        return found;
    }

    private static void letGo(Ends led, Former table, Work work) {
        try (Session from = led.source().open(Role.CONTROL);
                Session to = led.target().open(Role.CONTROL)) {
            to.runInTransaction(() -> {
                CopyJournal.forget(to, table.tableId);
                RefusedRows.forget(to, table.tableId);
                CopyJournal.noteDropped(to, table.name, DeferredObjects.cutOff(to, table.name));
            });
            work.reached(PausePoint.DROPPED_FORGOTTEN);
            leaveOpposite(from, to, table.name);
            if (table.captured != null) {
                CaptureSchema.release(from, Objects.requireNonNull(table.captured), () -> {});
            }
        }
    }

    /**
     * The opposite migration would have nowhere to carry it; its gate would keep everybody from what is left of the table. If the source has
     * a table of that name, it is another one: it is left alone.
     */
    private static void leaveOpposite(Session from, Session to, QualifiedName name) {
        Optional<UUID> back = CaptureSchema.migration(to);
        if (back.isEmpty() || !back.equals(Migration.id(from))) {
            return;
        }
        // the epoch is held meanwhile: the source has none, and who leads now may have planned another of that name
        to.runInTransaction(() -> from.runInTransaction(() -> {
            CopyJournal.planned(from).stream()
                    .filter(table -> table.name().equals(name))
                    .forEach(table -> {
                        CopyJournal.forget(from, table.tableId());
                        RefusedRows.forget(from, table.tableId());
                    });
            DeferredObjects.forgetForeignKeys(from, name);
            DeferredObjects.forget(from, name);
        }));
        CaptureSchema.tables(to).stream()
                .filter(table -> table.name().equals(name))
                .forEach(table -> CaptureSchema.release(to, table, () -> {}));
    }
}
