package io.pgreplicator.preflight;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.catalog.TypeComparison;
import io.pgreplicator.catalog.TypeDifference;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares each selected table with the target's table of the same name. Confined to one thread. */
final class ShapeCheck {
    /** A table may have 1600, and the stage of its changes has one more than the table. */
    private static final int MOST_COLUMNS = 1599;

    /** Before, a column could be generated although that of a table from which it is inherited is not. */
    private static final int FIRST_VERSION_WITHOUT_GENERATED_HEIRS = 16;

    /** Before, each table that inherits had its own NOT NULL. */
    private static final int FIRST_VERSION_WITH_INHERITED_NOT_NULL = 18;

    private final Survey survey;
    private final Findings findings;
    private final Set<String> extensionSchemas = new HashSet<>();
    private final Map<Long, Set<String>> required = new HashMap<>();
    private final GeneratedCheck generated;
    /** Tables with a column whose type differs on the target despite the same name. */
    private final Set<QualifiedName> otherwiseTyped = new HashSet<>();

    /** What the statements for one column create and others need as well. */
    private final Set<String> created = new HashSet<>();

    private final ColumnHeritage heritage;

    /** Whether only what alters values counts. */
    private boolean valuesAlone;

    private boolean matches;
    private int matching;

    private ShapeCheck(Survey survey, Findings findings) {
        this.survey = survey;
        this.findings = findings;
        extensionSchemas.addAll(ExtensionCheck.schemas(survey.source()));
        extensionSchemas.addAll(ExtensionCheck.schemas(survey.target()));
        required.putAll(required(survey.target(), survey.targetOids()));
        this.generated = GeneratedCheck.of(survey, extensionSchemas);
        this.heritage = new ColumnHeritage(survey, created);
    }

    static void run(Survey survey, Findings findings) {
        var check = new ShapeCheck(survey, findings);
        check.types();
        for (Table table : survey.tables()) {
            Table other = survey.onTarget(table);
            if (other != null) {
                check.compare(table, other);
            }
        }
        // last, as it is done last: what 'schema' creates may refer to the columns
        check.missing();
        findings.passAll("target tables", check.matching, "table", "with the source's columns and key");
    }

    /** Compares only the columns that both sides have, by whether those of the target hold the source's values as they are. */
    static void values(Survey survey, Findings findings) {
        var check = new ShapeCheck(survey, findings);
        check.valuesAlone = true;
        for (Table table : survey.tables()) {
            Table other = Objects.requireNonNull(survey.onTarget(table));
            Map<String, Column> others =
                    other.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
            table.columns().stream()
                    .filter(column -> others.containsKey(column.name()))
                    .forEach(column -> {
                        check.compare(table, other, column, Objects.requireNonNull(others.get(column.name())));
                        check.expression(table, other, column);
                    });
        }
    }

    /** The missing tables, in one line; tables whose name is used by something else, one line each. */
    private void missing() {
        List<QualifiedName> absent = survey.tables().stream()
                .map(Table::name)
                .filter(name -> !survey.targets().containsKey(name))
                .collect(Collectors.toCollection(ArrayList::new));
        // what has a new name is no new table
        survey.captured().stream()
                .filter(CapturedTable::renamed)
                .forEach(table -> absent.remove(table.current().name()));
        if (absent.isEmpty()) {
            return;
        }
        for (StandIn other : standIns(absent)) {
            findings.fail(
                    "table " + other.name,
                    "on the target this is " + other.kind + ", not a table of its own",
                    Side.TARGET.place(other.owned) + other.removal
                            + " -- it stays as it is, under that name\nThen run: replicator schema");
            absent.remove(other.name);
        }
        if (!absent.isEmpty()) {
            boolean copied = absent.stream().anyMatch(survey.copied()::contains);
            findings.fail(
                    "target tables",
                    (absent.size() == survey.tables().size() ? "none of the selected tables exists: " : "missing: ")
                            + NameList.of(absent),
                    keysFor(absent)
                            + "replicator schema (creates the target's schema from the source's), or create them by hand."
                            + (copied
                                    ? " Then run 'replicator run --repair': rows had been copied to them, and it brings these."
                                    : ""));
        }
    }

