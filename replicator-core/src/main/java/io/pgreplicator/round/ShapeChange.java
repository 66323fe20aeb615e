package io.pgreplicator.round;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.preflight.TargetWatch;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Describes a captured table that has changed its shape. Stateless, thread-safe. */
public final class ShapeChange {
    private ShapeChange() {}

    private static final String RENAMED = " was renamed to ";
    private static final String ADAPT =
            "Make the same change on the target and run the command again: it goes on from where it was.";
    private static final String LET_GO =
            "Run the command again: the replicator lets go of the table and continues with the others.";
    private static final String START_AGAIN = "Make the same change on the target and start over: " + Cures.START_ANEW
            + " To undo the change is not enough: what was written meanwhile was not captured.";

    /** What happened to the table, and what to do. */
    public static ReplicatorException of(CapturedTable table) {
        CapturedTable.Current current = table.current();
        if (current.name().name().isEmpty()) {
            return new ReplicatorException(
                    ErrorCode.SHAPE_CHANGED, "The table " + table.name() + " was dropped on the source.", LET_GO);
        }
        if (table.renamed()) {
            return changed(renaming(table), table.cureOfName());
        }
        if (!current.triggersStand()) {
            return failure(
                    ErrorCode.CAPTURE_INVALID,
                    "A capture trigger of " + table.name() + " was dropped, disabled or altered on the source,"
                            + " or a partition was detached and attached again, so writes may not have been captured.",
                    START_AGAIN);
        }
        if (current.subscribed()) {
            return failure(
                    ErrorCode.CAPTURE_INVALID,
                    "A logical subscription of the source writes to the table " + table.name()
                            + " since it was captured:"
                            + " its writes fire no statement triggers, so they may not have been captured.",
                    "Take the table out of the subscription and start over: " + Cures.START_ANEW);
        }
        if (!current.keyStands()) {
            return changed(table.lossOfKey(), table.cureOfLostKey());
        }
        return changed(columns(table), ADAPT);
    }

    /** That tables have other names, all of them; of one that has its own again by now, what was found before. */
    public static ReplicatorException ofNames(List<CapturedTable> captured, ReplicatorException before) {
        Collection<List<CapturedTable>> renamed = CapturedTable.renamed(captured);
        return renamed.isEmpty()
                ? before
                : changed(
                        renamed.stream()
                                .flatMap(List::stream)
                                .map(ShapeChange::renaming)
                                .collect(Collectors.joining("\n")),
                        CapturedTable.cureOfNames(renamed));
    }

    private static String renaming(CapturedTable table) {
        return "The table " + table.name() + RENAMED + table.current().name() + " on the source.";
    }

    /** Whether it is that columns have changed, which the rounds go on with once the target has the same. */
    public static boolean isOfColumns(ReplicatorException failure) {
        return failure.cure().equals(ADAPT);
    }

    /** Whether it is that a table has another name. */
    public static boolean isOfName(ReplicatorException failure) {
        return String.valueOf(failure.getMessage()).contains(RENAMED);
    }

    /** Whether it is that a column of the target has changed that has changed on the source as well. */
    public static boolean isOfBoth(ReplicatorException failure, CapturedTable table) {
        return table.current().freshColumns().stream()
                .anyMatch(column -> TargetWatch.isOfColumn(failure, table.name(), column));
    }

    /** How the columns changed. */
    public static String columns(CapturedTable table) {
        CapturedTable.Current current = table.current();
        if (!current.shape().equals(table.shape())) {
            return "The columns of " + table.name() + " changed on the source: they were (" + table.shape()
                    + ") and are (" + current.shape() + ").";
        }
        String fresh = String.join(", ", current.freshColumns()) + " of " + table.name();
        return current.lostFacts().isEmpty()
                ? "The values of " + fresh + " were rewritten on the source."
                : "The type of " + fresh + " changed on the source. No longer true: "
                        + String.join("; ", current.lostFacts()) + ".";
    }

    private static ReplicatorException changed(String what, String cure) {
        return failure(ErrorCode.SHAPE_CHANGED, what, cure);
    }

    private static ReplicatorException failure(ErrorCode code, String what, String cure) {
        return new ReplicatorException(code, what + " No later change of the table has been applied.", cure);
    }
}
