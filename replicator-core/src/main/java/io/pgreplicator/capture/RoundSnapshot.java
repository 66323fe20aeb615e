package io.pgreplicator.capture;

import io.pgreplicator.jdbc.Session;

/**
 * Takes the snapshot that identifies a round. Never on a standby, whose snapshots are not comparable with its primary's.
 * Stateless, thread-safe.
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
        return source.queryText("SELECT pg_catalog.txid_current_snapshot()::text");
    }
}
