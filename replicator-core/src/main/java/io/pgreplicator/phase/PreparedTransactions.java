package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.OpenTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Prepared transactions that write captured tables: one may never end, and whoever waits for it is told how to end it. Stateless, thread-safe. */
final class PreparedTransactions {
    /** Who prepares one and commits it at once is waited for. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private PreparedTransactions() {}

    /** Both ways to end it; only its own role may, and an administrator. */
    static String cure(Session source, OpenTransaction prepared) {
        boolean own = prepared.user() == null || prepared.user().equals(source.queryText("SELECT current_user"));
        String place = Side.SOURCE.place(own);
        String gid = Sql.literal(Objects.requireNonNull(prepared.gid()));
        return place + "COMMIT PREPARED " + gid + ";\nOr, to discard what it wrote:\n" + place + "ROLLBACK PREPARED "
                + gid + ";";
    }

    /** After a lock was waited for in vain to remove a capture: throws {@link ErrorCode#COMMAND_REFUSED} when an old one is in the way. */
    static void refuse(Session source) {
        List<OpenTransaction> old = CaptureSchema.openTransactions(source).stream()
                .filter(writer -> writer.gid() != null)
                .filter(writer -> writer.ageSeconds() == null || writer.ageSeconds() >= YOUNG.toSeconds())
                .toList();
        if (!old.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "The replicator cannot be taken off tables that a prepared transaction writes: " + old.get(0) + ".",
                    cure(source, old.get(0)) + "\nThen run the command again: it completes what is left.");
        }
    }
}
