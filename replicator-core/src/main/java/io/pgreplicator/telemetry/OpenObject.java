package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;

/**
 * An index, a constraint, a trigger or the statistics of the target that is not restored although the copy that removed it
 * is complete. The rows are complete without it; it is retried. Immutable.
 *
 * @param kind {@code index}, {@code foreign key}, {@code trigger} or {@code statistics}
 * @param table its table
 * @param name its name
 * @param reason what the server said, or why it has to wait
 * @param sql the statements that are left to do
 * @param offenders a query for the rows that keep it off; empty when it is not rows
 * @param waits whether it was not tried, because it can be back only when no round follows
 */
public record OpenObject(
        String kind, QualifiedName table, String name, String reason, String sql, String offenders, boolean waits) {

    /** What it is, without the reason: {@code foreign key child_parent of public.child}. */
    public String subject() {
        return kind + " " + name + " of " + table;
    }
}
