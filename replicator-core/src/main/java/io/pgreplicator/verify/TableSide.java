package io.pgreplicator.verify;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a table on one side. Each method is one statement of its own, so no snapshot lasts longer than that, and the
 * table is locked before it is taken: a TRUNCATE cannot show a state that never was. Confined to one thread.
 */
final class TableSide {
    private final String name;
    private final String rows;
    private final RowKey key;
    private final RowHash hash;
    private final TableSummary summary;

    /**
     * Prepares to read.
     *
     * @param name the table's name, for messages
     * @param rows what selects exactly its rows
     */
    TableSide(String name, String rows, RowKey key, RowHash hash, TableSummary summary) {
        this.name = name;
        this.rows = rows;
        this.key = key;
        this.hash = hash;
        this.summary = summary;
    }

    /** A range of keys: above the first, up to the second; null is open. Immutable. */
    record Range(@Nullable List<String> low, @Nullable List<String> high) {
        static final Range ALL = new Range(null, null);
    }

    /** The content of a range: rows, a hash over all of them, and their extremes. */
    record Content(long rows, String hash, List<TableSummary.@Nullable Value> extremes) {
        boolean isSame(Content other) {
            return rows == other.rows && hash.equals(other.hash);
        }
    }

    RowKey key() {
        return key;
    }

    TableSummary summary() {
        return summary;
    }

    /** The key of the row that is that many rows into the range; empty when fewer rows are left. */
    Optional<List<String>> bound(Session session, Range range, long rowsBefore) {
        return session.doing("comparing " + name)
                .queryFirst(
                        file("range_bound.sql", range)
                                .with("key", key.texts())
                                .with("ordering", key.ordering())
                                .text(),
                        row -> texts(row, 1),
                        rowsBefore);
    }

    /** Whether the range is not empty by this side's own order, which need not be the other's; false also if it cannot read a bound. */
    boolean ascends(Session session, Range range) {
        if (range.high() == null) {
            return true;
        }
        try {
            return session.doing("comparing " + name)
                    .query("SELECT " + key.ascends(range.low(), range.high()), row -> row.getBoolean(1))
                    .get(0);
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState())) {
                throw e;
            }
            return false;
        }
    }

    /** The content of a range. */
    Content content(Session session, Range range) {
        return session.doing("comparing " + name)
                .query(
                        file("range_content.sql", range)
                                .with("hash", hash.expression())
                                .with("inputs", summary.inputs())
                                .with("extremes", summary.extremes())
                                .text(),
                        row -> new Content(row.getLong(1), row.getString(2), summary.read(row, 3)))
                .get(0);
    }

    /** The hash of each row of a range, by its key. */
    Map<List<String>, String> hashes(Session session, Range range) {
        var hashes = new HashMap<List<String>, String>();
        session.doing("comparing " + name)
                .query(
                        file("range_rows.sql", range)
                                .with("hash", hash.expression())
                                .with("key", key.texts())
                                .text(),
                        row -> hashes.merge(texts(row, 2), row.getString(1), (one, other) -> one + " " + other));
        return hashes;
    }

    /** The number of rows that are in no range, because a column of their key is null. */
    long rowsWithoutKey(Session session) {
        return session.doing("comparing " + name)
                .queryLong("SELECT count(*) FROM " + rows + " AS r WHERE " + key.hasNull());
    }

    /**
     * What one statement sees of the rows of these keys, in their order. Where this side cannot read a key, it takes several
     * statements, and there is no row.
     *
     * @param seen an expression for the state that is seen
     * @param flag a condition on the key {@code g.t1, g.v1, ...}
     */
    List<Sight> look(Session session, List<List<String>> keys, String seen, String flag) {
        try {
            return lookOnce(session, keys, seen, flag);
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState())) {
                throw e;
            }
            // a label that the type does not have, an object that was dropped; without a key, the statement alone fails
            lookOnce(session, List.of(), seen, flag);
        }
        if (keys.size() == 1) {
            return List.of(lookAtNothing(session, seen));
        }
        var sights = new ArrayList<Sight>(look(session, keys.subList(0, keys.size() / 2), seen, flag));
        sights.addAll(look(session, keys.subList(keys.size() / 2, keys.size()), seen, flag));
        return sights;
    }

    private static Sight lookAtNothing(Session session, String seen) {
        return session.query(
                        "SELECT " + seen + ", pg_postmaster_start_time()::text, pg_is_in_recovery()",
                        row -> new Sight(
                                row.getString(1), row.getString(2), row.getBoolean(3), null, null, null, false))
                .get(0);
    }

    private List<Sight> lookOnce(Session session, List<List<String>> keys, String seen, String flag) {
        String statement = SqlFile.of(TableSide.class, "look_at_rows.sql")
                .with("seen", seen)
                .with("arrays", key.arrays())
                .with("names", key.textNames())
                .with("given", key.given())
                .with("key", key.textArray())
                .with("hash", hash.expression())
                .with("table", rows)
                .with("match", key.match())
                .with("flag", flag)
                .text();
        var sights = new ArrayList<@Nullable Sight>(Collections.nCopies(keys.size(), null));
        session.doing("looking at rows of " + name)
                .query(
                        statement,
                        row -> sights.set(
                                row.getInt(4) - 1,
                                new Sight(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getBoolean(3),
                                        array(row, 5),
                                        row.getString(6),
                                        row.getString(7),
                                        row.getBoolean(8))),
                        columns(keys));
        return sights.stream().map(Objects::requireNonNull).toList();
    }

    private Object[] columns(List<List<String>> keys) {
        var columns = new Object[key.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = keys.stream().map(texts -> texts.get(column)).toList();
        }
        return columns;
    }

    private SqlFile file(String file, Range range) {
        return SqlFile.of(TableSide.class, file)
                .with("table", rows)
                .with("range", key.between(range.low(), range.high()));
    }

    private List<String> texts(ResultSet row, int first) throws SQLException {
        var texts = new ArrayList<String>();
        for (int i = 0; i < key.size(); i++) {
            texts.add(row.getString(first + i));
        }
        return texts;
    }

    private static @Nullable List<String> array(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : Arrays.asList((String[]) array.getArray());
    }
}
