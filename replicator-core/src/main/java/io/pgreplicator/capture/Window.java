package io.pgreplicator.capture;

import io.pgreplicator.sql.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What became visible between two snapshots of the source. Changes are identified by transaction visibility alone: a long
 * transaction is in progress in both snapshots and is found by a later window. Immutable.
 *
 * @param applied the snapshot the target has committed; null before the first round: everything logged
 * @param current the snapshot of this round
 */
public record Window(@Nullable String applied, String current) {

    /** The condition on {@code alias.xid}, for rows that the current snapshot sees. */
    String condition(String alias) {
        if (applied == null) {
            return "true";
        }
        String oldest = applied.substring(0, applied.indexOf(':'));
        return alias + ".xid >= " + Long.parseLong(oldest) + " AND NOT pg_catalog.txid_visible_in_snapshot(" + alias
                + ".xid, " + Sql.literal(applied) + "::pg_catalog.txid_snapshot)";
    }
}
