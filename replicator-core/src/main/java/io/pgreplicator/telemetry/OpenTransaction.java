package io.pgreplicator.telemetry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the source that may have written to captured tables and is not committed: what it wrote is on the target
 * only if it commits and a later round follows. Immutable.
 *
 * @param pid its backend's process id; null when it is prepared
 * @param gid its name; null unless it is prepared
 * @param ageSeconds seconds since it began, or was prepared; null when the role may not see it
 * @param application application name; empty when prepared or not visible
 * @param user its role; null when it is not visible
 * @param state {@code prepared}, or as in {@code pg_stat_activity}
 * @param tables the captured tables on which it holds a write lock
 */
public record OpenTransaction(
        @Nullable Integer pid,
        @Nullable String gid,
        @Nullable Long ageSeconds,
        String application,
        @Nullable String user,
        String state,
        List<String> tables) {

    public OpenTransaction {
        tables = List.copyOf(tables);
    }

    /** On one line: which transaction, since when, on which tables. */
    @Override
    public String toString() {
        return (gid != null ? "prepared transaction '" + gid + "'" : "transaction of process " + pid)
                + (user == null ? "" : ", user " + user)
                + (application.isEmpty() ? "" : ", application " + application)
                + (gid != null ? "" : ", " + state)
                + (ageSeconds == null ? "" : ", " + ageSeconds + " s old")
                + ", writes " + String.join(", ", tables);
    }
}
