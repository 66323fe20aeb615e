package io.pgreplicator.preflight;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.control.CopiedPartitions;
import io.pgreplicator.control.CopiedTable;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Checks that the two databases belong to one migration, or to none, and that other migrations of either are compatible with
 * it. All our objects in them were created under a migration's id, which is the same on both sides. Stateless, thread-safe.
 */
final class MigrationCheck {
    private static final String SUBJECT = "migration";
    private static final String AT_WORK =
            "a replicator is running from this target to this source: in both directions at once, foreign keys and triggers"
                    + " would be off where the application writes";
    private static final String AT_WORK_CURE = "Stop it first: one direction runs at a time.";
    private static final String CLASH =
            "another migration goes from this target to this source: each of the two would carry back what the other one"
                    + " brought, over later writes of the application";
    private static final String CLASH_CURE =
            "Take that one off first: 'replicator uninstall', with --source and --target the other way round.";

    private MigrationCheck() {}

    static void run(Survey survey, Findings findings) {
        filling(survey, findings);
        if (survey.hasTarget()) {
            if (isCopied(survey)) {
                findings.fail(SUBJECT, CaptureSchema.COPIED, CaptureSchema.CURE_OF_COPIED);
                return;
            }
            belongTogether(survey, findings);
            changed(survey, findings);
            lost(survey, findings);
            if (!survey.reversal()) {
                opposite(survey, findings);
                captured(survey, findings);
            }
        }
    }

    /**
     * Whether a migration replicates from the target to the source, so that one from the source to the target is its
     * reverse.
     */
    static boolean leadsBack(Session source, Session target) {
        Optional<UUID> intoSource = Migration.id(source);
        return intoSource.isPresent() && intoSource.equals(CaptureSchema.migration(target));
    }

    /** A run says of each what happened and what to do. */
    private static void changed(Survey survey, Findings findings) {
        List<CapturedTable> captured = survey.captured();
        List<QualifiedName> dropped = captured.stream()
                .filter(CapturedTable::dropped)
                .map(CapturedTable::name)
                .toList();
        if (!dropped.isEmpty()) {
            findings.warn(
                    SUBJECT,
                    "dropped on the source: " + NameList.of(dropped)
                            + "; the next run lets go of it, continues with the others, and says what to do with the target's",
                    "None is needed; run 'replicator run'.");
        }
        renamed(captured, findings);
        List<QualifiedName> changed = captured.stream()
                .filter(table -> !table.dropped() && !table.renamed() && !table.carries())
                .map(CapturedTable::name)
                .toList();
        if (!changed.isEmpty()) {
            findings.warn(
                    SUBJECT,
                    "without its key or a capture trigger on the source: " + NameList.of(changed)
                            + "; a run ends with the first of them, and no change of any table is carried",
                    "'replicator run' says how to have a key again. Otherwise " + Cures.START_ANEW);
        }
    }

    /** Those whose schema has another name have one cure. */
    private static void renamed(List<CapturedTable> captured, Findings findings) {
        CapturedTable.renamed(captured)
                .forEach(tables -> findings.fail(
                        SUBJECT,
                        tables.stream()
                                .map(table -> "the table " + table.name() + " was renamed to "
                                        + table.current().name() + " on the source")
                                .collect(Collectors.joining("; ", "", "; no later change of it is applied")),
                        CapturedTable.cureOfNames(List.of(tables))));
    }

    /** Its repair has to pass this check where another table has the name; another check fails where none has. */
    private static void lost(Survey survey, Findings findings) {
        Map<Boolean, List<CopiedTable>> lost =
                survey.lost().stream().collect(Collectors.partitioningBy(CopiedTable::replaced));
        List<CopiedTable> replaced = lost.getOrDefault(true, List.of());
        if (!replaced.isEmpty()) {
            findings.warn(
                    SUBJECT, CopiedTable.describe(replaced, Side.TARGET), CopiedTable.cure(replaced, Side.TARGET));
        }
        List<CopiedTable> renamed = lost.getOrDefault(false, List.of()).stream()
                .filter(table -> table.newName().isPresent())
                .toList();
        if (!renamed.isEmpty()) {
            findings.fail(SUBJECT, CopiedTable.describe(renamed, Side.TARGET), CopiedTable.cure(renamed, Side.TARGET));
        }
        if (survey.tables().stream()
                .anyMatch(table -> table.kind() == Table.Kind.PARTITIONED
                        && survey.copied().contains(table.name()))) {
            CopiedPartitions.loss(survey.source(), survey.target())
                    .ifPresent(loss -> findings.warn(SUBJECT, loss.what(), loss.cure()));
        }
    }

    /**
     * Finds a source that refuses writers since a cutover to a target that knows nothing of it any more. Whatever else a check would say of
     * the two would alter the side that takes writes.
     */
    static boolean isLeft(Session source, Session target, Findings findings) {
        Optional<UUID> captured = CaptureSchema.migration(source);
        boolean left = captured.isPresent()
                && Migration.id(target).isEmpty()
                && CaptureSchema.migration(target).isEmpty()
                && CaptureSchema.refusesForGood(source);
        if (left) {
            findings.fail(SUBJECT, CaptureSchema.LEFT, CaptureSchema.CURE_OF_LEFT);
        }
        return left;
    }

