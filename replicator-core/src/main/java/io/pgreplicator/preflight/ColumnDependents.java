package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What keeps a column of the target from being dropped or from having another type: views over it, say. Immutable.
 *
 * @param all in an order in which they can be dropped
 */
record ColumnDependents(List<Dependent> all) {
    /** What comes after the statements: the command that puts back what they have dropped, or names it. */
    static final String PUT_BACK =
            "\nThen run 'replicator schema': it creates views and functions again, and names what else has gone with the column,"
                    + " each with its statement.";

    ColumnDependents {
        all = List.copyOf(all);
    }

    /** {@code removal}: the statement that drops it; {@code ofTypes}: whether it is in the way of another type of the column, too. */
    record Dependent(String removal, boolean ofTypes) {}

    static ColumnDependents of(Session target, Table table, String column) {
        return new ColumnDependents(
                target.doing("looking for what depends on the column " + column + " of " + table.name())
                        .query(
                                Survey.file("column_dependents.sql"),
                                row -> new Dependent(row.getString(1), row.getBoolean(2)),
                                table.oid(),
                                column));
    }

    /** The statements after which the column can be dropped, each with a space behind it. */
    String removals() {
        return removals(all);
    }

    /** The statement that alters its type, after those without which it could not be altered. */
    String around(String alteration) {
        List<Dependent> inTheWay = all.stream().filter(Dependent::ofTypes).toList();
        return "On the target: " + removals(inTheWay) + alteration + (inTheWay.isEmpty() ? "" : PUT_BACK);
    }

    private static String removals(List<Dependent> dependents) {
        return dependents.stream().map(dependent -> dependent.removal + " ").collect(Collectors.joining());
    }
}
