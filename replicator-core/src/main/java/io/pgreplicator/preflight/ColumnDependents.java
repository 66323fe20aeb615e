package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Side;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a column of the target from being dropped or from having another type: views over it, say. Immutable.
 *
 * @param all in an order in which they can be dropped
 * @param unknown the views and functions among them that the source does not have
 */
record ColumnDependents(List<Dependent> all, List<String> unknown) {
    private static final String PUT_BACK =
            "\nThen run 'replicator schema': it creates views and functions again, and names what else has gone with the column,"
                    + " each with its statement.";

    ColumnDependents {
        all = List.copyOf(all);
        unknown = List.copyOf(unknown);
    }

    /**
     * One of them.
     *
     * @param description what it is
     * @param removal the statement that drops it; null where none can be given
     * @param object its name, if it is a view or a function; null if not
     * @param owned whether the role may drop it
     * @param ofTypes whether it is in the way of another type of the column, too
     */
    record Dependent(
            String description,
            @Nullable String removal,
            @Nullable String object,
            boolean owned,
            boolean ofTypes) {}

    static ColumnDependents of(Survey survey, Table table, String column) {
        List<Dependent> all = survey.target()
                .doing("looking for what depends on the column " + column + " of " + table.name())
                .query(
                        Survey.file("column_dependents.sql"),
                        row -> new Dependent(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4),
                                row.getBoolean(5)),
                        table.oid(),
                        column);
        List<String> objects =
                all.stream().map(Dependent::object).filter(Objects::nonNull).toList();
        return new ColumnDependents(
                all,
                objects.isEmpty()
                        ? List.of()
                        : survey.source().query(Survey.file("unknown_objects.sql"), row -> row.getString(1), objects));
    }

    /** The lines that alter the type of the column, with what makes that possible. */
    String around(String alteration) {
        return around(alteration, "");
    }

    /** As the other one; {@code then}: the line that says what remains where nothing depends on the column. */
    String around(String alteration, String then) {
        var ofTypes =
                new ColumnDependents(all.stream().filter(Dependent::ofTypes).toList(), unknown);
        return ofTypes.before(Side.TARGET.place(true) + alteration + (ofTypes.all.isEmpty() ? then : PUT_BACK));
    }

    /** The lines that drop the column, and all that hangs on it, before {@code lines}, which make it anew. */
    String beforeAnother(String lines) {
        return before(lines + PUT_BACK);
    }

    /** Where something stands in the way that no statement removes, that is what is said instead. */
    private String before(String lines) {
        List<String> inTheWay = all.stream()
                .filter(dependent -> dependent.removal == null)
                .map(Dependent::description)
                .toList();
        if (!inTheWay.isEmpty()) {
            return "No statements can be given, because this depends on the column on the target: "
                    + String.join("; ", inTheWay)
                    + ". Have the column as on the source there by hand, or make the table anew.";
        }
        if (all.isEmpty()) {
            return lines;
        }
        String lost = unknown.isEmpty()
                ? ""
                : "First save the definitions of what the source does not have, so that 'replicator schema' cannot create it again: "
                        + String.join(", ", unknown) + "\n";
        return lost
                + Side.TARGET.place(all.stream().allMatch(Dependent::owned))
                + all.stream().map(Dependent::removal).collect(Collectors.joining(" "))
                + "\n" + lines;
    }
}
