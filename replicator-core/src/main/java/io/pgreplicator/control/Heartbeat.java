package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects whether the source still has every transaction whose rows may be on the target. After rows were read and before
 * they are committed on the target, the source durably counts one heartbeat, and the target remembers the count. The
 * source's WAL is ordered: a server that has the heartbeat has everything that was visible before it; after a failover to a
 * lagging standby, or a restore, the source counts less than the target remembers.
 *
 * <p>Each server, and each incarnation of one, counts in a range of its own that the target assigns, so that no two of them
 * ever count the same; what was read from a previous one is rejected from then on. Immutable.
 *
 * <p>The order of the calls: whoever carries rows (a round, a chunk of the copy) or logs keys again (refused ones) calls {@link
 * #follow} for the source's connection, reads or logs on it, calls {@link #beat}, and only then commits on the target. A repair
 * calls {@link #bindTo} before it compares, {@link #begin} in the transaction that moves the watermark once every difference
 * is logged, and {@link #beat} after that transaction. {@link Migration} makes these calls, except for {@link #beat}.
 *
 * @param server when the source's server was started; null before the first
 * @param count the last heartbeat remembered
 * @param least where that server's range begins
 */
public record Heartbeat(@Nullable String server, long count, long least) {
    private static final long RANGE = 1L << 32;

    /** The failure to follow the given server, if it is behind. */
    Optional<ReplicatorException> loss(SourceState found) {
        return found.heartbeats() < count
                ? Optional.of(wentBack(
                        "it has counted heartbeat " + found.heartbeats() + ", and the target remembers " + count))
                : Optional.empty();
    }

    /** Continues with the given server, which is not behind. */
    Heartbeat follow(SourceState found, @Nullable String watermark, Database target) {
        return found.server().equals(server) ? this : change(found, watermark, target);
    }

    /**
     * The update finds nothing when another stream has already recorded the same server, which is fine as long as the watermark is
     * the one that the caller knows; otherwise it was a repair that recorded the server, and the caller's watermark is not of it.
     */
    private Heartbeat change(SourceState found, @Nullable String watermark, Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return session.doing("noting another source server")
                    .inTransaction(() -> session.queryFirst(
                                    "UPDATE replicator.migration SET source_server = ?,"
                                            + " least_heartbeat = greatest(least_heartbeat, ?) + ?"
                                            + " WHERE source_server IS NOT DISTINCT FROM ? AND heartbeat = ?"
                                            + " RETURNING least_heartbeat",
                                    row -> new Heartbeat(found.server(), count, row.getLong(1)),
                                    found.server(),
                                    found.heartbeats(),
                                    RANGE,
                                    server,
                                    count)
                            .or(() -> session.queryFirst(
                                    "SELECT source_server, heartbeat, least_heartbeat FROM replicator.migration"
                                            + " WHERE source_server = ? AND watermark IS NOT DISTINCT FROM ?",
                                    row -> new Heartbeat(row.getString(1), row.getLong(2), row.getLong(3)),
                                    found.server(),
                                    watermark))
                            .orElseThrow(Heartbeat::changed));
        }
    }

    /**
     * Accepts the given server as the source, even if it is behind. Streams that follow it before {@link Migration#resumeFrom}
     * check whether it is, and streams that continue with another server are rejected. In the session's transaction.
     */
    static Heartbeat bindTo(SourceState found, Session target) {
        return target.doing("noting the source server to repair from")
                .query(
                        "UPDATE replicator.migration SET source_server = ?,"
                                + " least_heartbeat = greatest(least_heartbeat, ?) + ?"
                                + " RETURNING heartbeat, least_heartbeat",
                        row -> new Heartbeat(found.server(), row.getLong(1), row.getLong(2)),
                        found.server(),
                        found.heartbeats(),
                        RANGE)
                .get(0);
    }

    /**
     * Makes the server of {@link #bindTo} one to follow. In the session's transaction. The first heartbeat of its range is
     * remembered before it is counted: until {@link #beat}, the server counts as one that went back; after it, as one that has
     * what was logged.
     */
    void begin(Session target) {
        int begun = target.doing("noting the first heartbeat of the source as it is now")
                .update(
                        "UPDATE replicator.migration SET heartbeat = least_heartbeat"
                                + " WHERE source_server = ? AND least_heartbeat = ?",
                        server,
                        least);
        if (begun != 1) {
            throw changed();
        }
    }

    /**
     * Counts one heartbeat on the source and remembers it on the target, each in a transaction of its own. Call it after the
     * rows were read, or their snapshot was taken, and before any of them is committed on the target.
     */
    public void beat(Session source, Database target) {
        long counted = source.doing("counting a heartbeat")
                .queryLong("SELECT replicator_capture.beat(?::text::timestamptz, ?)", server, least);
        try (Session session = target.open(Role.CONTROL)) {
            int remembered = session.doing("remembering a heartbeat")
                    .inTransaction(() -> session.update(
                            "UPDATE replicator.migration SET heartbeat = greatest(heartbeat, ?) WHERE source_server = ?",
                            counted,
                            server));
            if (remembered != 1) {
                throw changed();
            }
        }
    }

    ReplicatorException wentBack(String how) {
        return new ReplicatorException(
                ErrorCode.SOURCE_WENT_BACK,
                "The source has lost transactions whose rows may be on the target: " + how
                        + ". It was failed over to a standby that lagged, or restored from an older copy; or a repair was"
                        + " cut short. Nothing has been applied since.",
                Cures.BRING_DIFFERENCES);
    }

    private static DatabaseException changed() {
        return new DatabaseException(
                ErrorCode.SOURCE_UNREACHABLE,
                "The source's server changed while it was read.",
                "Run the command again; it resumes where it left off.",
                SqlStates.REPEATABLE,
                null);
    }
}
