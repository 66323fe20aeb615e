package io.pgreplicator.cli.progress;

import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.error.SideWords;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.ChangesDiscarded;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkLeftToRounds;
import io.pgreplicator.telemetry.ReplicationEvent.ColumnsAdapted;
import io.pgreplicator.telemetry.ReplicationEvent.CopyRestarted;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverAsked;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStarted;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsDiffer;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsReject;
import io.pgreplicator.telemetry.ReplicationEvent.FormerSideNotAsked;
import io.pgreplicator.telemetry.ReplicationEvent.GoesBack;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import io.pgreplicator.telemetry.ReplicationEvent.LastReportFailed;
import io.pgreplicator.telemetry.ReplicationEvent.NoWayBack;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLeftOpen;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLetGo;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectRestored;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectsForgotten;
import io.pgreplicator.telemetry.ReplicationEvent.OutageEnded;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCaptured;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionLeft;
import io.pgreplicator.telemetry.ReplicationEvent.PartitionNotCreated;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RepairEnded;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.RowsReplaced;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaCopyEnded;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaStepStarted;
import io.pgreplicator.telemetry.ReplicationEvent.SequenceFailed;
import io.pgreplicator.telemetry.ReplicationEvent.SequencePublished;
import io.pgreplicator.telemetry.ReplicationEvent.SourceTakesWrites;
import io.pgreplicator.telemetry.ReplicationEvent.SourceWentBack;
import io.pgreplicator.telemetry.ReplicationEvent.StillWriting;
import io.pgreplicator.telemetry.ReplicationEvent.TableDiffers;
import io.pgreplicator.telemetry.ReplicationEvent.TableNotCompared;
import io.pgreplicator.telemetry.ReplicationEvent.TableVerified;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import io.pgreplicator.telemetry.ReplicationEvent.TargetWentBack;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationWaits;
import io.pgreplicator.telemetry.ReplicationEvent.Way;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into text for people, in the words of who has given the two databases: the only place that does. It goes by the last
 * {@link Way}, so it is confined to one thread.
 */
final class EventSentences {
    /** Said of both directions, or in the words of the user already. */
    private static final Set<Class<?>> GIVEN = Set.of(GoesBack.class, GuardrailsChecked.class);

    private static final Duration SLOW_BUILD = Duration.ofSeconds(5);

    private static final int MOST_DIFFERENCES = 10;

    private final Map<Class<? extends ReplicationEvent>, Function<ReplicationEvent, @Nullable String>> sentences =
            new HashMap<>();

    private boolean back;

    EventSentences() {
        ofTheWhole();
        ofTables();
        ofRowsAndSequences();
        ofObjects();
        ofTheSchema();
        ofARepair();
    }

    /** The sentence, or null for an event that needs none. */
    @Nullable
    String of(ReplicationEvent event) {
        if (event instanceof Way way) {
            back = way.back();
        }
        Function<ReplicationEvent, @Nullable String> sentence = sentences.get(event.getClass());
        String said = sentence == null ? null : sentence.apply(event);
        return said == null || !back || GIVEN.contains(event.getClass()) ? said : SideWords.turned(said);
    }

    /** What the phase is called in the present direction. */
    String of(Phase phase) {
        return back ? SideWords.turned(words(phase)) : words(phase);
    }

    private static String words(Phase phase) {
        return switch (phase) {
            case NEW -> "starting";
            case INSTALLING -> "installing the capture on the source, where it is not there yet";
            case COPYING -> "copying the tables that are not copied yet";
            case INDEXING -> "building indexes and constraints on the target that are missing";
            case FOLLOWING -> "following the source";
            case REPAIRING -> "comparing every row of both sides";
            case PAUSED -> "paused until 'replicator resume'";
            default -> phase.toString();
        };
    }

    private <E extends ReplicationEvent> void say(Class<E> type, Function<E, @Nullable String> sentence) {
        sentences.put(type, event -> sentence.apply(type.cast(event)));
    }

    private void ofTheWhole() {
        say(PhaseStarted.class, entered -> words(entered.phase()));
        say(
                Retrying.class,
                retry -> retry.what() + " failed (" + retry.reason() + "); attempt " + (retry.attempt() + 1) + " in "
                        + seconds(retry.pause()));
        say(
                OutageEnded.class,
                outage -> outage.ending().isDone()
                        ? outage.start().what() + " succeeded at attempt " + outage.attempts() + ", "
                                + seconds(outage.ending().elapsed()) + " after it first failed"
                        : null);
        say(LastReportFailed.class, report -> "could not report the end: " + report.reason());
        say(StillWriting.class, EventSentences::stillWriting);
    }

