package io.pgreplicator.jdbc;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.Optional;

/** The event triggers of a database that may refuse what the replicator creates and drops. Stateless, thread-safe. */
final class EventTriggers {
    /** The class of what a function raises. */
    private static final String RAISED = "P0";

    private EventTriggers() {}

    /** What an administrator does so that none of them is in the way; empty where there is none. Blocks. */
    static Optional<String> cure(Session session) {
        List<String> statements = session.doing("reading event triggers")
                .query(SqlFile.of(EventTriggers.class, "event_triggers.sql").text(), row -> row.getString(1));
        return statements.isEmpty()
                ? Optional.empty()
                : Optional.of(session.side().place(false) + String.join(" ", statements)
                        + " -- those that refuse it, until the replicator is uninstalled");
    }

    /** The same failure, with what to do where an event trigger may have raised it. Blocks; no transaction is open. */
    static ReplicatorException explained(Session session, DatabaseException failure) {
        String state = failure.sqlState();
        if (state == null || !state.startsWith(RAISED)) {
            return failure;
        }
        return cure(session)
                .<ReplicatorException>map(cure -> new ReplicatorException(
                        failure.code(),
                        String.valueOf(failure.getMessage()),
                        cure + " Then run the command again: it removes what is left.",
                        failure))
                .orElse(failure);
    }
}
