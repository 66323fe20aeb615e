package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import org.jspecify.annotations.Nullable;

/** One slot of the ring: a changed row, or a mark in the stream. Filled by the publisher, emptied by its applier. */
final class ChangeSlot {
    /** The content of a slot. */
    enum Kind {
        /** A changed row of the table. */
        ROW,
        /** The marker of a row whose line follows in pieces. */
        LARGE_ROW,
        /** A piece of that line. */
        PIECE,
        /** Its last piece. */
        LAST_PIECE,
        /** Every row of the table is deleted before the rows that follow. */
        TRUNCATE,
        /** What came before must be committed, although the round continues. */
        BARRIER,
        /** The round ends: what is applied must be committed. */
        END
    }

    /** Every applier. */
    static final int ALL_LANES = -1;

    Kind kind = Kind.END;
    int lane = ALL_LANES;

    @Nullable
    Round round;

    @Nullable
    ApplyTable table;

    byte @Nullable [] line;

    /** The row's share of the ring's limit in bytes. */
    int credits;

    void set(Kind newKind, int newLane, Round newRound, @Nullable ApplyTable newTable) {
        kind = newKind;
        lane = newLane;
        round = newRound;
        table = newTable;
        line = null;
        credits = 0;
    }

    void setLine(byte[] newLine, int taken) {
        line = newLine;
        credits = taken;
    }

    /** Releases the row, so that the ring does not hold its memory. */
    void clearLine() {
        line = null;
    }
}
