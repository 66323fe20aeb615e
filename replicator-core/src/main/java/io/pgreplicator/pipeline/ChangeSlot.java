package io.pgreplicator.pipeline;

import org.jspecify.annotations.Nullable;

/** One place of the ring: a changed row, or a mark in the stream. Filled by the publisher, emptied by its lane. */
final class ChangeSlot {
    /** What a slot carries. */
    enum Kind {
        /** A changed row of the table. */
        ROW,
        /** Every row of the table goes before those that follow. */
        TRUNCATE,
        /** The round ends: what is applied is to be committed. */
        END
    }

    /** Every lane. */
    static final int ALL_LANES = -1;

    Kind kind = Kind.END;
    int lane = ALL_LANES;

    @Nullable
    ReplicatedTable table;

    byte @Nullable [] line;

    @Nullable
    Round round;

    void set(Kind newKind, int newLane, Round newRound, @Nullable ReplicatedTable newTable, byte @Nullable [] newLine) {
        kind = newKind;
        lane = newLane;
        round = newRound;
        table = newTable;
        line = newLine;
    }

    /** Lets go of the row, so that the ring does not hold its memory. */
    void clearLine() {
        line = null;
    }
}