    private static String stillWriting(StillWriting writing) {
        return "WARN  not committed on the source, so not on the target:"
                + writing.transactions().stream().map(open -> "\n  " + open).collect(Collectors.joining())
                + "\n  What they write is carried only when they commit and 'replicator run --until caught-up' follows.";
    }

    private void ofTables() {
        say(NotReplicated.class, EventSentences::notReplicated);
        say(
                TablesDropped.class,
                dropped -> dropped.tables().isEmpty()
                        ? "what was dropped on the source is gone from the target as well"
                        : "WARN  " + dropped.text());
        say(DefinitionsDiffer.class, EventSentences::definitionsDiffer);
        say(
                DefinitionsReject.class,
                found -> found.causes().isEmpty()
                        ? "no definition of the target rejects rows of the source any more"
                        : "WARN  " + String.join("\n", found.causes()));
        say(
                PartitionCaptured.class,
                captured -> "the new partition " + captured.partition() + " is captured from now on");
        say(
                PartitionLeft.class,
                left -> "WARN  the partition " + left.partition() + " of " + left.table()
                        + " was detached or dropped on the source; its rows are deleted from the target");
        say(PartitionCreated.class, created -> "the partition " + created.partition() + " was created on the target");
        say(
                PartitionNotCreated.class,
                missing -> "WARN  the partition " + missing.partition() + " could not be created on the target ("
                        + missing.reason()
                        + "). Rows of it are refused there, or are in another partition. "
                        + missing.cure());
        say(ColumnsAdapted.class, change -> columns(change) + " They are carried as they are from now on.");
        say(
                RowsReplaced.class,
                replaced -> "rows of " + replaced.table() + " change places in a unique index; its changed rows are"
                        + " replaced rather than updated from now on");
        say(CopyRestarted.class, copy -> switch (copy.why()) {
            case REWRITTEN -> copy.table() + " was rewritten or truncated on the source; its copy begins anew";
            case TRANSACTIONS_LOST -> copy.table() + " was not copied to its end; its copy begins anew";
        });
        say(
                ChunkLeftToRounds.class,
                left -> "the target refused a row of " + left.table() + " (" + left.reason() + "); the rows of chunk "
                        + left.chunk() + " come with the first round");
    }

    private static String definitionsDiffer(DefinitionsDiffer found) {
        List<String> differences = found.lines();
        if (differences.isEmpty()) {
            return "definitions and privileges of both sides are equal again, as far as they are compared";
        }
        return "WARN  definitions are not replicated, and differ:"
                + differences.stream()
                        .limit(MOST_DIFFERENCES)
                        .map(one -> "\n  " + one)
                        .collect(Collectors.joining())
                + (differences.size() > MOST_DIFFERENCES
                        ? "\n  and " + (differences.size() - MOST_DIFFERENCES) + " more"
                        : "")
                + "\n  'replicator verify --objects' lists them at any time. What is missing as a whole (a table, a view, a function, a"
                + " type), 'replicator schema' creates while no 'replicator run' works.";
    }

    private static @Nullable String notReplicated(NotReplicated found) {
        return found.lines().isEmpty()
                ? null
                : found.lines().stream().map(line -> "WARN  " + line).collect(Collectors.joining("\n"));
    }

    private static String columns(ColumnsAdapted change) {
        if (!change.before().equals(change.after())) {
            return "The columns of " + change.table() + " changed: they were (" + change.before() + ") and are ("
                    + change.after() + ").";
        }
        String columns = String.join(", ", change.columns()) + " of " + change.table();
        return change.lostFacts().isEmpty()
                ? "The values of " + columns + " were rewritten on the source."
                : "The type of " + columns + " changed. No longer true: " + String.join("; ", change.lostFacts()) + ".";
    }

    private void ofRowsAndSequences() {
        say(
                RowRefused.class,
                refused -> "WARN  the target refused " + refused.row() + ": " + refused.reason() + " ["
                        + refused.sqlState() + "]; it is tried again");
        say(RowArrived.class, arrived -> arrived.row() + " was refused before and is as on the source now");
        say(
                SequenceFailed.class,
                failed -> "WARN  the sequence " + failed.sequence() + " is not set, and is tried again: "
                        + failed.reason());
        say(SequencePublished.class, published -> "the sequence " + published.sequence() + " is set now");
    }

    private void ofObjects() {
        say(ObjectBuildEnded.class, EventSentences::built);
        say(ObjectLeftOpen.class, left -> leftOpen(left.object()));
        say(
                ObjectRestored.class,
                restored ->
                        restored.name() + " of " + restored.table() + " could not be put back before and is back now");
        say(
                ObjectLetGo.class,
                gone -> "the " + gone.kind() + " " + gone.name() + " of " + gone.table()
                        + (gone.kind().equals("trigger") ? " stays disabled" : " is not put back")
                        + " on the target: the source has it no more");
        say(ObjectsForgotten.class, forgotten -> forgotten(forgotten.objects()));
    }

