package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares each selected table with the target's table of the same name: its columns and its key. Confined to one thread. */
final class ShapeCheck {
    /** A table may have 1600, and the stage of its changes has one more than the table. */
    private static final int MOST_COLUMNS = 1599;

    private final Survey survey;
    private final Findings findings;
    /** The target's columns that need a value and have no default, by the oid of their table. */
    private final Map<Long, Set<String>> required;

    private final ColumnTypes types;
    private final GeneratedCheck generated;
    private final KeyCures keyCures;
    private final ColumnCures cures;

    /** Tables with a column whose type differs on the target despite the same name. */
    private final Set<QualifiedName> otherwiseTyped = new HashSet<>();

    private boolean matches;
    private int matching;

    /** {@code widerFits}: whether a type that holds the source's values as they are is as good as the same one. */
    private ShapeCheck(Survey survey, Findings findings, boolean widerFits) {
        this.survey = survey;
        this.findings = findings;
        var extensionSchemas = new HashSet<String>();
        extensionSchemas.addAll(ExtensionCheck.schemas(survey.source()));
        extensionSchemas.addAll(ExtensionCheck.schemas(survey.target()));
        this.required = required(survey.target(), survey.targetOids());
        this.types = new ColumnTypes(extensionSchemas, widerFits);
        this.generated = GeneratedCheck.of(survey, extensionSchemas);
        var done = new HashSet<String>();
        this.keyCures = new KeyCures(survey, done);
        this.cures = new ColumnCures(survey, types, generated, keyCures, done);
    }

    static void run(Survey survey, Findings findings) {
        var check = new ShapeCheck(survey, findings, false);
        check.compareTypes();
        for (Table table : survey.tables()) {
            Table other = survey.onTarget(table);
            if (other != null && !survey.hasLostKey(table)) {
                check.compare(table, other);
            }
        }
        // last, as it is done last: what 'schema' creates may refer to the columns
        MissingTables.run(survey, findings);
        findings.passAll("target tables", check.matching, "table", "with the source's columns and key");
    }

    /** Compares only the columns that both sides have, by whether those of the target hold the source's values as they are. */
    static void values(Survey survey, Findings findings) {
        var check = new ShapeCheck(survey, findings, true);
        for (Table table : survey.tables()) {
            Table other = Objects.requireNonNull(survey.onTarget(table));
            Map<String, Column> others = byName(other);
            table.columns().stream()
                    .filter(column -> others.containsKey(column.name()))
                    .forEach(column -> {
                        check.compare(table, other, column, Objects.requireNonNull(others.get(column.name())));
                        check.expression(table, other, column);
                    });
        }
    }

    /** The types that differ despite the same name, one or more lines each. */
    private void compareTypes() {
        List<TypeDifference> differences = TypeComparison.of(
                survey.source(),
                survey.target(),
                survey.tables(),
                survey.targets().values(),
                survey.copied());
        differences.forEach(difference -> findings.add(difference.finding()));
        differences.stream()
                .filter(TypeDifference::changesValues)
                .forEach(difference -> otherwiseTyped.addAll(difference.tables()));
    }

    private void compare(Table table, Table other) {
        matches = !otherwiseTyped.contains(table.name());
        boolean divided = table.kind() == Table.Kind.PARTITIONED;
        if (divided != (other.kind() == Table.Kind.PARTITIONED)) {
            findings.warn(
                    subject(table),
                    divided
                            ? "it is partitioned on the source, plain on the target"
                            : "it is plain on the source, partitioned on the target",
                    "None, if it is meant; a row without a partition would be refused.");
        }
        Map<String, Column> others = byName(other);
        for (Column column : generatedLast(table.columns())) {
            Column onTarget = others.remove(column.name());
            if (onTarget != null) {
                compare(table, other, column, onTarget);
                expression(table, other, column);
            } else {
                absent(table, other, column, others);
            }
        }
        others.values().forEach(extra -> extra(table, other, extra));
        if (table.carried().size() > MOST_COLUMNS) {
            fail(
                    table,
                    "it has " + table.carried().size() + " columns, more than " + MOST_COLUMNS
                            + ", the most that is carried",
                    "Drop a column, or leave the table out: --exclude-table " + table.name());
        }
        key(table, other);
        matching += matches ? 1 : 0;
    }

    /** Their expressions may need the types that others get before. */
    private static List<Column> generatedLast(List<Column> columns) {
        return columns.stream().sorted(Comparator.comparing(Column::generated)).toList();
    }

