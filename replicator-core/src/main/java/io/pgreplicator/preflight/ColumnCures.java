package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.NameList;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Composes the lines that make a column of the target like the source's: in its table, or in the one from which the table inherits it.
 * Confined to one thread.
 */
final class ColumnCures {
    /** Before, a column could be generated although that of a table from which it is inherited is not. */
    private static final int FIRST_VERSION_WITHOUT_GENERATED_HEIRS = 16;

    /** Before, each table that inherits had its own NOT NULL. */
    private static final int FIRST_VERSION_WITH_INHERITED_NOT_NULL = 18;

    private final Survey survey;
    private final ColumnTypes types;
    private final GeneratedCheck generated;
    private final KeyCures keys;
    /** What the statements for other columns and keys do already. */
    private final Set<String> done;

    private final ColumnHeritage heritage;

    /** {@code done}: what the statements for keys do, to which these add. */
    ColumnCures(Survey survey, ColumnTypes types, GeneratedCheck generated, KeyCures keys, Set<String> done) {
        this.survey = survey;
        this.types = types;
        this.generated = generated;
        this.keys = keys;
        this.done = done;
        this.heritage = new ColumnHeritage(survey, done);
    }

    /** The lines that add the column of that name, which only the source has. */
    String added(Table table, Table other, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> !present.hasColumn(name),
                        (above, present) -> shaped(
                                present,
                                MissingColumn.of(survey.source(), above, name).cure(survey.target(), above, done)),
                        (above, present) -> true));
    }

    /** The lines that give the column its present name; {@code former}: the one that it has on the target. */
    String renamed(Table table, Table other, String former, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        former,
                        (above, present) -> !present.hasColumn(name),
                        (above, present) -> shaped(
                                present,
                                "On the target: ALTER TABLE " + above.name().quoted() + Preflight.RENAME_COLUMN
                                        + Sql.identifier(former) + " TO " + Sql.identifier(name) + ";"),
                        (above, present) -> true));
    }

    /** The lines that make the column of the type that it has on the source, and generated or not as there. */
    String altered(Table table, Table other, Column column) {
        String name = column.name();
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> types.differ(above.column(name), present.column(name)),
                        (above, present) -> altering(above, present, above.column(name)),
                        (above, present) -> inheritsAgain(column, present.column(name))));
    }

    private String altering(Table table, Table other, Column column) {
        if (column.generated() != other.column(column.name()).generated()
                && generated.canDropExpression(other, column)
                && !isDroppedBefore(table, other, column)) {
            return "On the target: " + alterColumn(table, column.name()) + "DROP EXPRESSION;";
        }
        return column.generated() != other.column(column.name()).generated() || column.generated()
                ? madeAnew(table, other, column)
                : shaped(other, new TypeChange(survey, table, other, column).cure(done));
    }

    /** Whether a column like that can be inherited from one that is generated, or from one that is not. */
    private boolean inheritsAgain(Column column, Column from) {
        return column.generated() == from.generated()
                || (column.generated() && survey.to().major() < FIRST_VERSION_WITHOUT_GENERATED_HEIRS);
    }

    /** The lines that let the column be null; the source may not have it. */
    String nullable(Table table, Table other, String name) {
        boolean each = survey.to().major() < FIRST_VERSION_WITH_INHERITED_NOT_NULL;
        String drop = " ALTER COLUMN " + Sql.identifier(name) + " DROP NOT NULL;";
        BiFunction<Table, Table, String> statements = (above, present) -> keys.withoutKeyOver(present, name)
                + "On the target: "
                + (isIdentityAlone(above, present, name) ? withoutIdentity(above, name) + " " : "")
                + "ALTER TABLE "
                + (each ? tableAlone(present) : present.name().quoted())
                + drop
                // which may have one of its own as well
                + (above.name().equals(table.name())
                        ? ""
                        : " ALTER TABLE " + table.name().quoted() + drop);
        return each
                ? statements.apply(table, other)
                : heritage.cure(
                        table,
                        other,
                        new ColumnHeritage.Alteration(
                                name,
                                (above, present) -> present.column(name).notNull()
                                        && (!above.hasColumn(name)
                                                || !above.column(name).notNull()),
                                statements,
                                (above, present) -> !present.column(name).notNull()));
    }

    private static boolean isIdentityAlone(Table table, Table other, String name) {
        return !other.column(name).identity().isEmpty()
                && (!table.hasColumn(name) || table.column(name).identity().isEmpty());
    }

    /** The line that has an identity column take other values than its own. */
    String generatedByDefault(Table table, Column column) {
        return "On the target: " + alterColumn(table, column.name()) + "SET GENERATED BY DEFAULT;";
    }

    /** The lines that make an identity column of it as on the source, or an ordinary one. */
    String identity(Table table, Table other, Column column) {
        String name = column.name();
        if (column.identity().isEmpty()) {
            return "On the target: " + withoutIdentity(table, name);
        }
        return "On the target: "
                + (other.column(name).identity().isEmpty()
                        ? numbered(table, other, column)
                        : alterColumn(table, name) + "SET GENERATED "
                                + (column.identityAlways() ? "ALWAYS;" : "BY DEFAULT;"));
    }

    /** The statements that make an ordinary column of it, with the sequences of its default on the source. */
    private String withoutIdentity(Table table, String name) {
        return alterColumn(table, name) + "DROP IDENTITY IF EXISTS;"
                + (table.hasColumn(name)
                        ? MissingColumn.of(survey.source(), table, name).counters()
                        : "");
    }

    /** Its sequence has the name of the source's, from which its position comes: one of another default is in its way. */
    private String numbered(Table table, Table other, Column column) {
        String alterColumn = alterColumn(table, column.name());
        List<String> drops = survey.target()
                .query(Survey.file("own_sequences.sql"), row -> row.getString(1), other.oid(), column.name());
        Stream<String> free = survey.hasDefault(other, column.name())
                ? Stream.concat(Stream.of(alterColumn + "DROP DEFAULT;"), drops.stream())
                : Stream.empty();
        String add = alterColumn + "SET NOT NULL, ALTER COLUMN " + Sql.identifier(column.name()) + " ADD "
                + MissingColumn.of(survey.source(), table, column.name()).identity() + ";";
        return Stream.concat(free, Stream.of(add)).collect(Collectors.joining(" "));
    }

    /** The lines that have a generated column computed by the source's expression. */
    String computed(Table table, Table other, Column column, String expression) {
        return generated
                .setExpression(column, expression)
                .filter(set -> !isDroppedBefore(table, other, column))
                .map(set -> "On the target: ALTER TABLE " + tableAlone(other) + " " + set)
                .orElseGet(() -> computedAnew(table, other, column.name()));
    }

    /** Whether the statements for another column drop it, because it is computed from one that gets another type. */
    private boolean isDroppedBefore(Table table, Table other, Column column) {
        return survey
                .target()
                .query(Survey.file("computed_from.sql"), row -> row.getString(1), other.oid(), column.name())
                .stream()
                .filter(table::hasColumn)
                .anyMatch(base -> types.differ(table.column(base), other.column(base)));
    }

    /** Each table that inherits may have an expression of its own. */
    private static String tableAlone(Table other) {
        return (other.kind() == Table.Kind.INHERITED ? "ONLY " : "")
                + other.name().quoted();
    }

    private String computedAnew(Table table, Table other, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> types.differ(above.column(name), present.column(name))
                                || generated
                                        .difference(above, present, above.column(name))
                                        .isPresent(),
                        (above, present) -> madeAnew(above, present, above.column(name)),
                        (above, present) -> survey.to().major() >= FIRST_VERSION_WITHOUT_GENERATED_HEIRS));
    }

    /** Drops the target's column and adds the source's. Its values are computed there again, or come with the rows. */
    private String madeAnew(Table table, Table other, Column column) {
        MissingColumn wanted = MissingColumn.of(survey.source(), table, column.name());
        String drop = "ALTER TABLE " + table.name().quoted() + " DROP COLUMN IF EXISTS " + Sql.identifier(column.name())
                + ";";
        List<Map.Entry<QualifiedName, String>> heirs = survey.target()
                .query(
                        Survey.file("heirs_of_their_own.sql"),
                        row -> Map.entry(new QualifiedName(row.getString(2), row.getString(3)), row.getString(1)),
                        other.oid(),
                        column.name());
        List<QualifiedName> losing = wanted.isComputed()
                        && other.column(column.name()).generated()
                ? List.of()
                : keeping(Stream.concat(Stream.of(table.name()), heirs.stream().map(Map.Entry::getKey)));
        if (!losing.isEmpty()) {
            return "No statements can be given: no row brings back what the column holds in " + NameList.of(losing)
                    + ", which is not replicated. Have it as on the source there by hand.";
        }
        return shaped(
                other,
                ColumnDependents.of(survey, other, column.name())
                        .beforeAnother(
                                wanted.cure(
                                        survey.target(),
                                        table,
                                        done,
                                        Stream.concat(
                                                        Stream.of(drop),
                                                        heirs.stream().map(Map.Entry::getValue))
                                                .collect(Collectors.joining(" ", "", " "))),
                                wanted.isComputed()));
    }

    /** Those that are not replicated and have rows on the target, or may have some. */
    private List<QualifiedName> keeping(Stream<QualifiedName> names) {
        Set<QualifiedName> selected = survey.tables().stream().map(Table::name).collect(Collectors.toSet());
        return names.filter(name -> !selected.contains(name) && mayHaveRows(name))
                .toList();
    }

    private boolean mayHaveRows(QualifiedName name) {
        try {
            return survey.target()
                    .query("SELECT EXISTS (SELECT FROM ONLY " + name.quoted() + ")", row -> row.getBoolean(1))
                    .get(0);
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return true; // whose rows this role may not see
        }
    }

    /** A table of a type has the columns of the type, as long as it is one. */
    private String shaped(Table other, String cure) {
        String untyped = "On the target: ALTER TABLE " + other.name().quoted() + " NOT OF;";
        boolean typed = survey.target()
                .query(
                        "SELECT c.reloftype <> 0 FROM pg_class AS c WHERE c.oid = ?::oid",
                        row -> row.getBoolean(1),
                        other.oid())
                .get(0);
        return typed && done.add(untyped) ? untyped + "\n" + cure : cure;
    }

    private static String alterColumn(Table table, String name) {
        return "ALTER TABLE " + table.name().quoted() + " ALTER COLUMN " + Sql.identifier(name) + " ";
    }
}
