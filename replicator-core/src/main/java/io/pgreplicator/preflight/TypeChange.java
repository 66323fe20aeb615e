package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The statements that give a column of the target the type that it has on the source, and its collation. Immutable. */
record TypeChange(Survey survey, Table table, Table other, Column column) {
    private static final String EMPTIED = "NULL";

    /** {@code created}: what the statements for other columns create, to which these add. */
    String cure(Set<String> created) {
        MissingColumn wanted = MissingColumn.of(survey.source(), table, column.name());
        String needed = wanted.creations(survey.target(), created);
        String name = Sql.identifier(column.name());
        String type = column.type() + collation();
        // whatever the statements for other columns create, nothing of it is there yet
        String first = wanted.creations(survey.target(), new HashSet<>());
        Optional<String> conversion = conversion(first, type);
        boolean identityGoes = column.identity().isEmpty()
                && !other.column(column.name()).identity().isEmpty();
        boolean defaultGoes = conversion.isPresent() && survey.hasDefault(other, column.name());
        boolean emptied = conversion.filter(EMPTIED::equals).isPresent();
        String change = " ALTER COLUMN " + name + " TYPE " + type
                + conversion.map(using -> " USING " + using).orElse("") + ";";
        String alteration = (identityGoes
                        ? "ALTER TABLE " + table.name().quoted() + " ALTER COLUMN " + name + " DROP IDENTITY IF EXISTS;"
                                + wanted.counters() + " "
                        : "")
                + "ALTER TABLE " + table.name().quoted()
                + (defaultGoes ? " ALTER COLUMN " + name + " DROP DEFAULT," : "")
                + (emptied ? " ALTER COLUMN " + name + " DROP NOT NULL," : "")
                + change
                + (emptied ? " -- the next run brings the values of the source again" : "");
        return wanted.unknown(survey.target())
                + ColumnDependents.of(survey, other, column.name())
                        .withUnbuildable(survey.target(), first + "ALTER TABLE pg_temp.replicator_probe" + change)
                        .around(
                                needed + alteration,
                                (emptied && column.notNull() ? againNotNull(name) : "")
                                        + (defaultGoes ? "\nThen run 'replicator schema': it names the default." : ""));
    }

    private String againNotNull(String name) {
        return "\nOn the target, once 'replicator run' has caught up: ALTER TABLE "
                + table.name().quoted() + " ALTER COLUMN " + name + " SET NOT NULL;";
    }

    /** What stands after USING; empty where the values are converted without it. */
    private Optional<String> conversion(String needed, String type) {
        String name = Sql.identifier(column.name());
        String throughText = name + "::text::" + column.type();
        return Stream.of("", name + "::" + column.type())
                .filter(using -> isPossible(needed, type + (using.isEmpty() ? "" : " USING " + using)))
                .findFirst()
                .or(() -> Optional.of(throughText))
                .filter(using -> !using.isEmpty())
                .map(using -> comesAgain() && !fitsRows(using) ? EMPTIED : using);
    }

    /** Whether a run brings each value of the source anew, as it does of a captured column whose type has changed there. */
    private boolean comesAgain() {
        return other.keys().stream().noneMatch(key -> key.names().contains(column.name()))
                && survey.copied().contains(table.name())
                && survey.captured().stream()
                        .anyMatch(captured -> captured.name().equals(table.name())
                                && captured.adaptable()
                                && captured.current().freshColumns().contains(column.name()));
    }

    /** Reads every row of the target's table. */
    private boolean fitsRows(String conversion) {
        return survey.target()
                .doing("trying out a type (rolled back)")
                .refusal(List.of("SELECT count(" + conversion + ") FROM " + other.rows()))
                .isEmpty();
    }

    /** Tries it with a table of its own, and rolls it back. */
    private boolean isPossible(String needed, String change) {
        String name = Sql.identifier(column.name());
        return survey.target()
                .doing("trying out a type (rolled back)")
                .refusal(List.of("CREATE TEMPORARY TABLE replicator_probe (" + name + " "
                        + other.column(column.name()).type() + "); " + needed
                        + "ALTER TABLE pg_temp.replicator_probe ALTER COLUMN " + name + " TYPE " + change))
                .isEmpty();
    }

    /** The source's, which the type alone would not keep; the target's where it does not have that one. */
    private String collation() {
        Optional<QualifiedName> wanted = collation(survey.source(), table);
        return wanted.filter(this::isOnTarget)
                .or(() -> wanted.flatMap(absent -> collation(survey.target(), other)))
                .map(name -> " COLLATE " + name.quoted())
                .orElse("");
    }

    private Optional<QualifiedName> collation(Session session, Table place) {
        Map<String, QualifiedName> columns = Survey.ofColumns(
                        session,
                        "column_collations.sql",
                        Survey.oids(List.of(place)),
                        row -> new QualifiedName(row.getString(3), row.getString(4)))
                .getOrDefault(place.oid(), Map.of());
        return Optional.ofNullable(columns.get(column.name()));
    }

    private boolean isOnTarget(QualifiedName name) {
        return survey.target()
                .query(Survey.file("collations.sql"), row -> new QualifiedName(row.getString(1), row.getString(2)))
                .contains(name);
    }
}
