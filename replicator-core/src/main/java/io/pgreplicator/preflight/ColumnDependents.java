package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a column of the target from being dropped or from having another type: views over it, say. Immutable.
 *
 * @param all in an order in which they can be dropped
 * @param rebuilt what goes with the column, and is built again for another type
 * @param unknown the names among all of these that the source does not have
 */
record ColumnDependents(List<Dependent> all, List<Rebuilt> rebuilt, List<String> unknown) {
    private static final String PUT_BACK =
            "\nThen run 'replicator schema': it creates views and functions again, and names what else has gone with the column,"
                    + " each with its statement.";

    ColumnDependents {
        all = List.copyOf(all);
        rebuilt = List.copyOf(rebuilt);
        unknown = List.copyOf(unknown);
    }

    /**
     * One of them.
     *
     * @param description what it is
     * @param removal the statement that drops it; null where none can be given
     * @param object its name, if the source may have it as well; null where that is not asked
     * @param owned whether the role may drop it
     * @param ofTypes whether it is in the way of another type of the column, too
     * @param ofDrops whether it is in the way of dropping the column, not only of writing the table anew
     */
    record Dependent(
            String description,
            @Nullable String removal,
            @Nullable String object,
            boolean owned,
            boolean ofTypes,
            boolean ofDrops) {}

    /** A check, an index or a key over the column of {@code place}; {@code creation} makes another one on the probe. */
    record Rebuilt(Dependent dependent, String place, String creation) {
        /** Whether it is there as long as the column has its type, and not when it has another one. */
        boolean isRefusedAfter(String change, Session target) {
            String probe = "CREATE TEMPORARY TABLE replicator_probe (LIKE " + place + ")";
            target.doing("trying out a type (rolled back)");
            return target.refusal(List.of(probe, creation, change)).isPresent()
                    && target.refusal(List.of(probe, creation)).isEmpty();
        }
    }

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
                                row.getBoolean(5),
                                row.getBoolean(6)),
                        table.oid(),
                        column);
        List<Rebuilt> rebuilt = survey.target()
                .query(
                        Survey.file("rebuilt_with_column.sql"),
                        row -> new Rebuilt(
                                new Dependent(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        true,
                                        false),
                                row.getString(5),
                                row.getString(6)),
                        table.oid(),
                        column);
        List<String> objects =
                names(Stream.concat(all.stream(), rebuilt.stream().map(Rebuilt::dependent)));
        return new ColumnDependents(
                all,
                rebuilt,
                objects.isEmpty()
                        ? List.of()
                        : survey.source().query(Survey.file("unknown_objects.sql"), row -> row.getString(1), objects));
    }

    private static List<String> names(Stream<Dependent> dependents) {
        return dependents.map(Dependent::object).filter(Objects::nonNull).toList();
    }

    /**
     * With the checks, indexes and foreign keys that cannot be built again after that change: an operator of the old type's, say.
     *
     * @param change the statements of the change, of the table pg_temp.replicator_probe
     */
    ColumnDependents withUnbuildable(Session target, String change) {
        Stream<Dependent> unbuildable = rebuilt.stream()
                .filter(one -> one.isRefusedAfter(change, target))
                .map(Rebuilt::dependent);
        return new ColumnDependents(Stream.concat(all.stream(), unbuildable).toList(), List.of(), unknown);
    }

    /** The lines that alter the type of the column, with what makes that possible. */
    String around(String alteration) {
        return around(alteration, "");
    }

    /** As the other one; {@code then}: the line that says what remains where nothing depends on the column. */
    String around(String alteration, String then) {
        var ofTypes =
                new ColumnDependents(all.stream().filter(Dependent::ofTypes).toList(), List.of(), unknown);
        return ofTypes.before(Side.TARGET.place(true) + alteration + (ofTypes.all.isEmpty() ? then : PUT_BACK));
    }

    /**
     * The lines that drop the column, and all that hangs on it, before {@code lines}, which make it anew; {@code written}: whether
     * each row gets a value of it then.
     */
    String beforeAnother(String lines, boolean written) {
        return new ColumnDependents(
                        all.stream()
                                .filter(dependent -> dependent.ofDrops || written)
                                .toList(),
                        rebuilt,
                        unknown)
                .before(lines + PUT_BACK);
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
        List<String> goes = names(Stream.concat(all.stream(), rebuilt.stream().map(Rebuilt::dependent)));
        List<String> lost = unknown.stream().filter(goes::contains).toList();
        String saved = lost.isEmpty()
                ? ""
                : "First save the definitions of what the source does not have, so that 'replicator schema' cannot create it again: "
                        + String.join(", ", lost) + "\n";
        if (all.isEmpty()) {
            return saved + lines;
        }
        return saved
                + Side.TARGET.place(all.stream().allMatch(Dependent::owned))
                + all.stream().map(Dependent::removal).collect(Collectors.joining(" "))
                + "\n" + lines;
    }
}