    /** The statements for keys of present tables to which the absent ones refer. */
    private String keysFor(List<QualifiedName> absent) {
        if (absent.size() == survey.tables().size()) {
            return "";
        }
        List<Table> tables = survey.tables().stream()
                .filter(table -> absent.contains(table.name()))
                .toList();
        record Referred(String schema, String index, String creation) {}
        String statements = survey
                .source()
                .doing("reading the keys that missing tables refer to")
                .query(
                        Survey.file("referred_keys.sql"),
                        row -> new Referred(row.getString(1), row.getString(2), row.getString(3)),
                        Survey.oids(tables))
                .stream()
                .filter(key -> survey.target()
                        .query(
                                "SELECT NOT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                                        + " WHERE n.nspname = ? AND c.relname = ?)",
                                row -> row.getBoolean(1),
                                key.schema,
                                key.index)
                        .get(0))
                .map(Referred::creation)
                .collect(Collectors.joining(" "));
        return statements.isEmpty() ? "" : "On the target: " + statements + "\nThen: ";
    }

    /** The types that differ despite the same name, one or more lines each. */
    private void types() {
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

    /** What has the name of a table; {@code removal}: what takes it out of the way, {@code owned}: whether the role may. */
    private record StandIn(QualifiedName name, String kind, String removal, boolean owned) {}

    private List<StandIn> standIns(List<QualifiedName> names) {
        return survey.target()
                .doing("looking for missing tables")
                .query(
                        Survey.file("relation_kinds.sql"),
                        row -> new StandIn(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                kind(row.getString(3), row.getBoolean(4)),
                                row.getString(5),
                                row.getBoolean(6)),
                        names.stream().map(QualifiedName::schema).toList(),
                        names.stream().map(QualifiedName::name).toList());
    }

    private static String kind(String letter, boolean partition) {
        return switch (letter) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            case "i", "I" -> "an index";
            case "c" -> "a composite type";
            default -> partition ? "a partition of another table" : "a temporary table";
        };
    }

    private static Map<Long, Set<String>> required(Session session, List<String> oids) {
        var columns = new HashMap<Long, Set<String>>();
        session.doing("reading columns")
                .query(Survey.file("required_columns.sql"), row -> Map.entry(row.getLong(1), row.getString(2)), oids)
                .forEach(entry -> columns.computeIfAbsent(entry.getKey(), oid -> new HashSet<>())
                        .add(entry.getValue()));
        return columns;
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
        Map<String, Column> others =
                other.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
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

    /** {@code others}: the target's columns that no other one has the name of. */
    private void absent(Table table, Table other, Column column, Map<String, Column> others) {
        String name = column.name();
        if (column.generated()) {
            findings.warn(
                    subject(table),
                    "generated column " + name + " is missing on the target",
                    added(table, other, name));
            return;
        }
        String former = former(table, column);
        boolean renamed = others.containsKey(former) && lacks(table, former);
        fail(
                table,
                "column " + name + " is missing on the target",
                renamed ? renamed(table, other, former, name) : added(table, other, name));
    }

    private String added(Table table, Table other, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> lacks(present, name),
                        (above, present) -> shaped(
                                present,
                                MissingColumn.of(survey.source(), above, name).cure(survey.target(), above, created)),
                        (above, present) -> true));
    }

    private String renamed(Table table, Table other, String former, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        former,
                        (above, present) -> lacks(present, name),
                        (above, present) -> shaped(
                                present,
                                alter(above).strip() + Preflight.RENAME_COLUMN + Sql.identifier(former) + " TO "
                                        + Sql.identifier(name) + ";"),
                        (above, present) -> true));
    }

    private static boolean lacks(Table table, String name) {
        return table.columns().stream().noneMatch(column -> column.name().equals(name));
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
        return typed && created.add(untyped) ? untyped + "\n" + cure : cure;
    }

    /** Their expressions may need the types that others get before. */
    private static List<Column> generatedLast(List<Column> columns) {
        return columns.stream().sorted(Comparator.comparing(Column::generated)).toList();
    }

    /** Its name when it was captured; its present one if it was not. */
    private String former(Table table, Column column) {
        return survey.captured().isEmpty()
                ? column.name()
                : survey.source()
                        .queryFirst(Survey.file("former_name.sql"), row -> row.getString(1), table.oid(), column.name())
                        .orElse(column.name());
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
                    altered(table, onTarget, column));
        } else if (!fits(column.type(), other.type())) {
            fail(
                    table,
                    name + " is " + column.type() + " on the source, " + other.type() + " on the target",
                    altered(table, onTarget, column));
        } else if (other.identityAlways() && !column.identityAlways()) {
            fail(
                    table,
                    name + " is GENERATED ALWAYS AS IDENTITY on the target only, so updates of it would be refused",
                    alter(table) + "ALTER COLUMN " + Sql.identifier(column.name()) + " SET GENERATED BY DEFAULT;");
        } else if (!column.identity().equals(other.identity())) {
            findings.warn(
                    subject(table),
                    name + " is not an identity column of the same sort on both sides",
                    identityCure(table, onTarget, column) + " -- before the application moves");
        }
        if (other.notNull() && !column.notNull() && !column.generated()) {
            findings.warn(
                    subject(table),
                    name + " is NOT NULL on the target only: a row with a null is rejected until this is fixed",
                    nullable(table, onTarget, column.name()));
        }
    }

    /** The lines that make the column of the type that it has on the source, and generated or not as there. */
    private String altered(Table table, Table other, Column column) {
        String name = column.name();
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> differs(above.column(name), present.column(name)),
                        (above, present) -> altering(above, present, above.column(name)),
                        (above, present) -> inheritsAgain(column, present.column(name))));
    }

    private boolean differs(Column column, Column other) {
        return column.generated() != other.generated() || !fits(column.type(), other.type());
    }

    private String altering(Table table, Table other, Column column) {
        if (column.generated() != other.column(column.name()).generated()
                && generated.canDropExpression(other, column)
                && !isDroppedBefore(table, other, column)) {
            return alter(table) + "ALTER COLUMN " + Sql.identifier(column.name()) + " DROP EXPRESSION;";
        }
        return column.generated() != other.column(column.name()).generated() || column.generated()
                ? madeAnew(table, other, column)
                : shaped(other, new TypeChange(survey, table, other, column).cure(created));
    }

    /** Whether a column like that can be inherited from one that is generated, or from one that is not. */
    private boolean inheritsAgain(Column column, Column from) {
        return column.generated() == from.generated()
                || (column.generated() && survey.to().major() < FIRST_VERSION_WITHOUT_GENERATED_HEIRS);
    }

    private String nullable(Table table, Table other, String name) {
        boolean each = survey.to().major() < FIRST_VERSION_WITH_INHERITED_NOT_NULL;
        String drop = " ALTER COLUMN " + Sql.identifier(name) + " DROP NOT NULL;";
        BiFunction<Table, Table, String> statements = (above, present) -> keyless(present, name)
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
                                        && (lacks(above, name)
                                                || !above.column(name).notNull()),
                                statements,
                                (above, present) -> !present.column(name).notNull()));
    }

    private static boolean isIdentityAlone(Table table, Table other, String name) {
        return !other.column(name).identity().isEmpty()
                && (lacks(table, name) || table.column(name).identity().isEmpty());
    }

    /** The statements that make an ordinary column of it, with the sequences of its default on the source. */
    private String withoutIdentity(Table table, String name) {
        return "ALTER TABLE " + table.name().quoted() + " ALTER COLUMN " + Sql.identifier(name)
                + " DROP IDENTITY IF EXISTS;"
                + (lacks(table, name)
                        ? ""
                        : MissingColumn.of(survey.source(), table, name).counters());
    }

    /** The lines that drop the primary key, which lets no column be null; empty where the column is not part of it. */
    private String keyless(Table other, String column) {
        return other.keys().stream()
                        .anyMatch(key -> key.primary() && key.names().contains(column))
                ? withoutPrimaryKey(other)
                : "";
    }

    /** The lines that drop the primary key with the foreign keys to it; empty where there is none, or others drop it. */
    private String withoutPrimaryKey(Table other) {
        record Drop(String statement, boolean allowed) {}
        List<Drop> drops = survey
                .target()
                .doing("reading what the key of " + other.name() + " has with it")
                .query(
                        Survey.file("primary_key.sql"),
                        row -> new Drop(row.getString(1), row.getBoolean(2)),
                        other.oid())
                .stream()
                .filter(drop -> created.add(drop.statement))
                .toList();
        return drops.isEmpty()
                ? ""
                : Side.TARGET.place(drops.stream().allMatch(Drop::allowed))
                        + drops.stream().map(Drop::statement).collect(Collectors.joining(" "))
                        + "\n";
    }

    private String identityCure(Table table, Table onTarget, Column column) {
        String name = Sql.identifier(column.name());
        String alterColumn = alter(table) + "ALTER COLUMN " + name + " ";
        if (column.identity().isEmpty()) {
            return "On the target: " + withoutIdentity(table, column.name());
        }
        return onTarget.column(column.name()).identity().isEmpty()
                ? numbered(table, onTarget, column)
                : alterColumn + "SET GENERATED " + (column.identityAlways() ? "ALWAYS;" : "BY DEFAULT;");
    }

    /** Its sequence has the name of the source's, from which its position comes: one of another default is in its way. */
    private String numbered(Table table, Table onTarget, Column column) {
        String alterColumn =
                "ALTER TABLE " + table.name().quoted() + " ALTER COLUMN " + Sql.identifier(column.name()) + " ";
        List<String> drops = survey.target()
                .query(Survey.file("own_sequences.sql"), row -> row.getString(1), onTarget.oid(), column.name());
        Stream<String> free = survey.hasDefault(onTarget, column.name())
                ? Stream.concat(Stream.of(alterColumn + "DROP DEFAULT;"), drops.stream())
                : Stream.empty();
        String add = alterColumn + "SET NOT NULL, ALTER COLUMN " + Sql.identifier(column.name()) + " ADD "
                + MissingColumn.of(survey.source(), table, column.name()).identity() + ";";
        return Stream.concat(free, Stream.of(add)).collect(Collectors.joining(" ", "On the target: ", ""));
    }

    /** Of another type it is made anew, and so is its expression. */
    private void expression(Table table, Table other, Column column) {
        if (!fits(column.type(), other.column(column.name()).type())) {
            return;
        }
        generated
                .difference(table, other, column)
                .ifPresent(difference -> fail(
                        table,
                        "generated column " + column.name() + " is computed as " + difference.source()
                                + " on the source, as " + difference.target() + " on the target",
                        generated
                                .setExpression(column, difference.source())
                                .filter(set -> !isDroppedBefore(table, other, column))
                                .map(set -> "On the target: ALTER TABLE " + tableAlone(other) + " " + set)
                                .orElseGet(() -> computed(table, other, column.name()))));
    }

    /** Whether the statements for another column drop it, because it is computed from one that gets another type. */
    private boolean isDroppedBefore(Table table, Table other, Column column) {
        return survey
                .target()
                .query(Survey.file("computed_from.sql"), row -> row.getString(1), other.oid(), column.name())
                .stream()
                .filter(base -> !lacks(table, base))
                .anyMatch(base -> differs(table.column(base), other.column(base)));
    }

    /** Each table that inherits may have an expression of its own. */
    private static String tableAlone(Table other) {
        return (other.kind() == Table.Kind.INHERITED ? "ONLY " : "")
                + other.name().quoted();
    }

    private String computed(Table table, Table other, String name) {
        return heritage.cure(
                table,
                other,
                new ColumnHeritage.Alteration(
                        name,
                        (above, present) -> differs(above.column(name), present.column(name))
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
                                        created,
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

    private boolean fits(String type, String other) {
        return sameType(type, other) || (valuesAlone && TypeWidth.holds(type, other));
    }

    /** An extension may be in another schema on the target, as Heroku's are. */
    private boolean sameType(String type, String other) {
        return type.equals(other) || withoutSchema(type).equals(withoutSchema(other));
    }

    private String withoutSchema(String type) {
        for (String schema : extensionSchemas) {
            for (String prefix : List.of(schema + ".", Sql.identifier(schema) + ".")) {
                if (type.startsWith(prefix)) {
                    return type.substring(prefix.length());
                }
            }
        }
        return type;
    }

    private void extra(Table table, Table other, Column column) {
        if (column.generated()) {
            return;
        }
        if (required.getOrDefault(other.oid(), Set.of()).contains(column.name())) {
            fail(
                    table,
                    "column " + column.name() + " exists on the target only, is NOT NULL and has no default",
                    nullable(table, other, column.name()));
        } else {
            findings.warn(
                    subject(table),
                    "column " + column.name() + " exists on the target only: it gets its default or null",
                    "None, if it is meant.");
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
                    (key.primary() ? withoutPrimaryKey(other) : "") + keyCure(table, key));
        }
    }

    /** As the source has it, so that the definitions are equal, too. */
    private String keyCure(Table table, Key key) {
        if (table.kind() == Table.Kind.PARTITIONED) {
            return alter(table) + added(key) + ";";
        }
        String nulls = key.primary()
                ? ""
                : key.names().stream()
                        .map(name -> "ALTER COLUMN " + Sql.identifier(name) + " SET NOT NULL")
                        .collect(Collectors.joining(
                                ", ", "ALTER TABLE " + table.name().quoted() + " ", "; "));
        return survey.source()
                .doing("reading the key of " + table.name())
                .query(
                        Survey.file("key_definition.sql"),
                        row -> "On the target: " + nulls + row.getString(1),
                        table.oid(),
                        key.index())
                .get(0);
    }

    private static String added(Key key) {
        String columns = "(" + Sql.identifiers(key.names()) + ")";
        return key.primary()
                ? "ADD PRIMARY KEY " + columns
                : key.names().stream()
                                .map(name -> "ALTER COLUMN " + Sql.identifier(name) + " SET NOT NULL, ")
                                .collect(Collectors.joining())
                        + "ADD UNIQUE " + columns;
    }

    private void fail(Table table, String message, String cure) {
        matches = false;
        findings.fail(subject(table), message, cure);
    }

    private static String subject(Table table) {
        return "table " + table.name();
    }

    private static String alter(Table table) {
        return "On the target: ALTER TABLE " + table.name().quoted() + " ";
    }
}
