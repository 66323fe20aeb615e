package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.CopiedPartitions;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.FormerSideNotAsked;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import io.pgreplicator.telemetry.ReplicationEvent.TablesNotCarried;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables of the selection that come on the source after the guardrails of a cutover have looked: the other side has nothing of them, and no
 * gate keeps writers from them. Immutable.
 *
 * @param filter those that are selected
 * @param replicated those that the other side has
 */
record LateTables(Database source, TableFilter filter, Set<QualifiedName> replicated) {
    private static final int MANY = 1_000_000;

    /** {@code filter}: of the command; what the other side has dropped is none of it. */
    static LateTables of(Database source, TableFilter filter, Collection<TablePair> pairs) {
        try (Session from = source.open(Role.CONTROL)) {
            return new LateTables(
                    source,
                    filter.without(CopyJournal.dropped(from)),
                    pairs.stream().map(pair -> pair.captured().name()).collect(Collectors.toSet()));
        }
    }

    /**
     * Before anything is removed from both sides: those of the side that a cutover has closed. Throws {@link ErrorCode#CHANGES_NOT_CARRIED},
     * unless all is given up: then that side's are told, and before a cutover those of the source that were never replicated are told in
     * any case. Who removes what is left of a removal that has passed this is not asked again.
     */
    static void look(Ends both, TableFilter filter, boolean givenUp, Consumer<News> told) {
        try (Session from = both.source().open(Role.CONTROL);
                Session to = both.target().open(Role.CONTROL)) {
            boolean there = isLeft(from);
            if (there || isLeft(to)) {
                List<QualifiedName> late = there ? leftBehind(from, to, filter) : leftBehind(to, from, filter);
                tell(late, true, told);
                if (!late.isEmpty() && !givenUp) {
                    throw leftBehind(late, takingOver(there ? from : to, late));
                }
            } else {
                tell(neverReplicated(from, to, filter), false, told);
            }
        }
    }

    private static void tell(List<QualifiedName> tables, boolean left, Consumer<News> told) {
        if (!tables.isEmpty()) {
            told.accept(new TablesNotCarried(tables, left));
        }
    }

    /** Whether a cutover has closed it. */
    private static boolean isLeft(Session side) {
        return CaptureSchema.migration(side).isPresent() && CaptureSchema.refusesForGood(side);
    }

    /**
     * Those that were never captured there, nor dropped on the other side, unless that one has as many rows in one of the name: by then somebody
     * has taken it over. None where its capture is being removed already, which looks first.
     */
    private static List<QualifiedName> leftBehind(Session former, Session primary, TableFilter filter) {
        if (Migration.id(primary).isPresent() && Migration.isSourceLeft(primary)) {
            return List.of();
        }
        List<QualifiedName> late =
                without(captured(former), CatalogReader.names(former, filter.without(CopyJournal.dropped(former))));
        Set<QualifiedName> there = late.isEmpty() ? Set.of() : Set.copyOf(CatalogReader.names(primary, filter));
        return late.stream()
                .filter(name -> !there.contains(name) || rows(primary, name) < rows(former, name))
                .toList();
    }

    /** No more than so many are counted: whoever has taken over these has not made an empty table. */
    private static long rows(Session side, QualifiedName table) {
        return side.doing("counting the rows of " + table)
                .queryLong("SELECT count(*) FROM (SELECT FROM " + table.quoted() + " LIMIT " + MANY + ") AS r");
    }

    /** Whatever the target has of their names: nobody has copied their rows. What a former removal has released was replicated. */
    private static List<QualifiedName> neverReplicated(Session source, Session target, TableFilter filter) {
        Optional<UUID> captured = CaptureSchema.migration(source);
        if (captured.isEmpty() || !captured.equals(Migration.read(target).map(Migration::id))) {
            return List.of();
        }
        Set<QualifiedName> known = captured(source);
        CopyJournal.planned(target).forEach(planned -> known.add(planned.name()));
        return without(known, CatalogReader.names(source, filter));
    }

    /** By the names that they had and by those that they have now. */
    private static Set<QualifiedName> captured(Session side) {
        return CaptureSchema.tables(side).stream()
                .filter(table -> !table.dropped())
                .flatMap(table -> Stream.of(table.name(), table.current().name()))
                .collect(Collectors.toSet());
    }

    private static List<QualifiedName> without(Set<QualifiedName> known, List<QualifiedName> names) {
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    private static ReplicatorException leftBehind(List<QualifiedName> tables, String takingOver) {
        return new ReplicatorException(
                ErrorCode.CHANGES_NOT_CARRIED,
                "Nothing was removed: the side that the applications have left has tables that came too late for the switch, and the other"
                        + " side has nothing of them: " + NameList.of(tables) + ".",
                takingOver + "Or drop them there, or leave them out with --exclude-table. Then run the command again.");
    }

    /** Lines of their own. The dump of a partitioned table has none of its rows. */
    private static String takingOver(Session former, List<QualifiedName> tables) {
        var all = new ArrayList<QualifiedName>(tables);
        all.addAll(CopiedPartitions.names(former, tables));
        return "Take them over by hand:\n" + QualifiedName.dump(all)
                + "\nOnce their rows are on the other side, delete them on that one.\n";
    }

    private String takingOver(List<QualifiedName> tables) {
        try (Session from = source.open(Role.CONTROL)) {
            return takingOver(from, tables);
        }
    }

    private List<QualifiedName> look() {
        try (Session from = source.open(Role.CONTROL)) {
            return CatalogReader.names(from, filter).stream()
                    .filter(name -> !replicated.contains(name))
                    .toList();
        }
    }

    private List<QualifiedName> lookIfItAnswers(Consumer<News> told) {
        try {
            return look();
        } catch (DatabaseException e) {
            if (!e.isOfConnection()) {
                throw e;
            }
            told.accept(new FormerSideNotAsked());
            return List.of();
        }
    }

    /** Before the switch; throws {@link ErrorCode#CUTOVER_ROLLED_BACK}. */
    void assertNone() {
        List<QualifiedName> late = look();
        if (!late.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.CUTOVER_ROLLED_BACK,
                    "Nothing was switched: tables were created on the source meanwhile, and are not replicated: "
                            + NameList.of(late) + ".",
                    "Run 'replicator run --until caught-up', or leave them out with --exclude-table. Then run the command again.");
        }
    }

    /**
     * Of a transaction that was open at the moment of the switch; throws {@link ErrorCode#CHANGES_NOT_CARRIED}, or what is open already, or one
     * failure with both. Nobody waits for a former side that does not answer: that is told, and 'complete' asks it again.
     *
     * @param open the failure to put back what comes back after a switch; null when all is back
     */
    void assertNoneLeft(Consumer<News> told, @Nullable ReplicatorException open) {
        List<QualifiedName> late = lookIfItAnswers(told);
        if (!late.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The switch is done, and applications write to the other side; but tables were created on the former side at that"
                            + " moment, and the other side has nothing of them: " + NameList.of(late) + "."
                            + (open == null ? "" : "\n" + open.getMessage()),
                    "The former side goes on taking writes to them. " + takingOver(late) + "Or drop them there."
                            + (open == null ? "" : "\n" + open.cure()),
                    open);
        }
        if (open != null) {
            throw open;
        }
    }
}
