package io.pgreplicator.telemetry;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event of a migration. An act has two events: {@link Started} when it begins, and exactly one {@link Ended}, which holds
 * the first and says how the act ended and how long it took, even if it failed or was stopped. Anything else is one {@link
 * News}. Acts are nested as follows; those on one line follow each other, those with a star run concurrently:
 *
 * <pre>
 * Run ------------------------------------------------------------------  Replicator.start
 *   Phase installing
 *     Capture (a table)
 *   Phase copying
 *     TableCopy *  ------------------------- from its first chunk in this run to its last
 *       Chunk *
 *     ObjectBuild *  (an index, when its table is copied)
 *   Phase indexing, then following, and paused between any two of these
 *     Round ------------------------------- only with changes; a quiet one is not reported
 *     ObjectBuild  (a foreign key, between two rounds)
 *     Cutover ----------------------------- Replication.endWhenSwitched; rounds and phases are inside
 * Repair ---------------------------------------------------------------  Replicator.repair
 *   Phase repairing
 * Verification ---------------------------------------------------------  Replicator.verify
 * Uninstall ------------------------------------------------------------  Replicator.uninstall
 *   ObjectBuild  (what was not restored yet)
 * SchemaCopy -----------------------------------------------------------  Replicator.createSchema
 *   SchemaStep read, then create
 *
 * Outage ------------- anywhere inside: from a first failure until the same work succeeds or is given up
 * </pre>
 *
 * <p>{@link ReplicationListener} says on which thread they are delivered. All are immutable.
 */
public sealed interface ReplicationEvent {

    /** An act begins. Its {@link Ended} holds this same object. */
    sealed interface Started extends ReplicationEvent {}

    /** An act has ended, successfully or not; delivered once for each {@link Started}. */
    sealed interface Ended extends ReplicationEvent {
        /** The event of its beginning. */
        Started start();

        /** How it ended, and after how long. */
        Ending ending();
    }

    /** Something without a duration. */
    sealed interface News extends ReplicationEvent {}

    /** How an act ended. The name in lower case is for people. */
    enum Outcome {
        /** It completed. */
        DONE,
        /** It failed, for the reason in {@link Ending#failure}. What can be retried is retried. */
        FAILED,
        /** It ended early without a failure: it was asked to stop or to pause, or was abandoned in order to start over. */
        STOPPED
    }

    /**
     * How an act ended.
     *
     * @param failure why; null unless the outcome is {@link Outcome#FAILED}
     * @param elapsed from the start to the end, by a monotonic clock
     */
    record Ending(Outcome outcome, @Nullable ErrorCode failure, Duration elapsed) {
        public Ending {
            if ((outcome == Outcome.FAILED) != (failure != null)) {
                throw new IllegalArgumentException(outcome + " with failure " + failure);
            }
        }

        /** It completed. */
        public static Ending done(Duration elapsed) {
            return new Ending(Outcome.DONE, null, elapsed);
        }

        /** It ended early without a failure. */
        public static Ending stopped(Duration elapsed) {
            return new Ending(Outcome.STOPPED, null, elapsed);
        }

        /** It failed. */
        public static Ending failed(ErrorCode failure, Duration elapsed) {
            return new Ending(Outcome.FAILED, Objects.requireNonNull(failure), elapsed);
        }

        /** It failed with that; with {@link ErrorCode#INTERNAL} when it is not one of our exceptions. */
        public static Ending failed(Throwable failure, Duration elapsed) {
            return failed(failure instanceof ReplicatorException known ? known.code() : ErrorCode.INTERNAL, elapsed);
        }

        /** Whether it completed. */
        public boolean isDone() {
            return outcome == Outcome.DONE;
        }
    }

    // ---- acts

    /** {@code Replicator.start}: a run begins; it has not connected to any server yet. */
    record RunStarted() implements Started {}

    /** The run is over and the leader lock released: done at its goal, stopped when it was closed before. */
    record RunEnded(RunStarted start, Ending ending) implements Ended {}

    /** The run or the repair enters a phase; the previous one has ended. */
    record PhaseStarted(Phase phase) implements Started {}

    /** The phase is over: done when the next one follows from it, stopped by a pause or a stop. */
    record PhaseEnded(PhaseStarted start, Ending ending) implements Ended {}

    /** The capture of a table is being installed on the source. */
    record CaptureStarted(QualifiedName table) implements Started {}

    /** Done: every later write of the table is captured. */
    record CaptureEnded(CaptureStarted start, Ending ending) implements Ended {}

