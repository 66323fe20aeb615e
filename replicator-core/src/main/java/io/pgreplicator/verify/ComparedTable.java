package io.pgreplicator.verify;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table on both sides, and how its rows are compared. Immutable.
 *
 * @param pair the table
 * @param hash the hash of its rows
 * @param source its rows on the source
 * @param target its rows on the target
 * @param rewritten whether applying a row always makes a new version of it on the target
 */
record ComparedTable(TablePair pair, RowHash hash, TableSide source, TableSide target, boolean rewritten) {

    /**
     * Prepares to compare a table.
     *
     * @param stored as in {@link RowHash#of}
     * @param small whether large rows of the source have an empty text for a hash, and generated columns are left out
     * @param from a session of the source
     * @param to a session of the target
     */
    static ComparedTable of(TablePair pair, Digest digest, boolean stored, boolean small, Session from, Session to) {
        RowHash hash = RowHash.of(pair.source(), pair.target(), digest, small, stored);
        boolean anyBytes = from.isSqlAscii() || to.isSqlAscii();
        return new ComparedTable(
                pair,
                hash,
                side(
                        pair,
                        pair.source(),
                        pair.key(),
                        encoding(from, anyBytes),
                        small ? hash.where(RowSize.isStoredSmall(pair.source(), "r")) : hash),
                side(pair, pair.target(), targetKey(pair), encoding(to, anyBytes), hash),
                pair.source().carried().stream()
                        .anyMatch(column -> !pair.target().column(column.name()).identityAlways()));
    }

    private static TableSide side(TablePair pair, Table table, Key key, @Nullable String encoding, RowHash hash) {
        List<String> names = pair.captured().key();
        return new TableSide(
                table.name().toString(),
                table.rows(),
                RowKey.of(table, names, key, encoding),
                hash,
                TableSummary.of(pair.source(), pair.target(), names));
    }

    private static @Nullable String encoding(Session session, boolean anyBytes) {
        return !anyBytes ? null : session.isSqlAscii() ? "SQL_ASCII" : "UTF8";
    }

    /** Its own one, if it has it: its operators may be in another schema. */
    private static Key targetKey(TablePair pair) {
        return pair.target().keys().stream()
                .filter(pair.key()::sameColumns)
                .findFirst()
                .orElse(pair.key());
    }
}