    private static @Nullable String built(ObjectBuildEnded build) {
        return build.ending().isDone() && build.ending().elapsed().compareTo(SLOW_BUILD) >= 0
                ? "built " + build.start().name() + " of " + build.start().table() + " in "
                        + seconds(build.ending().elapsed())
                : null;
    }

    private static String leftOpen(OpenObject object) {
        return "WARN  the " + object.subject() + " could not be put back: " + object.reason() + "; SQL: " + object.sql()
                + (object.offenders().isEmpty() ? "" : " Rows in the way: " + object.offenders());
    }

    private static String forgotten(List<OpenObject> objects) {
        return "not put back on the target, and not recorded from now on:"
                + objects.stream()
                        .map(object -> "\n  " + object.subject() + ": " + object.reason() + "\n    SQL: " + object.sql()
                                + (object.offenders().isEmpty() ? "" : "\n    rows in the way: " + object.offenders()))
                        .collect(Collectors.joining());
    }

    private void ofTheSchema() {
        say(SchemaObjectLeftOut.class, left -> "left out: " + left.object() + ", which " + left.reason());
        say(SchemaStepStarted.class, program -> switch (program.step()) {
            case READ -> "reading the schema of the source with pg_dump " + program.major();
            case CREATE -> "creating the schema of the target with pg_restore " + program.major();
        });
        say(
                SchemaCopyEnded.class,
                copy -> copy.ending().isDone() && !copy.created()
                        ? "the target has everything already; nothing is created"
                        : null);
    }

    private void ofARepair() {
        say(SourceWentBack.class, lost -> "the source has lost transactions whose rows may be on the target");
        say(TargetWentBack.class, lost -> "the target has lost transactions that the source no longer has in its log");
        say(
                TableDiffers.class,
                table -> table.table() + " differs: " + Figures.count(table.sourceRows(), "row") + " on the source, "
                        + Figures.count(table.targetRows()) + " on the target; " + Figures.count(table.marked())
                        + " are marked as changed");
        say(TableNotCompared.class, table -> table.table() + " is not copied to its end, and was not compared");
        say(RepairEnded.class, EventSentences::repaired);
        say(
                SourceTakesWrites.class,
                gone -> gone.left()
                        ? "the side that the applications have left refused writes since the cutover; it takes them again from now on"
                        : "the side that was prepared for a cutover refused writes; it takes them from now on");
        say(ChangesDiscarded.class, EventSentences::discarded);
        say(GuardrailsChecked.class, checked -> guardrails(checked.findings()));
        say(
                NoWayBack.class,
                none -> "there will be no way back: one of the two databases belongs to another migration as well");
        say(
                FormerSideNotAsked.class,
                none ->
                        "WARN  the side that the applications have left does not answer, so it is not known whether tables were created there"
                                + " at the moment of the switch: 'replicator complete' looks for them");
        say(GoesBack.class, back -> "changes go from the target back to the source, since a cutover");
        say(CutoverAsked.class, asked -> "the running replicator does the cutover");
        say(CutoverStarted.class, cutover -> "caught up; closing the gate");
        say(
                TableVerified.class,
                table -> table.counts().areEqual()
                        ? null
                        : table.table() + " differs in "
                                + Figures.count(table.counts().unequal(), "row"));
        say(
                VerificationWaits.class,
                waits -> "the target is " + waits.lag().toSeconds()
                        + " s behind: nothing is compared until it is within --max-lag");
    }

    private static @Nullable String repaired(RepairEnded repair) {
        if (!repair.ending().isDone()) {
            return null;
        }
        return repair.tables() == 0
                ? "nothing to repair: no table is copied to its end"
                : "compared " + Figures.count(repair.rows(), "row") + " of " + Figures.count(repair.tables(), "table")
                        + ": "
                        + (repair.marked() == 0
                                ? "all are equal"
                                : Figures.count(repair.marked())
                                        + " are marked as changed, and the next round brings them");
    }

    private static String discarded(ChangesDiscarded changes) {
        return "the log of this side held " + (changes.counted() ? "" : "at least ")
                + Figures.count(changes.changes(), "change")
                + ", discarded with it: whether the other side has them was not asked";
    }

    private static String seconds(Duration duration) {
        return Figures.seconds(duration.toMillis() / 1000.0);
    }

    /** Those that failed are in the failure. */
    private static String guardrails(List<Finding> findings) {
        List<Finding> warnings = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARN)
                .toList();
        return Figures.count(findings.size(), "guardrail") + " looked at, " + Figures.count(warnings.size(), "warning")
                + warnings.stream()
                        .map(finding ->
                                "\n  " + finding.subject() + ": " + finding.message() + "\n    -> " + finding.cure())
                        .collect(Collectors.joining());
    }
}
