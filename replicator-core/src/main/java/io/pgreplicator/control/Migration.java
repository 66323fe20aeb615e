package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
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
 * The migration as recorded on the target: its identity and its progress. The watermark is the last snapshot of the source
 * that the target equals; it only ever moves in the transaction whose effect it records, or after every transaction of its
 * round has committed. Immutable.
 *
 * @param id the migration's identity, the same on both sides
 * @param watermark the last applied snapshot; null before the first round
 * @param rounds rounds applied so far
 * @param heartbeat the source that the target's rows come from
 * @param refusedRows rows that the target refused and does not hold as the source has them
 * @param server when the target's server was started
 * @param repairDue why rows of the target may differ from the source's until a repair has compared them; null when none may
 */
public record Migration(
        UUID id,
        @Nullable String watermark,
        long rounds,
        Heartbeat heartbeat,
        long refusedRows,
        String server,
        @Nullable String repairDue) {

    /**
     * The watermark as an expression for a query of the target, text: in the same statement as rows, it is the state that they
     * are of, or older.
     */
    public static final String WATERMARK = "(SELECT w.watermark FROM replicator.migration AS w)";

    /** Of the tables in schema.sql: another one has others. */
    private static final int VERSION = 5;

    /** The migration of this target, if this role has begun one. Throws when a build with other tables of its own has. */
    public static Optional<Migration> read(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("reading the control schema")
                        .queryFirst(
                                "SELECT migration_id, watermark, rounds, source_server, heartbeat, least_heartbeat,"
                                        + " (SELECT count(*) FROM replicator.refused_row),"
                                        + " " + LeaderEpoch.SERVER_STARTED
                                        + ", version, to_jsonb(m) ->> 'repair_due' FROM replicator.migration AS m",
                                row -> ofVersion(
                                        row.getInt(9),
                                        target,
                                        new Migration(
                                                row.getObject(1, UUID.class),
                                                row.getString(2),
                                                row.getLong(3),
                                                new Heartbeat(row.getString(4), row.getLong(5), row.getLong(6)),
                                                row.getLong(7),
                                                row.getString(8),
                                                row.getString(10))))
                : Optional.empty();
    }

    /** The identity of the migration of this target, whichever build has begun it; empty if this role has begun none. */
    public static Optional<UUID> id(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("reading which migration this is")
                        .queryFirst(
                                "SELECT migration_id FROM replicator.migration", row -> row.getObject(1, UUID.class))
                : Optional.empty();
    }

    /** Whether this database has a control schema as this build makes them. */
    public static boolean isOfThisBuild(Session session) {
        return OwnSchemaState.isOurs(session, OwnSchema.CONTROL)
                && session.doing("reading the version of the control schema")
                                .queryLong("SELECT count(*) FROM replicator.migration WHERE version = " + VERSION)
                        > 0;
    }

    private static Migration ofVersion(int version, Session session, Migration migration) {
        if (version != VERSION) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "The control schema on the " + session.side() + " is of version " + version
                            + ", and this build's is of version " + VERSION
                            + ": another build of the replicator has begun this migration.",
                    "Continue or 'uninstall' with the build that has begun it, and begin the next migration with this one.");
        }
        return migration;
    }

    /** The migration of this target, which has begun. */
    public static Migration present(Session target) {
        return read(target).orElseThrow(Migration::gone);
    }

    /**
     * Throws {@link ServerChanged} when this was read on another server: what is remembered of that one may be missing here. What
     * writes asks as it begins, what only reads has to ask.
     */
    public void assertOn(String other) {
        if (!server.equals(other)) {
            throw new ServerChanged();
        }
    }

    /**
     * Looks for what may have altered rows of the target. What the look throws is recorded in a transaction of its own: from then on
     * nothing follows the source until {@link #resumeFrom}.
     */
    public static void assertUnaltered(Session target, Runnable look) {
        try {
            look.run();
        } catch (DatabaseException e) {
            throw e; // it did not see the end of the look
        } catch (ReplicatorException e) {
            target.doing("recording that rows must be compared").runInTransaction(() -> {
                target.update("UPDATE replicator.migration SET repair_due = coalesce(repair_due, ?)", e.getMessage());
                VerificationRecord.forget(target);
            });
            throw e;
        }
    }

    /** Takes back that rows must be compared because of this, in a transaction of its own. */
    public static void forgetRepair(Session target, ReplicatorException failure) {
        target.doing("recording that rows need not be compared")
                .runInTransaction(() -> target.update(
                        "UPDATE replicator.migration SET repair_due = NULL WHERE repair_due = ?",
                        failure.getMessage()));
    }

    /**
     * Records that everything was carried and that the source's capture is about to be removed. In the session's
     * transaction.
     */
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

    /** The migration of this target, created now if there was none. */
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
     * Checks the source that the session is connected to before anything is read from it; returns what heartbeats are
     * counted with. Throws {@link ErrorCode#SOURCE_WENT_BACK} when it lost transactions that may be on the target, {@link
     * ErrorCode#TARGET_WENT_BACK} when its log was emptied of rounds that the target does not have, or rows of the target may have
     * been altered, and a failure that may be retried when it is a standby.
     */
    public Heartbeat follow(Session source, Database target) {
        if (repairDue != null) {
            throw new ReplicatorException(
                    ErrorCode.TARGET_WENT_BACK,
                    "Rows of the target may differ from the source's since a run ended, and were not compared yet. It said: "
                            + repairDue,
                    Cures.BRING_DIFFERENCES);
        }
        SourceState found = recognise(source);
        loss(found).ifPresent(loss -> {
            throw loss;
        });
        if (found.acknowledged() > rounds) {
            assertKept(found.acknowledged(), target);
        }
        return heartbeat.follow(found, watermark, target);
    }

    /** The target has a round before the source records it, so a later check of the target is conclusive. */
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
                Cures.BRING_DIFFERENCES);
    }

    /** The rounds that the target must have for the log of that source; more than it has if it lost some. */
    public long acknowledgedBy(Session source) {
        return recognise(source).acknowledged();
    }

    /** Whether the source that the session is connected to lost transactions that may be on the target. */
    public boolean isAheadOf(Session source) {
        return loss(recognise(source)).isPresent();
    }

    /**
     * Accepts the source that the session is connected to as the one to repair from, whatever it lost; returns the heartbeat
     * for {@link #resumeFrom}, to be called when every difference is logged. Until then, everything else that writes to the
     * target from another server fails, and so does following this server if it lost something.
     */
    public Heartbeat bindTo(Session source, Session target) {
        SourceState found = recognise(source);
        return target.inTransaction(() -> Heartbeat.bindTo(found, target));
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

    /** The transactions that the source lost and that may be on the target; empty when it has all of them. */
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
     * @param keys distinct keys that the round carried
     * @param seconds duration of the round
     */
    public void advance(Session target, String snapshot, long keys, double seconds) {
        move(target, snapshot, 0, keys, seconds);
    }

    /**
     * Follows the source of {@link #bindTo} from this snapshot of it, once every difference is logged. In the session's
     * transaction; throws as {@link #move} does. The watermark moves, unless it is null and the target lost nothing: then the
     * first round carries the whole log.
     *
     * @param acknowledged rounds that the source's log was emptied of, all of which the target has from now on
     * @return the number of rounds that the target then has, including this repair
     */
    public long resumeFrom(String snapshot, long acknowledged, Session target) {
        heartbeat.begin(target);
        VerificationRecord.forget(target);
        target.update("UPDATE replicator.migration SET repair_due = NULL");
        move(target, watermark != null || acknowledged > rounds ? snapshot : null, acknowledged, 0, 0);
        return Math.max(rounds, acknowledged) + 1;
    }

    /**
     * The one place that moves the watermark and counts a round. Throws when the watermark is not where this migration
     * expects it, which means that somebody else applied a round.
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