    private void compare(Table table, Table onTarget, Column column, Column other) {
        String name = "column " + column.name();
        if (column.generated() != other.generated()) {
            fail(
                    table,
                    name
                            + (column.generated()
                                    ? " is generated on the source only"
                                    : " is generated on the target only"),
                    cures.altered(table, onTarget, column));
        } else if (!types.fit(column.type(), other.type())) {
            fail(
                    table,
                    name + " is " + column.type() + " on the source, " + other.type() + " on the target",
                    cures.altered(table, onTarget, column));
        } else if (other.identityAlways() && !column.identityAlways()) {
            fail(
                    table,
                    name + " is GENERATED ALWAYS AS IDENTITY on the target only, so updates of it would be refused",
                    cures.generatedByDefault(table, column));
        } else if (!column.identity().equals(other.identity())) {
            findings.warn(
                    subject(table),
                    name + " is not an identity column of the same sort on both sides",
                    cures.identity(table, onTarget, column) + " -- before the application moves");
        }
        if (other.notNull() && !column.notNull() && !column.generated()) {
            findings.warn(
                    subject(table),
                    name + " is NOT NULL on the target only: a row with a null is rejected until this is fixed",
                    cures.nullable(table, onTarget, column.name()));
        }
    }

    /** Of another type it is made anew, and so is its expression. */
    private void expression(Table table, Table other, Column column) {
        if (!types.fit(column.type(), other.column(column.name()).type())) {
            return;
        }
        generated
                .difference(table, other, column)
                .ifPresent(difference -> fail(
                        table,
                        "generated column " + column.name() + " is computed as " + difference.source()
                                + " on the source, as " + difference.target() + " on the target",
                        cures.computed(table, other, column, difference.source())));
    }

    /** {@code others}: the target's columns that no other one has the name of. */
    private void absent(Table table, Table other, Column column, Map<String, Column> others) {
        String name = column.name();
        if (column.generated()) {
            findings.warn(
                    subject(table),
                    "generated column " + name + " is missing on the target",
                    cures.added(table, other, name));
            return;
        }
        String former = former(table, column);
        boolean renamed = others.containsKey(former) && !table.hasColumn(former);
        if (renamed) {
            others.remove(former);
        }
        fail(
                table,
                "column " + name + " is missing on the target",
                renamed
                        ? cures.renamed(table, other, former, name)
                        : dropped(table, other, name) + cures.added(table, other, name));
    }

    /**
     * Before a switch the target of the way back is where applications write: what it has no more, they have dropped. Where nothing was ever
     * dropped, somebody has added it to the other side.
     */
    private String dropped(Table table, Table other, String name) {
        if (!survey.reversal()) {
            return "";
        }
        boolean may = survey.target()
                        .queryLong(
                                "SELECT count(*) FROM pg_attribute AS a WHERE a.attrelid = ?::bigint::oid AND a.attisdropped",
                                other.oid())
                > 0;
        return "On the source: ALTER TABLE " + table.name().quoted() + " DROP COLUMN " + Sql.identifier(name)
                + (may
                        ? "; -- if it was dropped on purpose: its values go there as well\nOr "
                        : "; -- if nobody needs it: its values are lost" + Preflight.OR_KEPT);
    }

    /** Its name when it was captured; its present one if it was not. */
    private String former(Table table, Column column) {
        return survey.captured().isEmpty()
                ? column.name()
                : survey.source()
                        .queryFirst(Survey.file("former_name.sql"), row -> row.getString(1), table.oid(), column.name())
                        .orElse(column.name());
    }

    private void extra(Table table, Table other, Column column) {
        if (column.generated()) {
            return;
        }
        if (required.getOrDefault(other.oid(), Set.of()).contains(column.name())) {
            fail(
                    table,
                    "column " + column.name() + " exists on the target only, is NOT NULL and has no default",
                    cures.nullable(table, other, column.name()));
        } else {
            findings.warn(
                    subject(table),
                    "column " + column.name() + " exists on the target only: it gets its default or null",
                    "None, if it is meant. Before a cutover the source must have it as well, for its values to have a way back:"
                            + " 'replicator cutover --dry-run' says how.");
        }
    }

    /** While a table is being copied its key may be dropped; it is restored when the copy is complete. */
    private void key(Table table, Table other) {
        if (table.key().isEmpty() || survey.copied().contains(table.name())) {
            return;
        }
        Key key = table.key().get();
        if (other.keys().stream().noneMatch(key::sameColumns)) {
            fail(
                    table,
                    "the target has no usable unique index over (" + String.join(", ", key.names())
                            + "), the source's key",
                    keyCures.cure(table, other, key));
        }
    }

    private void fail(Table table, String message, String cure) {
        matches = false;
        findings.fail(subject(table), message, cure);
    }

    private static String subject(Table table) {
        return "table " + table.name();
    }

    private static Map<String, Column> byName(Table other) {
        return other.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    }

    private static Map<Long, Set<String>> required(Session session, List<String> oids) {
        var columns = new HashMap<Long, Set<String>>();
        session.doing("reading columns")
                .query(Survey.file("required_columns.sql"), row -> Map.entry(row.getLong(1), row.getString(2)), oids)
                .forEach(entry -> columns.computeIfAbsent(entry.getKey(), oid -> new HashSet<>())
                        .add(entry.getValue()));
        return columns;
    }
}
