package io.pgreplicator.pipeline;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;

/** Words for a captured table that is not what it was. Stateless, thread-safe. */
public final class ShapeChange {
    private ShapeChange() {}

    private static final String UNDO =
            "Undo the change and run the command again; or make the same change on the target and begin anew: "
                    + Cures.START_ANEW;
    private static final String ADAPT =
            "Make the same change on the target and run the command again: it goes on from where it was.";
    private static final String START_AGAIN = "Make the same change on the target and begin anew: " + Cures.START_ANEW
            + " To undo the change is not enough: what was written meanwhile was not captured.";

    /** What happened to the table, and what to do. */
    public static ReplicatorException of(CapturedTable table) {
        CapturedTable.Present present = table.present();
        if (present.name().name().isEmpty()) {
            return changed("The table " + table.name() + " was dropped on the source.", START_AGAIN);
        }
        if (!present.name().equals(table.name())) {
            return changed("The table " + table.name() + " was renamed to " + present.name() + " on the source.", UNDO);
        }
        if (!present.lostLeaves().isEmpty()) {
            return changed(
                    "Partitions of " + table.name() + " were dropped or detached on the source: "
                            + String.join(", ", present.lostLeaves()) + ".",
                    START_AGAIN);
        }
        if (!present.triggersStand()) {
            return failure(
                    ErrorCode.CAPTURE_INVALID,
                    "A capture trigger of " + table.name() + " was dropped, disabled or altered on the source,"
                            + " or a partition was detached and attached again, so writes may not have been captured.",
                    START_AGAIN);
        }
        if (!present.keyStands()) {
            return changed(
                    "The unique index over (" + String.join(", ", table.key()) + ") by which " + table.name()
                            + " is captured is gone on the source.",
                    UNDO);
        }
        return changed(columns(table), ADAPT);
    }

    /** In which way the columns changed. */
    public static String columns(CapturedTable table) {
        CapturedTable.Present present = table.present();
        return present.shape().equals(table.shape())
                ? "The values of " + String.join(", ", present.freshColumns()) + " of " + table.name()
                        + " were rewritten on the source."
                : "The columns of " + table.name() + " changed on the source: they were (" + table.shape()
                        + ") and are (" + present.shape() + ").";
    }

    private static ReplicatorException changed(String what, String cure) {
        return failure(ErrorCode.SHAPE_CHANGED, what, cure);
    }

    private static ReplicatorException failure(ErrorCode code, String what, String cure) {
        return new ReplicatorException(code, what + " Nothing has been applied since.", cure);
    }
}