    private static boolean isCopied(Survey survey) {
        return CaptureSchema.migration(survey.source()).isPresent() && CaptureSchema.isCopied(survey.source());
    }

    private static void belongTogether(Survey survey, Findings findings) {
        Optional<UUID> captured = CaptureSchema.migration(survey.source());
        Optional<UUID> migrated = Migration.id(survey.target());
        if (captured.isPresent() && !captured.equals(migrated)) {
            findings.fail(
                    SUBJECT,
                    migrated.isPresent()
                            ? "the source is captured for another migration than that of the target"
                            : "the source is captured for a migration that the target knows nothing of",
                    "Give the two databases of one migration. To end the one of this source when its target is gone for good, run"
                            + " 'replicator uninstall --source-only'.");
        } else if (captured.isEmpty()
                && migrated.isPresent()
                && !survey.copied().isEmpty()) {
            missing(survey, findings);
        }
    }

    private static void missing(Survey survey, Findings findings) {
        if (Migration.isSourceLeft(survey.target())) {
            findings.fail(
                    SUBJECT,
                    "an uninstallation that did not end has removed the capture from the source, and the target still belongs to the"
                            + " migration",
                    "Run 'replicator uninstall' again: it removes what is left.");
        } else {
            findings.fail(
                    SUBJECT,
                    "the target belongs to a migration, whose capture is not on this source",
                    "Give the source of that migration. If its capture was dropped, changes were lost from then on: "
                            + (takesWrites(survey.target())
                                    ? "applications write to the target since a cutover. " + Cures.giveUpTheWayBack()
                                    : Cures.START_ANEW));
        }
    }

    /** Whether a cutover has opened its gate: the source that has lost the other one is the side that applications have left. */
    private static boolean takesWrites(Session target) {
        return CaptureSchema.migration(target).isPresent() && CaptureSchema.gateNumber(target) % 2 == 0;
    }

    /**
     * Each migration would carry what the other has applied, over what the application has written since, unless each
     * capture skips what the other migration applies. A run holds its leader lock before it checks, so of two that are
     * installed and start at the same moment at least one sees the other.
     */
    private static void opposite(Survey survey, Findings findings) {
        if (!leadsBack(survey.source(), survey.target())) {
            return;
        }
        if (Leader.isReplicating(survey.source())) {
            findings.fail(SUBJECT, AT_WORK, AT_WORK_CURE);
        } else if (!leaveEachOther(survey.source(), survey.target())) {
            findings.fail(SUBJECT, CLASH, CLASH_CURE);
        }
    }

    /**
     * Throws when a migration in the opposite direction exists and the two captures do not skip each other's writes. A check
     * finds nothing when both begin at the same moment; but when it is repeated after the schemas of one exist, at least one
     * of the two finds those of the other.
     */
    static void assertNoClash(Session source, Session target) {
        if (leadsBack(source, target) && !leaveEachOther(source, target)) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED, "Nothing was captured or copied: " + CLASH + ".", CLASH_CURE);
        }
    }

    /** Throws when a migration in the opposite direction exists and a replicator is currently running it. */
    static void assertOppositeRests(Session source, Session target) {
        if (leadsBack(source, target) && Leader.isReplicating(source)) {
            throw new ReplicatorException(ErrorCode.LEADER_RUNNING, "Stopped, because " + AT_WORK + ".", AT_WORK_CURE);
        }
    }

    private static boolean leaveEachOther(Session source, Session target) {
        return leaves(source, Migration.id(source)) && leaves(target, Migration.id(target));
    }

    private static boolean leaves(Session captured, Optional<UUID> applied) {
        return applied.isPresent()
                && CaptureSchema.migration(captured).isPresent()
                && CaptureSchema.opposite(captured).equals(applied);
    }

    /** A source that is being copied to: its indexes, foreign keys and triggers are dropped or disabled. */
    private static void filling(Survey survey, Findings findings) {
        long off = OpenObjects.countOff(survey.source());
        boolean back = survey.hasTarget() && leadsBack(survey.source(), survey.target());
        if (off > 0 && !back) {
            findings.fail(
                    SUBJECT,
                    "the source is the target of another migration, which has taken off " + off
                            + " of its indexes, foreign keys and triggers, and not put them back yet",
                    "Wait until they are back: 'run --until caught-up' of that migration ends then.");
        }
    }

    /** A copy drops the keys by which another migration captures. */
    private static void captured(Survey survey, Findings findings) {
        if (CaptureSchema.migration(survey.target()).isEmpty()) {
            return;
        }
        List<QualifiedName> names = CaptureSchema.tables(survey.target()).stream()
                .map(CapturedTable::name)
                .filter(name ->
                        survey.tables().stream().anyMatch(table -> table.name().equals(name)))
                .filter(name -> !survey.copied().contains(name))
                .toList();
        if (!names.isEmpty()) {
            findings.fail(
                    SUBJECT,
                    "another migration captures tables of the target that are to be copied to: " + NameList.of(names)
                            + "; the copy takes off the keys that it needs",
                    "Take that migration off first, and begin with this one: 'replicator uninstall' with this target as --source.");
        }
    }
}
