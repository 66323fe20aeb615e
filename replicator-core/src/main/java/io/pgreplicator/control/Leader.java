package io.pgreplicator.control;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a target: an advisory lock held by a connection of its own, so that it ends with the process that
 * holds it. Thread-safe.
 */
public final class Leader implements AutoCloseable {
    /** The lock's key: "pgreplic" as a number; advisory locks are per database. */
    private static final long LOCK = 0x7067_7265_706c_6963L;

    private final Session session;

    private Leader(Session session) {
        this.session = session;
    }

    /** Takes the lead at once or throws {@link ErrorCode#LEADER_RUNNING}. */
    public static Leader take(Database target) {
        Session session = target.open(Role.LEADER);
        boolean taken = false;
        try {
            session.doing("taking the lead");
            taken = session.query("SELECT pg_catalog.pg_try_advisory_lock(?)", row -> row.getBoolean(1), LOCK)
                    .get(0);
            if (!taken) {
                throw new ReplicatorException(
                        ErrorCode.LEADER_RUNNING,
                        "Another replicator is running for the target " + target.settings() + ".",
                        "Look at it with 'replicator status'; stop it before starting another one.");
            }
            return new Leader(session);
        } finally {
            if (!taken) {
                session.close();
            }
        }
    }

    /** Writes where the work stands ({@code name} null: nobody works any more), for {@code status} on any machine; throws when the lead was lost. */
    public synchronized void report(
            @Nullable String name,
            Phase phase,
            @Nullable Duration behind,
            long bytesPerSecond,
            @Nullable String lastError) {
        session.doing("reporting to the control schema")
                .update(
                        "UPDATE replicator.leader SET name = ?, phase = ?, seen_at = clock_timestamp(),"
                                + " synced_at = clock_timestamp() - ?::text::interval, bytes_per_second = ?, last_error = ?",
                        name,
                        phase.toString(),
                        behind == null ? null : behind.toMillis() + " milliseconds",
                        bytesPerSecond,
                        lastError);
    }

    /** Gives up the lead; the next one may be taken at once. */
    @Override
    public synchronized void close() {
        try {
            session.doing("giving up the lead")
                    .query("SELECT pg_catalog.pg_advisory_unlock(?)", row -> row.getBoolean(1), LOCK);
        } catch (DatabaseException e) {
            // it ends with the connection then
        }
        session.discard();
    }
}
