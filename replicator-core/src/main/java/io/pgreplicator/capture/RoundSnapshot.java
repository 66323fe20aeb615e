package io.pgreplicator.capture;

import io.pgreplicator.jdbc.Session;

/**
 * Takes the snapshot that identifies a round, and knows the order of snapshots. Never on a standby, whose snapshots are not
 * comparable with its primary's. Stateless, thread-safe.
 */
public final class RoundSnapshot {
    private RoundSnapshot() {}

    /** Begins the round's transaction on the session and returns its snapshot, for example {@code 100:105:101,103}. */
    public static String begin(Session source) {
        return begin(source, () -> {});
    }

    /** The same; {@code first} runs in the transaction before there is a snapshot, so it may only lock tables. */
    public static String begin(Session source, Runnable first) {
        source.doing("taking the snapshot of a round").begin("ISOLATION LEVEL REPEATABLE READ READ ONLY");
        first.run();
        return current(source);
    }

    /** The snapshot of a transaction that was begun like this; it is taken by the first query. */
    public static String current(Session source) {
        return source.queryText("SELECT pg_catalog.txid_current_snapshot()::text");
    }

    /**
     * Whether the second snapshot sees every transaction that the first one sees; both as text, and of one server. Of two that were
     * taken one after the other, the earlier is within the later.
     */
    public static boolean isWithin(String earlier, String later) {
        return Snapshot.of(earlier).isWithin(Snapshot.of(later));
    }
}