    /** The first chunk of a table is about to be copied in this run. */
    record TableCopyStarted(QualifiedName table) implements Started {}

    /**
     * Done: the last chunk is on the target; the indexes are next.
     *
     * @param rows rows copied to the target since the start, without those of previous runs
     * @param bytes bytes of their COPY text
     */
    record TableCopyEnded(TableCopyStarted start, long rows, long bytes, Ending ending) implements Ended {}

    /** A chunk of a table is being copied. {@code chunk}: its number in the copy's journal. */
    record ChunkStarted(QualifiedName table, long chunk) implements Started {}

    /**
     * Done: the chunk and its journal row are committed on the target.
     *
     * @param rows rows committed; 0 unless done
     * @param bytes bytes of their COPY text; 0 unless done
     */
    record ChunkEnded(ChunkStarted start, long rows, long bytes, Ending ending) implements Ended {}

    /**
     * A deferred object of the target is being built or restored.
     *
     * @param kind as {@link OpenObject#kind}
     */
    record ObjectBuildStarted(String kind, QualifiedName table, String name) implements Started {}

    /** Done: it is built. Failed: it is left open ({@link ObjectLeftOpen}), or the run fails. */
    record ObjectBuildEnded(ObjectBuildStarted start, Ending ending) implements Ended {}

    /** A round that carries changes has begun. {@code round}: its number, as {@link Progress#rounds} will count it. */
    record RoundStarted(long round) implements Started {}

    /** Done: the target equals the source at the round's snapshot. {@code keys}: changed keys that were read, each once. */
    record RoundEnded(RoundStarted start, long keys, Ending ending) implements Ended {}

    /** Work that may be retried has failed for the first time. {@code what}: the work, as part of a sentence. */
    record OutageStarted(String what, String reason) implements Started {}

    /** Done: the work has succeeded, and its own time counts here. {@code attempts}: total number of attempts. */
    record OutageEnded(OutageStarted start, int attempts, Ending ending) implements Ended {}

    /** {@code Replicator.repair}: both servers have answered, and a repair begins. */
    record RepairStarted() implements Started {}

    /**
     * The repair is over.
     *
     * @param tables tables compared; 0 when none was completely copied, so that there is nothing to repair
     * @param rows rows compared
     * @param marked rows marked as changed, which the next round carries
     */
    record RepairEnded(RepairStarted start, long tables, long rows, long marked, Ending ending) implements Ended {}

    /** {@code Replicator.verify} begins. */
    record VerificationStarted() implements Started {}

    /**
     * Both sides were compared.
     *
     * @param tables tables compared
     * @param rows rows of the source that were compared
     * @param unequal rows that differ
     */
    record VerificationEnded(VerificationStarted start, long tables, long rows, long unequal, Ending ending)
            implements Ended {}

    /** The run has caught up, and a cutover begins: {@code Replication.endWhenSwitched}. */
    record CutoverStarted() implements Started {}

    /**
     * Done: the source refuses writers, and the target has everything; or it was rehearsed. Failed: the source is still the
     * primary.
     *
     * @param back whether it goes back: the former target is then what is called the source here
     * @param switched whether the source refuses writers
     * @param attempts how often the gate was tried to be closed
     * @param pauses for how long writers waited in each attempt in which the target had everything; the last one of a switch until the
     *     target was open
     * @param steps of the last attempt, in their order; empty when a former run had begun the switch
     * @param compared the rows that were compared in it while writers waited
     */
    record CutoverEnded(
            CutoverStarted start,
            boolean back,
            boolean switched,
            int attempts,
            List<Duration> pauses,
            List<CutoverStep> steps,
            LastRowsCompared compared,
            Ending ending)
            implements Ended {
        public CutoverEnded {
            pauses = List.copyOf(pauses);
            steps = List.copyOf(steps);
        }
    }

    /** A step of an attempt to switch, and how long it took. Writers wait from {@code close} on. */
    record CutoverStep(String name, Duration took) {}

    /** {@code Replicator.uninstall} begins. */
    record UninstallStarted() implements Started {}

    /** Done: no object of ours is left, and everything that was dropped or disabled is restored. */
    record UninstallEnded(UninstallStarted start, Ending ending) implements Ended {}

    /** {@code Replicator.createSchema} begins. */
    record SchemaCopyStarted() implements Started {}

    /** Done. {@code created}: false when every selected table existed, so that nothing was created. */
    record SchemaCopyEnded(SchemaCopyStarted start, boolean created, Ending ending) implements Ended {}

