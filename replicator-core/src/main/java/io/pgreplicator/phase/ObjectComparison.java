package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.Admission;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import io.pgreplicator.telemetry.VerifyReport.SequenceDifference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what is not a row: definitions, privileges, positions of sequences. Immutable.
 *
 * @param objects the definitions and privileges that differ
 * @param waiting those that differ because the replicator has dropped or disabled the target's object and will restore it
 * @param byHand what differs and is no part of the schema, which nobody but people create
 * @param sequences the sequences that are behind, or that a running replicator has not brought yet
 * @param left what could not be compared
 */
record ObjectComparison(
        List<SchemaReport.Difference> objects,
        List<SchemaReport.Difference> waiting,
        List<SchemaReport.Difference> byHand,
        List<SequenceDifference> sequences,
        List<NotCompared> left) {
    private static final int MOST_FINDINGS = 30;
    private static final String BY_HAND = "it is no part of the schema, and ";

    private static final String OF_THE_VERSION =
            "from PostgreSQL 15 on only the owner may create in it, unless it is granted; an application with another role that creates"
                    + " tables there needs it: it ";

    private static final String OUT_OF_THE_WAY = "the replicator needs it out of its way until the switch: it ";

    private static final String OF_THE_TARGET = "nothing is replicated into it: it ";

    private static final String NO_STATEMENT =
            "None, if it is meant. Otherwise change the target's by hand: no statement is known for it.";

    private static final String KEPT =
            " The next run says how to have it again; until then, leave the table's constraints and indexes on the target as they are.";

    private static final String AFTERWARDS =
            " -- not before the migration has ended: it may find rows by what this drops";

    private static final String NEVER_COMPARED =
            "neither owners, memberships of roles, privileges of roles that one side lacks or that are as the object's owner on the"
                    + " target, privileges on large objects, MAINTAIN where one is older than 17, which tablespace an object is in, versions of"
                    + " extensions, the order of columns, values of options of foreign servers and tables, nor the locales of"
                    + " collations between two major versions";

    /** What belongs to a table, and is no reason to ask anybody else: not roles, publications and the like. */
    private static final Set<String> OF_TABLES = Set.of(
            "table", "column", "type", "constraint", "index", "trigger", "policy", "rule", "statistics", "comment");

    static final ObjectComparison NONE = new ObjectComparison(List.of(), List.of(), List.of(), List.of(), List.of());

    ObjectComparison {
        objects = List.copyOf(objects);
        waiting = List.copyOf(waiting);
        byHand = List.copyOf(byHand);
        sequences = List.copyOf(sequences);
        left = List.copyOf(left);
    }

    /**
     * Compares them; failures that pass are retried.
     *
     * @param filter what is replicated
     * @param only the tables whose objects are wanted
     * @param all whether every object is wanted, also those that belong to no table
     * @param patience how long to wait for a running replicator to publish a sequence
     */
    static ObjectComparison of(
            Ends ends, TableFilter filter, Predicate<QualifiedName> only, boolean all, Duration patience, Work work) {
        ObjectComparison objects = work.call("comparing the definitions", () -> objects(ends, filter, only, all));
        SequenceComparison sequences = SequenceComparison.of(ends, filter, only, all, patience, work);
        var left = new ArrayList<>(objects.left);
        left.addAll(sequences.left());
        objects.byHand.forEach(one -> left.add(new NotCompared(
                one.object(),
                aside(one) + one.how() + (one.cure().isEmpty() ? "" : ". On the target: " + one.cure()),
                false)));
        return new ObjectComparison(objects.objects, objects.waiting, objects.byHand, sequences.behind(), left);
    }

    private static String aside(Difference one) {
        if (one.object().equals("privileges on schema public to PUBLIC")) {
            return OF_THE_VERSION;
        }
        if (one.object().startsWith("rule ")) {
            return OUT_OF_THE_WAY;
        }
        return one.source() == null
                        && (one.object().startsWith("schema ") || one.object().startsWith("extension "))
                ? OF_THE_TARGET
                : BY_HAND;
    }

    /** The definitions and privileges that differ, without those that the replicator itself will restore. */
    static ObjectComparison definitions(Ends ends, TableFilter filter) {
        return objects(ends, filter, table -> true, true);
    }

    /** What differs, one line each; {@code all}: also what is no part of the schema. */
    List<String> lines(boolean all) {
        return Stream.concat(objects.stream(), all ? byHand.stream() : Stream.empty())
                .map(String::valueOf)
                .toList();
    }

    /** The definitions and privileges that differ, as findings of the check; none of them stands in the way. */
    static List<Finding> findings(Ends ends, TableFilter filter) {
        ObjectComparison found = definitions(ends, filter);
        List<SchemaReport.Difference> differing =
                Stream.concat(found.objects.stream(), found.byHand.stream()).toList();
        var findings = new ArrayList<Finding>();
        differing.stream()
                .limit(MOST_FINDINGS)
                .forEach(one -> findings.add(Finding.warn(
                        one.object(),
                        one.how(),
                        one.cure().isEmpty() ? NO_STATEMENT : "On the target: " + one.cure())));
        if (differing.size() > MOST_FINDINGS) {
            findings.add(Finding.warn(
                    "definitions",
                    (differing.size() - MOST_FINDINGS) + " more differ",
                    "'replicator verify --objects' lists them."));
        }
        return findings;
    }

    /**
     * What ends the differences of what the target has, in the order in which it can be done; without columns that it lacks, which the
     * check names, whole objects, which {@code schema} creates with all their parts, and what the target alone has, which somebody may have
     * added there, unless rows of the source may not be allowed by it.
     *
     * @param atOnce lets in rows that the source allows and the target does not: its line of what differs, and a statement
     * @param rest the other statements, one line each: no row needs them
     * @param kept of which tables nothing is said because rows are found by what is to be changed, one sentence each
     */
    record Statements(List<Difference> atOnce, List<String> rest, List<String> kept) {
        Statements {
            atOnce = List.copyOf(atOnce);
            rest = List.copyOf(rest);
            kept = List.copyOf(kept);
        }
    }

    /** {@code renamed}: the tables a column of which is to be renamed first; until then, all that is over it differs. */
    static Statements statements(Ends ends, TableFilter filter, Predicate<QualifiedName> renamed) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            Predicate<ObjectDifference> takenOff = OpenObjects.takenOff(from, to);
            List<ObjectDifference> all = differences(from, to, filter);
            Set<String> absent = all.stream()
                    .filter(one -> one.difference().target() == null)
                    .filter(one -> one.kind().equals("table") || one.kind().equals("type"))
                    .map(ObjectDifference::name)
                    .collect(Collectors.toSet());
            List<QualifiedName> late = all.stream()
                    .map(ObjectDifference::table)
                    .filter(table -> table != null && renamed.test(table))
                    .distinct()
                    .toList();
            Map<QualifiedName, String> keyless = lostKeys(from);
            List<ObjectDifference> due = all.stream()
                    .filter(one -> !isOfKey(one, keyless))
                    .filter(one -> !one.wordingOnly() && OF_TABLES.contains(one.kind()) && !takenOff.test(one))
                    .filter(one -> !isPartOf(one, absent) && late.stream().noneMatch(table -> isOver(one, table)))
                    .toList();
            return new Statements(
                    admitting(due),
                    due.stream()
                            .filter(one -> one.difference().source() != null)
                            .map(ObjectComparison::rest)
                            .filter(statement -> !statement.isEmpty())
                            .toList(),
                    all.stream()
                            .filter(one -> isOfKey(one, keyless))
                            .map(one -> keyless.get(one.table()) + KEPT)
                            .distinct()
                            .toList());
        }
    }

    /** What happened to the key of captured tables by which the replicator finds rows, where the source has it no more. */
    private static Map<QualifiedName, String> lostKeys(Session from) {
        return CaptureSchema.migration(from).isEmpty()
                ? Map.of()
                : CaptureSchema.tables(from).stream()
                        .filter(table -> !table.current().name().name().isEmpty()
                                && !table.current().keyStands())
                        .collect(Collectors.toMap(CapturedTable::name, CapturedTable::lossOfKey));
    }

    /** Whether it is what the target finds the rows of such a table by, or may be. */
    private static boolean isOfKey(ObjectDifference one, Map<QualifiedName, String> keyless) {
        return one.table() != null
                && keyless.containsKey(one.table())
                && (one.kind().equals("constraint") || one.kind().equals("index"));
    }

    private static Difference withHeed(ObjectDifference one, Map<QualifiedName, String> keyless) {
        Difference its = one.difference();
        return its.target() == null || its.cure().isEmpty() || !isOfKey(one, keyless)
                ? its
                : new Difference(its.object(), its.source(), its.target(), its.cure() + AFTERWARDS);
    }

    /** The definitions of the target that do not allow rows which the source may have, each with the statement that lets those in. */
    static List<ObjectDifference> restricting(Session from, Session to, TableFilter filter) {
        return SchemaCopy.differences(from, to, filter).stream()
                .filter(one -> one.admission() != null)
                .toList();
    }

    /** The differences of definitions; a default that is to be set comes with the sequence that it uses. */
    private static List<ObjectDifference> differences(Session from, Session to, TableFilter filter) {
        List<ObjectDifference> all = SchemaCopy.differences(from, to, filter);
        if (all.stream().noneMatch(ObjectComparison::isOfColumn)) {
            return all;
        }
        SequencePairs pairs = SequencePairs.read(from, to);
        var done = new HashSet<QualifiedName>();
        return all.stream()
                .map(one -> isOfColumn(one) ? withSequences(one, pairs, done) : one)
                .toList();
    }

    private static boolean isOfColumn(ObjectDifference one) {
        Difference its = one.difference();
        return one.kind().equals("column")
                && one.table() != null
                && its.source() != null
                && its.target() != null
                && !its.cure().isEmpty();
    }

    private static ObjectDifference withSequences(ObjectDifference one, SequencePairs pairs, Set<QualifiedName> done) {
        QualifiedName table = Objects.requireNonNull(one.table());
        String column = one.name().substring(table.toString().length() + 1);
        List<SequencePairs.Cure> cures = pairs.missing(table, column).stream()
                .filter(done::add)
                .map(pairs::cure)
                .toList();
        if (cures.isEmpty()) {
            return one;
        }
        String first = cures.stream().map(cure -> cure + " ").collect(Collectors.joining());
        String after = cures.stream().allMatch(SequencePairs.Cure::allowed) ? "" : " -- as an administrator";
        Difference its = one.difference();
        Admission admission = one.admission();
        return new ObjectDifference(
                one.kind(),
                table,
                one.name(),
                one.byHand(),
                one.wordingOnly(),
                new Difference(its.object(), its.source(), its.target(), first + its.cure() + after),
                admission == null
                        ? null
                        : new Admission(admission.name(), admission.statement(), first + admission.rest() + after));
    }

    /** A column of a key can hold nulls once the key is gone. */
    private static List<Difference> admitting(List<ObjectDifference> all) {
        return all.stream()
                .sorted(Comparator.comparing(one -> one.kind().equals("column")))
                .flatMap(one -> Stream.ofNullable(one.admission())
                        .map(admission -> new Difference(
                                one.difference().object(),
                                one.difference().source(),
                                one.difference().target(),
                                admission.statement())))
                .toList();
    }

    private static String rest(ObjectDifference one) {
        Admission admission = one.admission();
        return admission == null ? one.difference().cure() : admission.rest();
    }

    /** Whether it belongs to the table, or is a foreign key that refers to it. */
    private static boolean isOver(ObjectDifference one, QualifiedName table) {
        return table.equals(one.table())
                || one.difference().cure().replace("\"", "").contains(" REFERENCES " + table + "(");
    }

    private static boolean isPartOf(ObjectDifference one, Set<String> absent) {
        QualifiedName table = one.table();
        return table == null
                ? absent.stream().anyMatch(type -> one.name().endsWith(" on " + type))
                : absent.contains(table.toString());
    }

    private static ObjectComparison objects(Ends ends, TableFilter filter, Predicate<QualifiedName> only, boolean all) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            Predicate<ObjectDifference> takenOff = OpenObjects.takenOff(from, to);
            boolean sameServer = from.majorVersion() == to.majorVersion();
            var differing = new ArrayList<>(differences(from, to, filter));
            differing.addAll(SchemaCopy.privileges(from, to, filter));
            differing.addAll(OpenObjects.ofTargetAlone(from, to));
            var objects = new ArrayList<SchemaReport.Difference>();
            var waiting = new ArrayList<SchemaReport.Difference>();
            var byHand = new ArrayList<SchemaReport.Difference>();
            Map<QualifiedName, String> keyless = lostKeys(from);
            List<NotCompared> left = all ? notReplicated(from, filter) : new ArrayList<>();
            for (ObjectDifference one : differing) {
                if (!all && (one.table() == null || !only.test(one.table()))) {
                    continue;
                }
                if (one.byHand()) {
                    byHand.add(one.difference());
                } else if (one.wordingOnly() && !sameServer) {
                    left.add(new NotCompared(
                            one.difference().object(),
                            "its text differs between servers of two major versions, which each word the same query in their own"
                                    + " way",
                            false));
                } else {
                    if (takenOff.test(one)) {
                        // nobody but the replicator is to restore it
                        SchemaReport.Difference its = one.difference();
                        waiting.add(new SchemaReport.Difference(its.object(), its.source(), its.target()));
                    } else {
                        objects.add(withHeed(one, keyless));
                    }
                }
            }
            return new ObjectComparison(objects, waiting, byHand, List.of(), left);
        }
    }

    private static List<NotCompared> notReplicated(Session from, TableFilter filter) {
        List<NotCompared> left = Preflight.notReplicated(from, filter).stream()
                .map(finding -> new NotCompared("rows", finding.message(), false))
                .collect(Collectors.toCollection(ArrayList::new));
        left.add(new NotCompared("definitions", NEVER_COMPARED, false));
        return left;
    }
}
