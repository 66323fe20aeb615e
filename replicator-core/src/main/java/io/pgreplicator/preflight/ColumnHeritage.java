package io.pgreplicator.preflight;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the table whose column is to be altered: an inherited one can be altered there alone from where it comes. Confined to one thread.
 */
final class ColumnHeritage {
    private final Survey survey;
    /** What the statements for other columns do already. */
    private final Set<String> done;
    /** The statements for tables that are not selected, by what they are about, and the table of which they are said. */
    private final Map<String, QualifiedName> said = new HashMap<>();

    /** {@code done}: what the statements for other columns do, to which these add. */
    ColumnHeritage(Survey survey, Set<String> done) {
        this.survey = survey;
        this.done = done;
    }

    /**
     * What is to become of a column.
     *
     * @param name its name on the source
     * @param present its name on the target, which may not have it
     * @param isNeeded whether these tables of source and target differ in it
     * @param statements the lines that alter it in that table of the target, and in all that inherit it from there
     * @param inheritsAgain whether a table of the target whose own one was altered can inherit it from this one as before
     */
    record Alteration(
            String name,
            String present,
            BiPredicate<Table, Table> isNeeded,
            BiFunction<Table, Table, String> statements,
            BiPredicate<Table, Table> inheritsAgain) {

        /** Of a column that has one name on both sides. */
        Alteration(
                String name,
                BiPredicate<Table, Table> isNeeded,
                BiFunction<Table, Table, String> statements,
                BiPredicate<Table, Table> inheritsAgain) {
            this(name, name, isNeeded, statements, inheritsAgain);
        }
    }

    /** A table with its own column; {@code leaves}: the statements that end the inheritance of those below it which the source lacks. */
    private record Origin(QualifiedName table, List<String> leaves) {
        Origin below(List<String> others) {
            return new Origin(
                    table, Stream.concat(others.stream(), leaves.stream()).toList());
        }
    }

    /** The lines that alter the column of the table, {@code other} on the target. */
    String cure(Table table, Table other, Alteration alteration) {
        List<Origin> origins = origins(table.name(), alteration);
        if (origins.size() != 1) {
            return none(origins.stream().map(Origin::table).toList());
        }
        Origin origin = origins.get(0);
        if (origin.table.equals(table.name())) {
            return once(origin.leaves) + alteration.statements.apply(table, other);
        }
        Optional<Table> above = find(survey.source(), survey.tables(), origin.table);
        Optional<Table> aboveOther = find(survey.target(), survey.targets().values(), origin.table);
        if (above.isEmpty() || aboveOther.isEmpty()) {
            return none(List.of(origin.table));
        }
        if (!alteration.isNeeded.test(above.get(), aboveOther.get())) {
            return alone(table, other, alteration, alteration.inheritsAgain.test(above.get(), aboveOther.get()));
        }
        return survey.tables().contains(above.get())
                ? once(leaves(table.name(), parents(table.name(), alteration))) + told(origin.table)
                : once(origin.leaves) + ofAnother(table, above.get(), aboveOther.get(), alteration);
    }

    private static String told(QualifiedName table) {
        return "Do what is said of " + table + ": the target's table inherits the column from it.";
    }

    private static String none(List<QualifiedName> tables) {
        return "No statements can be given: the target's table inherits the column from " + NameList.of(tables)
                + ". Have it as on the source there by hand.";
    }

    /** Nothing is said of a table that is not selected, so it is said here; once, of the first table that inherits from it. */
    private String ofAnother(Table table, Table above, Table aboveOther, Alteration alteration) {
        QualifiedName before = said.putIfAbsent(above.name() + "." + alteration.name, table.name());
        if (before != null) {
            return "Do what is said of " + before + ": both inherit the column from " + above.name() + ".";
        }
        String lines = alteration.statements.apply(above, aboveOther);
        return aboveOther.owned()
                ? lines
                : lines.replaceAll("(?m)^" + Side.TARGET.place(true), Side.TARGET.place(false));
    }

    /** It differs from that of the table from which it is inherited, so it does not come from there meanwhile. */
    private String alone(Table table, Table other, Alteration alteration, boolean inheritsAgain) {
        List<QualifiedName> parents = parents(survey.target(), table.name(), alteration.present).stream()
                .map(Parent::name)
                .toList();
        Stream<String> leaves = parents.stream().map(parent -> leave(table.name(), parent));
        if (!inheritsAgain) {
            return once(leaves.toList()) + alteration.statements.apply(table, other);
        }
        return place(leaves)
                + "\n"
                + alteration.statements.apply(table, other)
                + "\n"
                + place(parents.stream()
                        .map(parent -> "ALTER TABLE " + table.name().quoted() + " INHERIT " + parent.quoted() + ";"));
    }

    private static String leave(QualifiedName table, QualifiedName parent) {
        return "ALTER TABLE " + table.quoted() + " NO INHERIT " + parent.quoted() + ";";
    }

    /** A line of those statements that none for another column has; empty where each one has been given. */
    private String once(List<String> statements) {
        List<String> fresh = statements.stream().filter(done::add).toList();
        return fresh.isEmpty() ? "" : place(fresh.stream()) + "\n";
    }

    private static String place(Stream<String> statements) {
        return statements.collect(Collectors.joining(" ", Side.TARGET.place(true), ""));
    }

    /** The tables whose own the column is, by the parents that the table has on both sides. */
    private List<Origin> origins(QualifiedName table, Alteration alteration) {
        Map<Boolean, List<Parent>> parents = parents(table, alteration);
        List<String> leaves = leaves(table, parents);
        List<Parent> common = parents.getOrDefault(true, List.of());
        return common.isEmpty()
                ? List.of(new Origin(table, leaves))
                : common.stream()
                        .flatMap(parent -> origins(parent.name, alteration).stream())
                        .map(origin -> origin.below(leaves))
                        .distinct()
                        .toList();
    }

    private static List<String> leaves(QualifiedName table, Map<Boolean, List<Parent>> parents) {
        return parents.getOrDefault(false, List.of()).stream()
                .filter(Parent::hasColumn)
                .map(parent -> leave(table, parent.name))
                .toList();
    }

    private record Parent(QualifiedName name, boolean hasColumn) {}

    /** Those of the target, by whether they are the source's as well. */
    private Map<Boolean, List<Parent>> parents(QualifiedName table, Alteration alteration) {
        List<QualifiedName> onSource = parents(survey.source(), table, alteration.name).stream()
                .map(Parent::name)
                .toList();
        return parents(survey.target(), table, alteration.present).stream()
                .collect(Collectors.partitioningBy(parent -> onSource.contains(parent.name)));
    }

    private static List<Parent> parents(Session session, QualifiedName table, String column) {
        return session.doing("looking where " + table + " inherits from")
                .query(
                        Survey.file("column_heritage.sql"),
                        row -> new Parent(new QualifiedName(row.getString(1), row.getString(2)), row.getBoolean(3)),
                        column,
                        table.schema(),
                        table.name());
    }

    private static Optional<Table> find(Session session, Collection<Table> known, QualifiedName name) {
        return known.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .or(() -> CatalogReader.tables(session, name::equals).stream().findFirst());
    }
}
