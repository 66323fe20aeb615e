package io.pgreplicator.config;

import java.time.Duration;
import java.util.List;

/**
 * How both sides are compared while they live. Immutable.
 *
 * @param tables patterns of the tables to compare, as in {@link TableFilter}; empty means all that are replicated
 * @param rows whether rows are compared
 * @param objects whether definitions, privileges and sequences are compared
 * @param repair whether rows that differ are marked as changed, so that the next round carries them
 * @param streams tables that are compared concurrently, 1 to 64
 * @param load fraction of the time in which each stream keeps the servers busy, above 0 and at most 1
 * @param maxLag how far the target may be behind a running replicator; the comparison waits while it is further. Zero: never waits
 * @param patience how long a row that changes again and again, or whose change is not applied, is looked at
 */
public record VerifyOptions(
        List<String> tables,
        boolean rows,
        boolean objects,
        boolean repair,
        int streams,
        double load,
        Duration maxLag,
        Duration patience) {
    private static final int MOST_STREAMS = 64;
    private static final Duration LONGEST = Duration.ofDays(1);

    public VerifyOptions {
        tables = List.copyOf(tables);
        if (streams < 1 || streams > MOST_STREAMS) {
            throw new IllegalArgumentException("streams: " + streams + " is not between 1 and " + MOST_STREAMS);
        }
        if (!(load > 0 && load <= 1)) {
            throw new IllegalArgumentException("load: " + load + " is not above 0 and at most 1");
        }
        assertBetween("max-lag", maxLag);
        assertBetween("patience", patience);
    }

    private static void assertBetween(String name, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": it may be 0 to " + DurationText.format(LONGEST) + ", and is "
                    + (time.isNegative() ? "negative" : "longer"));
        }
    }

    /** Everything, with two streams at half load. */
    public static VerifyOptions defaults() {
        return new VerifyOptions(List.of(), true, true, false, 2, 0.5, Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** The same for these tables. */
    public VerifyOptions withTables(List<String> patterns) {
        return new VerifyOptions(patterns, rows, objects, repair, streams, load, maxLag, patience);
    }

    /** The same with another number of streams. */
    public VerifyOptions withStreams(int number) {
        return new VerifyOptions(tables, rows, objects, repair, number, load, maxLag, patience);
    }

    /** The same with another load. */
    public VerifyOptions withLoad(double fraction) {
        return new VerifyOptions(tables, rows, objects, repair, streams, fraction, maxLag, patience);
    }

    /** The same with another limit of the lag; zero for none. */
    public VerifyOptions withMaxLag(Duration longest) {
        return new VerifyOptions(tables, rows, objects, repair, streams, load, longest, patience);
    }

    /** The same with another patience. */
    public VerifyOptions withPatience(Duration longest) {
        return new VerifyOptions(tables, rows, objects, repair, streams, load, maxLag, longest);
    }

    /** The same with a repair of what differs. */
    public VerifyOptions repairing() {
        return new VerifyOptions(tables, rows, objects, true, streams, load, maxLag, patience);
    }

    /** Rows alone: neither definitions nor sequences. */
    public VerifyOptions rowsOnly() {
        return new VerifyOptions(tables, true, false, repair, streams, load, maxLag, patience);
    }

    /** Definitions, privileges and sequences, but no rows. */
    public VerifyOptions objectsOnly() {
        return new VerifyOptions(tables, false, true, false, streams, load, maxLag, patience);
    }
}
