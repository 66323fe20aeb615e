package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.control.Migration;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.Checked;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A check that stands in no run's way any more. Before a migration begins, it passes all selected tables or none. Afterwards a table
 * that came since, or that the other side has dropped while it took writes, is left out when the check passes the others alone: these go on, and no goal counts as reached. Immutable.
 *
 * @param tables the tables that it has passed
 * @param leftOut those that it has not; they have never been captured
 * @param failures what stands in the way of these
 */
record RunCheck(Set<QualifiedName> tables, List<QualifiedName> leftOut, List<Finding> failures) {
    private static final String CURE = "Fix them and run the command again; no changes were made.";

    private static final String AS_THE_OTHER =
            "On the source, alter or drop what is named so that it is as on the target, which takes writes and is to stay as it is;"
                    + " 'replicator verify --objects' lists what differs, with the statements that are known.";

    private static final Pattern ALTERED = Pattern.compile("(?m)^On the target\\b(?!.*: GRANT )|replicator schema");

    RunCheck {
        tables = Set.copyOf(tables);
        leftOut = List.copyOf(leftOut);
        failures = List.copyOf(failures);
    }

    /** Before any check. */
    static RunCheck none() {
        return new RunCheck(Set.of(), List.of(), List.of());
    }

    /**
     * Throws {@link ErrorCode#PREFLIGHT_FAILED} with every finding, unless all are of tables that came since the migration began; no
     * changes are made then.
     */
    static RunCheck pass(Ends ends, ReplicatorConfig config, Work work) {
        Preflight.Checked all = Preflight.checked(ends.source(), ends.target(), config, false);
        List<Finding> failures = failures(all);
        Stream<List<QualifiedName>> attempts =
                failures.isEmpty() ? Stream.of() : attempts(recent(ends, all.tables()), failures);
        Optional<RunCheck> rest = attempts.flatMap(without -> without(without, failures, ends, config).stream())
                .findFirst();
        if (rest.isPresent()) {
            tell(all, work);
            return rest.get();
        }
        return passed(all, failures, "finding(s) of the check stand in the way", work);
    }

    /**
     * As {@link #pass}, of all tables, before a migration that needs no copy, because the opposite one copied its rows from the target.
     */
    static RunCheck ofReversal(Ends ends, ReplicatorConfig config, Work work) {
        Preflight.Checked checked = Preflight.checked(ends.source(), ends.target(), config, true);
        return passed(
                checked,
                sparing(ends, config, checked),
                "finding(s) of the check for the way back stand in the way",
                work);
    }

    private static RunCheck passed(Preflight.Checked checked, List<Finding> failures, String what, Work work) {
        tell(checked, work);
        assertNone(failures, what, CURE);
        return new RunCheck(checked.tables(), List.of(), List.of());
    }

    /** What {@link #ofReversal} would throw. */
    static List<Finding> failuresOfReversal(Ends ends, ReplicatorConfig config) {
        return sparing(ends, config, Preflight.checked(ends.source(), ends.target(), config, true));
    }

    /**
     * The failures before a migration to the side that takes writes at this moment. No cure alters definitions or rows of that side so that
     * they become as those of the other one: it is the other one that becomes equal, with the cure of the check of the present direction.
     */
    private static List<Finding> sparing(Ends ends, ReplicatorConfig config, Preflight.Checked checked) {
        List<Finding> failures =
                failures(checked).stream().map(RunCheck::withoutSecond).toList();
        if (failures.stream().noneMatch(RunCheck::altersTarget)) {
            return failures;
        }
        try (Ends present = ends.reversed()) {
            List<Finding> there =
                    Preflight.checked(present.source(), present.target(), config, false).findings().stream()
                            .filter(finding -> finding.level() != Finding.Level.PASS)
                            .map(Finding::turned)
                            .toList();
            return failures.stream()
                    .flatMap(finding -> altersTarget(finding) ? spared(finding, there) : Stream.of(finding))
                    .distinct()
                    .toList();
        }
    }

    /** Of two ways the one on the side that takes no writes is named first. */
    private static Finding withoutSecond(Finding finding) {
        int second = finding.cure().indexOf("\nOr " + Side.TARGET.place(true));
        return second < 0
                ? finding
                : Finding.fail(
                        finding.subject(), finding.message(), finding.cure().substring(0, second));
    }

