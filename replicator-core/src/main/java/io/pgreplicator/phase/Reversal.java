package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.NewPartitions;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.CopiedTable;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.Way;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares the reverse of a migration: the opposite migration, whose rows are already on its target. It is installed while
 * the first one is installed, which may be running; each of the two captures skips what the other migration applies.
 * Its gate refuses writers from the first moment on: until a cutover opens it, nobody but the first migration writes to the
 * target. Afterwards a {@link Run} in the opposite direction continues like any other that has copied everything. Idempotent:
 * doing it again completes what is left. Stateless, thread-safe.
 */
public final class Reversal {
    private Reversal() {}

    /**
     * Installs the opposite migration. Throws {@link ErrorCode#PREFLIGHT_FAILED} when the first one is not installed or
     * something blocks it; no changes are made then.
     *
     * @param forward both databases, in the direction of the first migration
     * @param limit for how long to retry what fails for a while, such as a lock that somebody holds
     */
    public static void prepare(Ends forward, ReplicatorConfig all, Duration limit, ReplicationListener listener) {
        var work = new Work(limit, new StopSignal(), PausePoint.Hook.NONE, listener);
        boolean turns = forward.source().given() == Side.SOURCE;
        try (Ends back = forward.reversed().newRun()) {
            work.tell(new Way(turns));
            Direction.<Boolean>opposite(back, way -> {
                install(way, all, work);
                return true;
            });
        } finally {
            work.tell(new Way(!turns));
        }
    }

    private static void install(Ends back, ReplicatorConfig all, Work work) {
        back.probe();
        ReplicatorConfig config = withoutDropped(back, all);
        UUID first = first(back, config);
        RunCheck checked = work.call("the check", () -> RunCheck.ofReversal(back, config, work));
        try (Leader leader = Leader.take(back.target())) {
            Ends led = back.guardedBy(
                    work.call("taking over", () -> leader.begin(back.source())).onAnyServer());
            work.run("excepting each other's writes", () -> exceptEachOther(led, first));
            work.run("looking for replaced tables", () -> LettingGo.forgetReplaced(led));
            var preparation = new Preparation(led, config, work);
            List<TablePair> tables = work.call("installing", () -> preparation.install(checked));
            work.run("recording that no copy is needed", () -> needNoCopy(led, tables));
        }
    }

    /** Captures the tables that came to a side which applications have left, before rows are written to them. */
    static void extend(Database target, Collection<TablePair> tables, Work work) {
        boolean left = work.call("looking at the gates", () -> {
            try (Session to = target.open(Role.CONTROL)) {
                return CaptureSchema.refusesForGood(to);
            }
        });
        if (left) {
            tables.stream()
                    .map(TablePair::target)
                    .filter(table -> table.key().isPresent())
                    .forEach(table -> work.run("closing " + table.name(), () -> capture(target, table)));
        }
    }

    private static void capture(Database target, Table table) {
        try (Session to = target.open(Role.CONTROL)) {
            if (!CaptureSchema.isCaptured(to, table.oid())) {
                CaptureSchema.capture(to, table);
            }
            boolean more = !NewPartitions.isComplete(to);
            while (more) {
                more = NewPartitions.completeNext(to);
            }
        }
    }

    /**
     * What stands in the way of {@link #prepare}, as far as the check finds it, in the words of {@code forward}; nothing where another
     * migration leaves no room for a way back. Of a table that has changed since its capture nothing is said. Changes nothing.
     */
    static List<Finding> obstacles(Ends forward, ReplicatorConfig all) {
        if (isExcluded(forward)) {
            return List.of();
        }
        try (Ends back = forward.reversed()) {
            List<CapturedTable> captured = captured(forward);
            // the next run lets go of those that are gone where the first migration reads, or says what the others need
            // where it writes
            List<QualifiedName> changed = captured.stream()
                    .filter(table -> !table.unchanged())
                    .flatMap(table -> Stream.of(table.name(), table.current().name()))
                    .toList();
            if (captured.stream().noneMatch(CapturedTable::unchanged)) {
                return List.of();
            }
            ReplicatorConfig rest = withoutDropped(back, all).without(changed);
            return RunCheck.failuresOfReversal(back, rest).stream()
                    .map(Finding::turned)
                    .toList();
        }
    }

