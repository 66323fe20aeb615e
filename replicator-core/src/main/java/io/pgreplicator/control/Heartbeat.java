package io.pgreplicator.control;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the source still has every transaction whose rows may be on the target. After rows were read and before
 * they are committed on the target, the source counts one heartbeat, durably, and the target remembers the count. The
 * source's log is in order: a server that has the heartbeat has whatever was visible before it, and one that was failed
 * over to a standby that lagged, or restored, counts less than the target remembers.
 *
 * <p>Each server, and each life of one, counts in a range of its own that the target gives out, so that no two of them ever
 * count the same; what was read from a former one is refused from then on. Immutable.
 *
 * @param server when the source's server was started; null before the first
 * @param count the last heartbeat remembered
 * @param least where that server's range begins
 */
public record Heartbeat(@Nullable String server, long count, long least) {
    private static final long RANGE = 1L << 32;
    private static final String REPEATABLE = "40001";

    /** Goes on with the server that was found, when it is not behind. */
    Heartbeat follow(SourceState found, Database target) {
        if (found.heartbeats() < count) {
            throw wentBack("it has counted heartbeat " + found.heartbeats() + ", and the target remembers " + count);
        }
        return found.server().equals(server) ? this : change(found.server(), target);
    }

    /** Another stream may have noted the same server in between. */
    private Heartbeat change(String found, Database target) {
        try (Session session = target.open(Role.CONTROL)) {
            return session.doing("noting another source server")
                    .queryFirst(
                            "UPDATE replicator.migration SET source_server = ?, least_heartbeat = least_heartbeat + ?"
                                    + " WHERE source_server IS NOT DISTINCT FROM ? AND heartbeat = ?"
                                    + " RETURNING least_heartbeat",
                            row -> new Heartbeat(found, count, row.getLong(1)),
                            found,
                            RANGE,
                            server,
                            count)
                    .or(() -> Migration.read(session)
                            .map(Migration::heartbeat)
                            .filter(noted -> found.equals(noted.server())))
                    .orElseThrow(Heartbeat::changed);
        }
    }

    /**
     * Counts one on the source and remembers it on the target, each in a transaction of its own. Call it after the rows were
     * read, or their snapshot was taken, and before anything of them is committed on the target.
     */
    public void beat(Session source, Database target) {
        long counted = source.doing("counting a heartbeat")
                .queryLong("SELECT replicator.beat(?::text::timestamptz, ?)", server, least);
        try (Session session = target.open(Role.CONTROL)) {
            int remembered = session.doing("remembering a heartbeat")
                    .update(
                            "UPDATE replicator.migration SET heartbeat = greatest(heartbeat, ?) WHERE source_server = ?",
                            counted,
                            server);
            if (remembered != 1) {
                throw changed();
            }
        }
    }

    ReplicatorException wentBack(String how) {
        return new ReplicatorException(
                ErrorCode.SOURCE_WENT_BACK,
                "The source has lost transactions whose rows may be on the target: " + how
                        + ". It was failed over to a standby that lagged, or restored from an older copy."
                        + " Nothing has been applied since.",
                "Run 'replicator uninstall', empty the target's tables and start again.");
    }

    private static DatabaseException changed() {
        return new DatabaseException(
                ErrorCode.SOURCE_UNREACHABLE,
                "The source's server changed while it was read.",
                "Run the command again; it goes on where it was.",
                REPEATABLE,
                null);
    }
}
