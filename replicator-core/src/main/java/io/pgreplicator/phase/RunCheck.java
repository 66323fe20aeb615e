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
 * that came since is left out when the check passes the others alone: these go on, and no goal counts as reached. Immutable.
 *
 * @param tables the tables that it has passed
 * @param leftOut those that it has not; they have never been captured
 * @param failures what stands in the way of these
 */
record RunCheck(Set<QualifiedName> tables, List<QualifiedName> leftOut, List<Finding> failures) {
    private static final String CURE = "Fix them and run the command again; no changes were made.";

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
        List<Finding> failures = failures(ends, all);
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
                checked, failures(ends, checked), "finding(s) of the check for the way back stand in the way", work);
    }

    private static RunCheck passed(Preflight.Checked checked, List<Finding> failures, String what, Work work) {
        tell(checked, work);
        assertNone(failures, what, CURE);
        return new RunCheck(checked.tables(), List.of(), List.of());
    }

    /** What {@link #ofReversal} would throw. */
    static List<Finding> failuresOfReversal(Ends ends, ReplicatorConfig config) {
        return failures(ends, Preflight.checked(ends.source(), ends.target(), config, true));
    }

    private static void tell(Preflight.Checked checked, Work work) {
        work.tell(new Checked(checked.findings().stream()
                .filter(finding -> finding.subject().equals(Finding.SKIPPED))
                .map(Finding::message)
                .toList()));
    }

    /** In the words of who has given the two databases. */
    private static List<Finding> failures(Ends ends, Preflight.Checked checked) {
        List<Finding> failures = CheckReport.ofBoth(checked.findings()).failures();
        return ends.source().given() == Side.SOURCE
                ? failures
                : failures.stream().map(Finding::turned).toList();
    }

    private static Optional<RunCheck> without(
            List<QualifiedName> names, List<Finding> failures, Ends ends, ReplicatorConfig config) {
        Preflight.Checked rest = Preflight.checked(ends.source(), ends.target(), config.without(names), false);
        return failures(ends, rest).isEmpty()
                ? Optional.of(new RunCheck(rest.tables(), names, failures))
                : Optional.empty();
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
                : Optional.of(new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "What is replicated is on the target, but tables that came since the migration began are left out, for the"
                                + " check does not pass them: " + NameList.of(leftOut) + ".\n" + listed(failures),
                        "Fix this and run the command again, or leave these tables out with --exclude-table."));
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
