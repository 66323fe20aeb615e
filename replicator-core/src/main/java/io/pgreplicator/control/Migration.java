package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.SchemaGrants;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.SqlFile;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The migration as the target knows it: its identity and how far it has come. The watermark is the last snapshot of the
 * source that the target equals; it is only ever moved in the transaction whose effect it records, or after every
 * transaction of its round has committed. Immutable.
 *
 * @param id the migration's identity, the same on both sides
 * @param watermark the last applied snapshot; null before the first round
 * @param rounds rounds applied so far
 * @param heartbeat the source that the target's rows come from
 * @param refusedRows rows that the target refused and does not hold as the source has them
 */
public record Migration(UUID id, @Nullable String watermark, long rounds, Heartbeat heartbeat, long refusedRows) {

    /** The migration of this target, if one has begun by this role. */
    public static Optional<Migration> read(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("reading the control schema")
                        .queryFirst(
                                "SELECT migration_id, watermark, rounds, source_server, heartbeat, least_heartbeat,"
                                        + " (SELECT count(*) FROM replicator.refused_row) FROM replicator.migration",
                                row -> new Migration(
                                        row.getObject(1, UUID.class),
                                        row.getString(2),
                                        row.getLong(3),
                                        new Heartbeat(row.getString(4), row.getLong(5), row.getLong(6)),
                                        row.getLong(7)))
                : Optional.empty();
    }

    /** The migration of this target, which has begun. */
    public static Migration present(Session target) {
        return read(target).orElseThrow(Migration::gone);
    }

    /** Remembers that all has been carried and that the source's capture goes now. In the session's transaction. */
    public static void noteSourceLeft(Session target) {
        target.doing("noting that the source is left").update("UPDATE replicator.migration SET source_left = true");
    }

    /** Whether {@link #noteSourceLeft} was called. */
    public static boolean isSourceLeft(Session target) {
        return target.doing("asking whether the source was left")
                        .queryLong("SELECT count(*) FROM replicator.migration WHERE source_left")
                > 0;
    }