    private static List<CapturedTable> captured(Ends forward) {
        try (Session from = forward.source().open(Role.CONTROL)) {
            return CaptureSchema.tables(from);
        }
    }

    /** Without tables that the first migration does not carry any more, because they were dropped where it reads. */
    private static ReplicatorConfig withoutDropped(Ends back, ReplicatorConfig all) {
        try (Session from = back.source().open(Role.CONTROL)) {
            return all.without(CopyJournal.dropped(from));
        }
    }

    /** Whether one of the two belongs to another migration as well, which leaves no room for a second one in that database. */
    static boolean isExcluded(Ends forward) {
        try (Session from = forward.source().open(Role.CONTROL);
                Session to = forward.target().open(Role.CONTROL)) {
            Optional<UUID> into = Migration.id(from);
            Optional<UUID> out = CaptureSchema.migration(to);
            boolean another = into.isPresent() && !into.equals(out) && CopyJournal.isBegun(from);
            return another || (out.isPresent() && !out.equals(into));
        }
    }

    /**
     * The first migration: captured on the database that the reverse one writes to, applied on the one it reads from, and
     * completely copied.
     */
    private static UUID first(Ends back, ReplicatorConfig config) {
        try (Session from = back.source().open(Role.CONTROL);
                Session to = back.target().open(Role.CONTROL)) {
            Optional<UUID> applied = Migration.read(from).map(Migration::id);
            if (applied.isEmpty() || !applied.equals(CaptureSchema.migration(to))) {
                throw new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "No migration goes from " + back.target().settings() + " to "
                                + back.source().settings() + ", so there is no way back.",
                        "Give the source and the target of the migration.");
            }
            Set<QualifiedName> copied = copied(from);
            refuse(CatalogReader.tables(from, config.tables()).stream()
                    .filter(table -> table.extension() == null)
                    .map(Table::name)
                    .filter(name -> !copied.contains(name))
                    .toList());
            return applied.get();
        }
    }

    /**
     * Before the first trigger of the new capture, and before the first row that comes back. In this order: once the new capture is
     * seen, each leaves the other's writes, so the first migration is never taken for one that does not know its opposite.
     */
    private static void exceptEachOther(Ends back, UUID first) {
        try (Session from = back.source().open(Role.CONTROL);
                Session to = back.target().open(Role.CONTROL)) {
            UUID own = Migration.present(to).id();
            CaptureSchema.skipAppliedBy(to, own);
            String place = Gate.place(back.target().settings());
            CaptureSchema.createLeaving(from, own, first, () -> Gate.installClosed(from, place));
            if (Gate.number(from) % 2 == 0) {
                throw new ReplicatorException(
                        ErrorCode.ALREADY_SWITCHED,
                        "The target takes writes since a cutover: its way back is there already.",
                        "Run the command again.");
            }
        }
    }

    /** Looks once more: a table that came after the first look has rows that nobody has copied. */
    private static void needNoCopy(Ends back, List<TablePair> tables) {
        try (Session from = back.source().open(Role.CONTROL);
                Session to = back.target().open(Role.CONTROL)) {
            Set<QualifiedName> copied = copied(from);
            refuse(tables.stream()
                    .map(table -> table.captured().name())
                    .filter(name -> !copied.contains(name))
                    .toList());
            to.runInTransaction(() -> tables.forEach(table -> CopyJournal.planNothing(to, table)));
        }
    }

    /** Those that are there still: what has the name of another one now has other rows. */
    private static Set<QualifiedName> copied(Session target) {
        Set<QualifiedName> present = CopiedTable.read(target).stream()
                .filter(CopiedTable::present)
                .map(CopiedTable::name)
                .collect(Collectors.toSet());
        return CopyJournal.planned(target).stream()
                .filter(CopyJournal.Planned::copied)
                .map(CopyJournal.Planned::name)
                .filter(present::contains)
                .collect(Collectors.toSet());
    }

    private static void refuse(List<QualifiedName> uncopied) {
        if (!uncopied.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "The migration has not copied these tables, or not those that have their names now, so their way back would begin with"
                            + " other rows than they have: "
                            + NameList.of(uncopied) + ".",
                    "Wait until every table is copied; 'replicator check' names those that were dropped after their copy. Leave out with --exclude-table what the migration leaves out.");
        }
    }
}
