package io.pgreplicator.catalog;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;

/** Describes which sessions hold the locks that block reads of a table. Stateless, thread-safe. */
public final class LockHolders {
    private LockHolders() {}

    /** A sentence for the operator. */
    public static String describe(Session session, long oid) {
        String holders = session.doing("asking who holds a lock")
                .queryText(SqlFile.of(LockHolders.class, "lock_holders.sql").text(), oid);
        return "the " + session.side() + "'s table is locked by " + (holders.isEmpty() ? "another session" : holders)
                + "; it waits alone, and other tables go on";
    }
}
