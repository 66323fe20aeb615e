package io.pgreplicator.pipeline;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;

/** Words for a captured table that is not what it was. Stateless, thread-safe. */
public final class ShapeChange {
    private ShapeChange() {}

    /** What happened to the table, and what to do. */
    public static ReplicatorException of(CapturedTable table) {
        CapturedTable.Present present = table.present();
        if (present.name().name().isEmpty()) {
            return failure("The table " + table.name() + " was dropped on the source.");
        }
        if (!present.name().equals(table.name())) {
            return failure("The table " + table.name() + " was renamed to " + present.name() + " on the source.");
        }
        if (!present.triggersStand()) {
            return failure("A capture trigger of " + table.name() + " was dropped, disabled or altered on the source,"
                    + " so its writes may not have been captured.");
        }
        if (!present.keyStands()) {
            return failure("The unique index over (" + String.join(", ", table.key()) + ") by which " + table.name()
                    + " is captured is gone on the source.");
        }
        if (!present.lostLeaves().isEmpty()) {
            return failure("Partitions of " + table.name() + " were dropped or detached on the source: "
                    + String.join(", ", present.lostLeaves()) + ".");
        }
        return failure("The columns of " + table.name() + " changed on the source: they were (" + table.shape()
                + ") and are (" + present.shape() + ").");
    }

    private static ReplicatorException failure(String what) {
        return new ReplicatorException(
                ErrorCode.SHAPE_CHANGED,
                what + " Nothing has been applied since.",
                "Undo the change and run the command again; or run 'replicator uninstall', make the same change on the"
                        + " target, empty the table there and start again.");
    }
}
