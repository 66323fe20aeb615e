package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import org.jspecify.annotations.Nullable;

/** One place of the ring: a changed row, or a mark in the stream. Filled by the publisher, emptied by its lane. */
final class ChangeSlot {
    /** What a slot carries. */
    enum Kind {
        /** A changed row of the table. */
        ROW,
        /** The marker of a row whose line follows in pieces. */
        LARGE_ROW,
        /** A piece of that line. */
        PIECE,
        /** Its last piece. */
        LAST_PIECE,
        /** Every row of the table goes before those that follow. */
        TRUNCATE,
        /** What came before is to be committed, though the round goes on. */
        BARRIER,
        /** The round ends: what is applied is to be committed. */
        END
    }

    /** Every lane. */
    static final int ALL_LANES = -1;

    Kind kind = Kind.END;
    int lane = ALL_LANES;

    @Nullable
    Round round;

    @Nullable
    ApplyTable table;

    byte @Nullable [] line;

    /** What the row took of the ring's bound in bytes. */
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

    /** Lets go of the row, so that the ring does not hold its memory. */
    void clearLine() {
        line = null;
    }
}
