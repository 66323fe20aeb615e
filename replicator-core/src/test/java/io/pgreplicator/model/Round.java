package io.pgreplicator.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A round on its way. Immutable.
 *
 * @param phase how far it is
 * @param snapshot the transactions its snapshot sees, a bit each
 * @param file the table's file when the snapshot was taken
 * @param seen the rows at the snapshot: what the target is to equal
 * @param before the watermark it goes on from
 * @param empties whether the target's table is emptied first
 * @param pending the rows that are to be written, by key
 */
record Round(
        Phase phase,
        int snapshot,
        int file,
        List<Integer> seen,
        int before,
        boolean empties,
        Map<Integer, Integer> pending) {
    enum Phase {
        NONE,
        /** The snapshot is taken, nothing is read. */
        BEGUN,
        /** Read, nothing committed; one transaction or several are still possible. */
        READ,
        /** In several transactions, the first of which is committed. */
        SPREAD,
        /** The watermark is committed and the data is not, which only a broken rule allows. */
        MARKED
    }

    static final Round NONE = new Round(Phase.NONE, 0, 0, List.of(), 0, false, Map.of());

    Round {
        seen = List.copyOf(seen);
        pending = Map.copyOf(pending);
    }

    static Round begin(Source source, int watermark) {
        return new Round(Phase.BEGUN, source.snapshot(), source.file(), source.values(), watermark, false, Map.of());
    }

    boolean is(Phase other) {
        return phase == other;
    }

    boolean isEmpty() {
        return pending.isEmpty() && !empties;
    }

    Round read(boolean truncated, Map<Integer, Integer> rows) {
        return new Round(Phase.READ, snapshot, file, seen, before, truncated, rows);
    }

    Round in(Phase other) {
        return new Round(other, snapshot, file, seen, before, empties, pending);
    }

    /** The first of what is left: the TRUNCATE, or the row of the lowest key. */
    Round first() {
        return empties
                ? new Round(Phase.SPREAD, snapshot, file, seen, before, true, Map.of())
                : new Round(Phase.SPREAD, snapshot, file, seen, before, false, Map.of(lowest(), pending.get(lowest())));
    }

    /** What is left after {@link #first}. */
    Round rest() {
        var rest = new TreeMap<>(pending);
        if (!empties) {
            rest.remove(lowest());
        }
        return new Round(Phase.SPREAD, snapshot, file, seen, before, false, rest);
    }

    private int lowest() {
        return new TreeMap<>(pending).firstKey();
    }
}
