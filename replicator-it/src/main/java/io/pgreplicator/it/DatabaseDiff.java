package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What differs between two databases: every row in its exact text form, and the catalog. Immutable.
 *
 * @param differences one readable line for each, empty when the databases are identical
 * @param tables how many tables were compared row by row
 * @param rows how many rows those tables have on the source
 */
public record DatabaseDiff(List<String> differences, int tables, long rows) {

    private static final int LISTED = 20;

    public DatabaseDiff {
        differences = List.copyOf(differences);
    }

    /** Compares everything; see {@link #compare(Connection, Connection, DiffOptions)}. */
    public static DatabaseDiff compare(Connection source, Connection target) throws SQLException {
        return compare(source, target, DiffOptions.everything());
    }

    /**
     * Compares two databases, each in one snapshot; blocks while it reads every row of both.
     *
     * <p>Tables are compared by the number of rows and a sum of row hashes, both databases at the same time, and only
     * where those differ are the sorted rows streamed and merged to name samples. So it is the streamed rows that
     * decide, and memory does not grow with the tables.
     *
     * @param source a connection in autocommit mode whose role may read everything; used up to the end of the call
     * @param target a connection of the same kind
     */
    public static DatabaseDiff compare(Connection source, Connection target, DiffOptions options) throws SQLException {
        try (DiffSide sourceSide = DiffSide.open(source, options);
                DiffSide targetSide = DiffSide.open(target, options)) {
            return new Comparison(sourceSide, targetSide, options).run();
        }
    }

    /** Whether nothing differs. */
    public boolean identical() {
        return differences.isEmpty();
    }

    /**
     * Fails unless nothing differs.
     *
     * @throws AssertionError listing up to 20 differences, if there are any
     */
    public void assertIdentical() {
        if (!identical()) {
            throw new AssertionError(toString());
        }
    }

    @Override
    public String toString() {
        String counted = tables + " tables, " + rows + " rows: " + differences.size() + " differences";
        String more = differences.size() > LISTED ? "\n  and " + (differences.size() - LISTED) + " more" : "";
        return differences.stream()
                .limit(LISTED)
                .map(line -> "\n  " + line)
                .collect(Collectors.joining("", counted, more));
    }
}