    /** One of PostgreSQL's programs runs for the schema copy. {@code major}: its major version. */
    record SchemaStepStarted(SchemaStep step, int major) implements Started {}

    /** The program has ended. */
    record SchemaStepEnded(SchemaStepStarted start, Ending ending) implements Ended {}

    /** The task of a program in the schema copy. Immutable. */
    enum SchemaStep {
        /** {@code pg_dump} reads the source's schema. */
        READ,
        /** {@code pg_restore} creates the target's schema, in one transaction. */
        CREATE
    }

    // ---- news of the whole

    /**
     * Everything that was committed on the source before that {@link System#nanoTime} of this process is on the target,
     * except for refused rows, see {@link RowRefused}. Delivered at most once a second.
     */
    record Synced(long upToNanos) implements News {}

    /**
     * Something failed, or waits for a lock held by somebody else, and is retried: once for each attempt, inside an {@link
     * OutageStarted}, or alone when it is a lock.
     *
     * @param what the work, as part of a sentence
     * @param reason the server's message, or who holds the lock
     * @param attempt the attempt that failed, from 1
     * @param pause time until the next one
     */
    record Retrying(String what, String reason, int attempt, Duration pause) implements News {}

    /**
     * The capture is removed from a database that refused writers: it takes them from now on.
     *
     * @param left whether a cutover had closed it; otherwise it was prepared for one
     */
    record SourceTakesWrites(boolean left) implements News {}

    /**
     * One side is left alone, whose log is not empty: whether the other side has these changes was not asked.
     *
     * @param changes their number
     * @param counted whether that is all of them, or how far they were counted
     */
    record ChangesDiscarded(long changes, boolean counted) implements News {}

    /** The guardrails of a cutover were looked at; nothing is switched when one has failed. */
    record GuardrailsChecked(
            List<Finding> findings, @Nullable LastVerification proof) implements News {
        public GuardrailsChecked {
            findings = List.copyOf(findings);
        }
    }

    /** The replicator that is running for the target was asked for the cutover. */
    record CutoverAsked() implements News {}

    /** One of the two databases belongs to another migration as well, so the cutover cannot be undone by another one. */
    record NoWayBack() implements News {}

    /**
     * The side that applications have left did not answer after a switch: whether tables were created there at that moment is not known.
     */
    record FormerSideNotAsked() implements News {}

    /** What follows goes from the target back to the source: applications write to the target, since a cutover. */
    record GoesBack() implements News {}

    /**
     * Of which direction every event is until the next one of these, the first direction before any: it calls the side that changes come
     * from the source. {@code back}: what is the source in its words, also in a text or a cure, is the user's target.
     */
    record Way(boolean back) implements News {}

    /** The run has ended, but its last report could not be written: {@code status} shows the one before. */
    record LastReportFailed(ErrorCode code, String reason) implements News {}

    /** Everything has arrived, except for what these transactions of the source wrote: they were not committed yet. */
    record StillWriting(List<OpenTransaction> transactions) implements News {
        public StillWriting {
            transactions = List.copyOf(transactions);
        }
    }

    // ---- news of tables