    static ReplicatorException gone() {
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The control schema on the target is gone.",
                "Somebody ran 'uninstall' or dropped the schema. Start over: " + Cures.START_ANEW);
    }

    /** The migration of this target, begun now if there was none. */
    public static Migration readOrCreate(Session target) {
        return read(target).orElseGet(() -> {
            target.doing("creating the control schema").runInTransaction(() -> {
                target.execute(SqlFile.of(Migration.class, "schema.sql")
                        .with("migration_id", UUID.randomUUID().toString())
                        .text());
                SchemaGrants.revoke(target, OwnSchema.CONTROL);
            });
            return read(target).orElseThrow();
        });
    }

    /**
     * Looks at the source that the session is connected to before anything is read from it; gives what to count heartbeats
     * with. Throws {@link ErrorCode#SOURCE_WENT_BACK} when it lost transactions that may be on the target, {@link
     * ErrorCode#TARGET_WENT_BACK} when its log was emptied of rounds that the target does not have, and what may be retried
     * when it is a standby.
     */
    public Heartbeat follow(Session source, Database target) {
        SourceState found = recognise(source);
        loss(found).ifPresent(loss -> {
            throw loss;
        });
        if (found.acknowledged() > rounds) {
            assertKept(found.acknowledged(), target);
        }
        return heartbeat.follow(found, watermark, target);
    }

    /** The target said that it has the round before the source noted it; so a look at the target that comes later decides. */
    private void assertKept(long acknowledged, Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            long present = present(session).rounds;
            if (acknowledged > present) {
                throw targetWentBack(present, acknowledged);
            }
        }
    }

    private static ReplicatorException targetWentBack(long rounds, long acknowledged) {
        return new ReplicatorException(
                ErrorCode.TARGET_WENT_BACK,
                "The target has lost transactions that the source no longer has in its log: it has " + rounds
                        + " rounds, and had " + acknowledged
                        + " before. It was failed over to a standby that lagged, or restored from an older copy. Nothing has"
                        + " been applied since.",
                "Run 'replicator run --repair': it compares every row and brings what differs.");
    }

    /** The rounds that the target must have for the log of that source, which are more than it has when it lost some. */
    public long acknowledgedBy(Session source) {
        return recognise(source).acknowledged();
    }

    /** Whether the source that the session is connected to lost transactions that may be on the target. */
    public boolean isAheadOf(Session source) {
        return loss(recognise(source)).isPresent();
    }

    /**
     * Takes the source that the session is connected to for the one to repair from, whatever it lost; gives the heartbeat to
     * {@link #goOnFrom} when all that differs is logged. Until then everything else that writes to the target from
     * another server fails, and so does following this one if it lost something.
     */
    public Heartbeat adopt(Session source, Session target) {
        SourceState found = recognise(source);
        return target.inTransaction(() -> Heartbeat.adopt(found, target));
    }

    private SourceState recognise(Session source) {
        SourceState found = SourceState.read(source);
        if (!found.migration().equals(id)) {
            throw new ReplicatorException(
                    ErrorCode.CAPTURE_INVALID,
                    "The capture on the source belongs to another migration than the target.",
                    "Give the source and the target of one migration.");
        }
        return found;
    }

    /** What the source lost, of what may be on the target; empty when it has all of it. */
    Optional<ReplicatorException> loss(SourceState found) {
        return watermark != null && found.nextTransaction() < nextTransaction(watermark)
                ? Optional.of(heartbeat.wentBack("its next transaction is number " + found.nextTransaction()
                        + ", and the target equals a snapshot of it that was taken at number "
                        + nextTransaction(watermark)))
                : heartbeat.loss(found);
    }

    /** The second part of {@code xmin:xmax:running,...}. */
    private static long nextTransaction(String snapshot) {
        return Long.parseLong(snapshot.split(":", 3)[1]);
    }

    /**
     * Moves the watermark to the snapshot of a round, in the session's transaction. Throws as {@link #move} does.
     *
     * @param keys distinct keys that it carried
     * @param seconds how long it took
     */
    public void advance(Session target, String snapshot, long keys, double seconds) {
        move(target, snapshot, 0, keys, seconds);
    }

    /**
     * Follows the adopted source from that snapshot of it, once all that differs there is logged. In the session's transaction;
     * throws as {@link #move} does. The watermark moves, unless it is null and the target lost nothing: then the first round
     * carries the whole log.
     *
     * @param acknowledged rounds that the source's log was emptied of, all of which the target has from now on
     * @return the number of rounds that the target has then, this repair among them
     */
    public long goOnFrom(String snapshot, long acknowledged, Session target) {
        heartbeat.begin(target);
        move(target, watermark != null || acknowledged > rounds ? snapshot : null, acknowledged, 0, 0);
        return Math.max(rounds, acknowledged) + 1;
    }

    /**
     * The one place that moves the watermark, and counts a round. Throws when it is not where this migration believes, which
     * means that somebody else applied a round.
     */
    private void move(Session target, @Nullable String snapshot, long leastRounds, long keys, double seconds) {
        int moved = target.doing("moving the watermark")
                .update(
                        "UPDATE replicator.migration SET watermark = ?, rounds = greatest(rounds, ?) + 1,"
                                + " last_round_keys = CASE WHEN ? > 0 THEN ? ELSE last_round_keys END,"
                                + " last_round_seconds = CASE WHEN ? > 0 THEN ? ELSE last_round_seconds END,"
                                + " last_round_at = CASE WHEN ? > 0 THEN clock_timestamp() ELSE last_round_at END"
                                + " WHERE watermark IS NOT DISTINCT FROM ?",
                        snapshot,
                        leastRounds,
                        keys,
                        keys,
                        keys,
                        seconds,
                        keys,
                        watermark);
        if (moved != 1) {
            long present = present(target).rounds;
            if (present < rounds) {
                throw targetWentBack(present, rounds);
            }
            throw new ReplicatorException(
                    ErrorCode.LEADER_RUNNING,
                    "The watermark on the target was moved by somebody else.",
                    "Make sure that only one replicator runs for this target, then run the command again.");
        }
    }
}