    private static Stream<Finding> spared(Finding finding, List<Finding> there) {
        List<Finding> same = there.stream()
                .filter(one ->
                        one.subject().equals(finding.subject()) && one.cure().contains("On the source"))
                .map(one -> Finding.fail(one.subject(), one.message(), one.cure()))
                .toList();
        return same.isEmpty()
                ? Stream.of(Finding.fail(finding.subject(), finding.message(), AS_THE_OTHER))
                : same.stream();
    }

    /** A privilege is given there, and what a table there has of its own is told with its statement. */
    private static boolean altersTarget(Finding finding) {
        return !finding.subject().startsWith("target table ")
                && ALTERED.matcher(finding.cure().split(Preflight.OR_KEPT, 2)[0])
                        .find();
    }

    private static void tell(Preflight.Checked checked, Work work) {
        work.tell(new Checked(checked.findings().stream()
                .filter(finding -> finding.subject().equals(Finding.SKIPPED))
                .map(Finding::message)
                .toList()));
    }

    private static List<Finding> failures(Preflight.Checked checked) {
        return CheckReport.ofBoth(checked.findings()).failures();
    }

    private static Optional<RunCheck> without(
            List<QualifiedName> names, List<Finding> failures, Ends ends, ReplicatorConfig config) {
        Preflight.Checked rest = Preflight.checked(ends.source(), ends.target(), config.without(names), false);
        return failures(rest).isEmpty() ? Optional.of(new RunCheck(rest.tables(), names, failures)) : Optional.empty();
    }

    /** First without those that the findings name, then without any. */
    private static Stream<List<QualifiedName>> attempts(List<QualifiedName> recent, List<Finding> failures) {
        String text = failures.stream()
                .map(finding -> finding.subject() + " " + finding.message() + " " + finding.cure())
                .collect(Collectors.joining("\n"));
        List<QualifiedName> named =
                recent.stream().filter(name -> isNamed(name, text)).toList();
        return Stream.of(named, recent).filter(names -> !names.isEmpty()).distinct();
    }

    /** The name of another table may begin or end with it. */
    private static boolean isNamed(QualifiedName name, String text) {
        return Pattern.compile("(?<![\\w$.\"])" + Pattern.quote(name.toString()) + "(?![\\w$\"]|\\.\\w)")
                .matcher(text)
                .find();
    }

    /** Those of the tables that are not captured, though the migration has begun to copy others. */
    private static List<QualifiedName> recent(Ends ends, Set<QualifiedName> tables) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            if (!Migration.isOfThisBuild(to)
                    || !CopyJournal.isBegun(to)
                    || !OwnSchemaState.isOurs(from, OwnSchema.CAPTURE)) {
                return List.of();
            }
            Set<QualifiedName> captured =
                    CaptureSchema.tables(from).stream().map(CapturedTable::name).collect(Collectors.toSet());
            return tables.stream()
                    .filter(name -> !captured.contains(name))
                    .sorted()
                    .toList();
        }
    }

    /** The same, as far as it has left out some of these. */
    RunCheck of(Collection<QualifiedName> present) {
        return new RunCheck(tables, leftOut.stream().filter(present::contains).toList(), failures);
    }

    /** Why no goal counts as reached; empty when nothing is left out. */
    Optional<ReplicatorException> shortfall() {
        return leftOut.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ReplicatorException(
                                ErrorCode.PREFLIGHT_FAILED,
                                "What is replicated is on the target, but tables that came since the migration began, or that the target has dropped"
                                        + " while it took writes, are left out, for the check does not pass them: "
                                        + NameList.of(leftOut) + ".\n" + listed(failures),
                                "Fix this and run the command again, or leave these tables out with --exclude-table. What nobody needs any more may be dropped on the source."));
    }

    /** Throws {@link ErrorCode#PREFLIGHT_FAILED} with every one of these findings. */
    static void assertNone(List<Finding> failures, String what, String cure) {
        if (!failures.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED, failures.size() + " " + what + ":\n" + listed(failures), cure);
        }
    }

    private static String listed(List<Finding> failures) {
        return failures.stream()
                .map(finding -> "  " + finding.subject() + ": " + finding.message()
                        + (finding.cure().isEmpty()
                                ? ""
                                : "\n    cure: " + finding.cure().replace("\nOn the ", "\n    On the ")))
                .collect(Collectors.joining("\n"));
    }
}