    /** The check of both databases is done. {@code skipped}: what holds data and is not replicated, one line each. */
    record Checked(List<String> skipped) implements News {
        public Checked {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Tables of the source are not captured, and {@code status} says so. Empty when there are no such tables any more.
     *
     * @param created those that were created since the start
     * @param kept those that the target has dropped while it took writes
     * @param foreignKeys the SQL that builds each foreign key from and to {@code kept} that the source had until then
     */
    record NotReplicated(List<QualifiedName> created, List<QualifiedName> kept, List<String> foreignKeys)
            implements News {
        public NotReplicated {
            created = List.copyOf(created);
            kept = List.copyOf(kept);
            foreignKeys = List.copyOf(foreignKeys);
        }

        /** What has become of each, and what to do: one line for each kind, without a full stop; none when there are no such tables. */
        public List<String> lines() {
            var lines = new ArrayList<String>();
            if (!created.isEmpty()) {
                lines.add("created on the source since the start and not replicated: " + named(created)
                        + "; run the command again to include them, or 'replicator check', which says what they lack");
            }
            if (!kept.isEmpty()) {
                lines.add("dropped on the target while that took writes, and not replicated: " + named(kept)
                        + ". What is written to them on the source stays there. To have them replicated anew, create them on the target"
                        + " ('replicator schema' does, while no 'replicator run' works), and run the command again. Otherwise drop them on"
                        + " the source, or leave them out with --exclude-table"
                        + (foreignKeys.isEmpty()
                                ? ""
                                : ". Their foreign keys were dropped on the source; to have these again, there: "
                                        + String.join("; ", foreignKeys) + ";"));
            }
            return List.copyOf(lines);
        }

        private static String named(List<QualifiedName> names) {
            return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }

    /**
     * The replicator is about to be removed, and nothing has carried these tables.
     *
     * @param left whether they are on the side that applications have left, and the other one has nothing of them; otherwise they are on the
     *     source, before any cutover
     */
    record TablesNotCarried(List<QualifiedName> tables, boolean left) implements News {
        public TablesNotCarried {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Tables were dropped on the source and are on the target as they were, without foreign keys: they are not replicated any more, and
     * {@code status} says so. Empty when the target has none of them any more.
     *
     * @param again those of them of whose names the source has another table, which is not replicated before the target's is empty
     * @param partitioned those of {@code again} that are partitioned on the target
     * @param foreignKeys the SQL that builds each foreign key from and to them that the target had
     */
    record TablesDropped(
            List<QualifiedName> tables,
            List<QualifiedName> again,
            List<QualifiedName> partitioned,
            List<String> foreignKeys)
            implements News {
        public TablesDropped {
            tables = List.copyOf(tables);
            again = List.copyOf(again);
            partitioned = List.copyOf(partitioned);
            foreignKeys = List.copyOf(foreignKeys);
        }

        /** What happened, and what to do on the target with each of them; without a full stop. */
        public String text() {
            return what() + "; to drop it there: DROP TABLE " + quoted(tables) + ";" + others();
        }

        /** What happened. */
        public String what() {
            return "dropped on the source and not replicated any more: " + NameList.of(tables)
                    + ". What the target has of them stays as it is, without foreign keys";
        }

        /** What to do with it, as the cure of a finding. */
        public String cure() {
            return ("On the target: DROP TABLE " + quoted(tables) + ";\n" + others().strip()).strip();
        }

        private String others() {
            return (again.isEmpty()
                            ? ""
                            : " Of " + NameList.of(again)
                                    + " the source has another table now: to have that one replicated, on the target: TRUNCATE "
                                    + emptied() + "; then run the command again"
                                    + (foreignKeys.isEmpty() ? "" : "."))
                    + (foreignKeys.isEmpty()
                            ? ""
                            : " To keep it with its foreign keys, which refuse what refers to nothing, after 'replicator uninstall',"
                                    + " on the target: "
                                    + String.join("; ", foreignKeys) + ";");
        }

        /** Without tables that inherit from them. */
        private String emptied() {
            return again.stream()
                    .map(name -> (partitioned.contains(name) ? "" : "ONLY ") + name.quoted())
                    .collect(Collectors.joining(", "));
        }

        private static String quoted(List<QualifiedName> names) {
            return names.stream().map(QualifiedName::quoted).collect(Collectors.joining(", "));
        }
    }

    /**
     * Definitions or privileges of the two sides differ; they are not replicated, and {@code status} says so. Empty when none differs any
     * more.
     *
     * @param differences one each
     */
    record DefinitionsDiffer(List<String> differences) implements News {
        public DefinitionsDiffer {
            differences = List.copyOf(differences);
        }

        /** One line each. The body of a function may be long: a statement is there as a whole or not at all. */
        public List<String> lines() {
            return differences.stream().map(DefinitionsDiffer::line).toList();
        }

        private static String line(String difference) {
            int end = difference.indexOf('\n');
            if (end < 0) {
                return difference;
            }
            int statement = difference.indexOf(". On the ");
            return difference.substring(0, statement < 0 ? end : Math.min(statement, end)) + " ...";
        }
    }

    /**
     * The target rejects rows because of definitions that the source does not have, or not any more; {@code status} says so. Empty when it
     * rejects none any more.
     *
     * @param causes each in several lines: which definition, and the statement that lets the rows in
     */
    record DefinitionsReject(List<String> causes) implements News {
        public DefinitionsReject {
            causes = List.copyOf(causes);
        }
    }

    /** A partition that was added on the source is captured from now on. */
    record PartitionCaptured(QualifiedName partition) implements News {}

    /**
     * A partition was detached or dropped on the source; its rows are deleted from the target.
     *
     * @param partition its name as it was captured
     */
    record PartitionLeft(QualifiedName table, String partition) implements News {}

    /** A partition that the source has was created on the target. */
    record PartitionCreated(QualifiedName partition) implements News {}

    /**
     * A partition that the source has could not be created on the target, which therefore refuses its rows or keeps them in another
     * partition.
     *
     * @param cure where and as whom to create it, or to rename what is there, and the statements
     */
    record PartitionNotCreated(QualifiedName partition, String reason, String cure) implements News {}

    /**
     * Columns of a table changed on both sides; they are carried in their current form from now on.
     *
     * @param before the captured columns with their types, as a list in one text
     * @param after the current ones; the same when only types or values changed
     * @param columns the columns that are new, changed or rewritten
     * @param lostFacts what was true of their types and no longer is; empty unless a type changed
     */
    record ColumnsAdapted(
            QualifiedName table, String before, String after, List<String> columns, List<String> lostFacts)
            implements News {
        public ColumnsAdapted {
            columns = List.copyOf(columns);
            lostFacts = List.copyOf(lostFacts);
        }
    }

    /** Rows of a table swap values of a unique index: from now on its changed rows are replaced rather than updated. */
    record RowsReplaced(QualifiedName table) implements News {}

    /** The copy of a table starts over. */
    record CopyRestarted(QualifiedName table, CopyRestart why) implements News {}

    /** Why the copy of a table starts over. Immutable. */
    enum CopyRestart {
        /** The table was rewritten or truncated on the source. */
        REWRITTEN,
        /** It was not completely copied when a server lost transactions, or when rows of the target may have been altered. */
        TRANSACTIONS_LOST,
        /** Its capture was removed, by an uninstallation that did not end, and installed again: what was written in between is in no log. */
        CAPTURED_ANEW
    }

    /** The target refused a row of a chunk: the first round carries all its rows instead, and finds the refused one. */
    record ChunkLeftToRounds(
            QualifiedName table, long chunk, @Nullable String sqlState, String reason) implements News {}

    // ---- news of rows and sequences

    /** The target refused a row: it keeps what it had under that key, and the row is retried from time to time. */
    record RowRefused(RowName row, String sqlState, String reason) implements News {}

    /** A row that was refused is now on the target as on the source, or gone from both. */
    record RowArrived(RowName row) implements News {}

    /** A sequence is not published on the target: its value there may be behind. It is retried, and blocks nothing. */
    record SequenceFailed(QualifiedName sequence, String reason) implements News {}

    /** A sequence that was not published is published again. */
    record SequencePublished(QualifiedName sequence) implements News {}

    // ---- news of a repair

    /** The source has lost transactions whose rows may be on the target. */
    record SourceWentBack() implements News {}

    /** The target has lost transactions that the source no longer has in its log. */
    record TargetWentBack() implements News {}

    /**
     * A table differs between the two sides.
     *
     * @param sourceRows rows on the source
     * @param targetRows rows on the target
     * @param marked rows that are marked as changed
     */
    record TableDiffers(QualifiedName table, long sourceRows, long targetRows, long marked) implements News {}

    /** A table is not completely copied, and was not compared. */
    record TableNotCompared(QualifiedName table) implements News {}

    // ---- news of a verification

    /** A table was compared. {@code rows}: rows of the source. */
    record TableVerified(QualifiedName table, long rows, VerifyReport.Counts counts) implements News {}

    /** The target is further behind than a verification may let it be: nothing is compared until it is not. */
    record VerificationWaits(Duration lag) implements News {}

    // ---- news of the target's objects

    /** An object of the target could not be restored; the work continues without it, and it is retried. */
    record ObjectLeftOpen(OpenObject object) implements News {}

    /** An object that was dropped or disabled on the target is not restored: the source has it no more. {@code kind}: as for a build. */
    record ObjectLetGo(String kind, QualifiedName table, String name) implements News {}

    /** An object that could not be restored before is restored. */
    record ObjectRestored(QualifiedName table, String name) implements News {}

    /** A forced uninstallation drops the record of objects that are not restored: this is the only copy of their SQL. */
    record ObjectsForgotten(List<OpenObject> objects) implements News {
        public ObjectsForgotten {
            objects = List.copyOf(objects);
        }
    }

    /**
     * An object of the source's schema is not created on the target.
     *
     * @param object its kind and name
     * @param reason the words after "which": {@code needs a table that is left out}
     */
    record SchemaObjectLeftOut(String object, String reason) implements News {}
}
