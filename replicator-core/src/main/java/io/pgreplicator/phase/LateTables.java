package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.FormerSideNotAsked;
import io.pgreplicator.telemetry.ReplicationEvent.News;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tables of the selection that come on the source after the guardrails of a cutover have looked: the other side has nothing of them, and no
 * gate keeps writers from them. Immutable.
 *
 * @param filter those that are selected
 * @param replicated those that the other side has
 */
record LateTables(Database source, TableFilter filter, Set<QualifiedName> replicated) {

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
     * Those of the side that applications have left that were never captured there, nor dropped on the other side, unless that one has one of
     * the name: by then somebody has taken it over. None when nothing is captured there.
     */
    static List<QualifiedName> leftBehind(Database former, Database primary, TableFilter filter) {
        try (Session from = former.open(Role.CONTROL);
                Session to = primary.open(Role.CONTROL)) {
            if (CaptureSchema.migration(from).isEmpty()) {
                return List.of();
            }
            Set<QualifiedName> known =
                    CaptureSchema.tables(from).stream().map(CapturedTable::name).collect(Collectors.toSet());
            known.addAll(CatalogReader.names(to, filter));
            return CatalogReader.names(from, filter.without(CopyJournal.dropped(from))).stream()
                    .filter(name -> !known.contains(name))
                    .toList();
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
     * Of a transaction that was open at the moment of the switch; throws {@link ErrorCode#CHANGES_NOT_CARRIED}. Nobody waits for a former side
     * that does not answer: that is told, and 'complete' asks it again.
     */
    void assertNoneLeft(Consumer<News> told) {
        List<QualifiedName> late = lookIfItAnswers(told);
        if (!late.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.CHANGES_NOT_CARRIED,
                    "The switch is done, and applications write to the other side; but tables were created on the former side at that"
                            + " moment, and the other side has nothing of them: " + NameList.of(late) + ".",
                    "The former side goes on taking writes to them. Take them over by hand (pg_dump --table), and drop them there.");
        }
    }
}
