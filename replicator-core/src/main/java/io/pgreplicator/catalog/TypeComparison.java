package io.pgreplicator.catalog;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the types, of the same name on both sides, that columns are made of. A type that exists on one side only needs no
 * mention here: whatever uses it, in the end a column, already differs by its type name. Confined to one thread.
 */
public final class TypeComparison {
    private static final String ON_TARGET = Side.TARGET.place(true);

    private final Session target;
    private final Map<Long, QualifiedName> sourceTables;
    private final Map<Long, QualifiedName> targetTables;
    private final Set<QualifiedName> copied;
    private final List<TypeDifference> differences = new ArrayList<>();
    /** Types of both sides that cannot be made equal in place. */
    private final List<Map.Entry<UserType, UserType>> unalterable = new ArrayList<>();

    private Map<String, UserType> others = Map.of();

    private TypeComparison(
            Session target, Collection<Table> tables, Collection<Table> targets, Set<QualifiedName> copied) {
        this.target = target;
        this.sourceTables = names(tables);
        this.targetTables = names(targets);
        this.copied = copied;
    }

    /**
     * The differences, one or more for each type.
     *
     * @param tables the tables on the source
     * @param targets the tables of the same names on the target
     * @param copied the tables that may hold copied rows
     */
    public static List<TypeDifference> of(
            Session source,
            Session target,
            Collection<Table> tables,
            Collection<Table> targets,
            Set<QualifiedName> copied) {
        var comparison = new TypeComparison(target, tables, targets, copied);
        Map<String, UserType> types = TypeStructure.read(source, tables);
        comparison.others = types.isEmpty() ? Map.of() : TypeStructure.read(target, targets);
        types.values().forEach(comparison::compare);
        comparison.makeAgain();
        return List.copyOf(comparison.differences);
    }

    private static Map<Long, QualifiedName> names(Collection<Table> tables) {
        return tables.stream().collect(Collectors.toMap(Table::oid, Table::name));
    }

    private void compare(UserType type) {
        UserType other = others.get(type.comparisonName());
        if (other == null) {
            return;
        }
        if (!type.kind().equals(other.kind())) {
            fail(type, other, null);
        } else if (type.kind().equals("enum")) {
            labels(type, other);
        } else if (!type.facts("is").equals(other.facts("is"))
                || !type.facts("attribute").equals(other.facts("attribute"))) {
            fail(type, other, attributesCure(type, other));
        }
        constraints(type, other);
    }

    private void labels(UserType type, UserType other) {
        List<String> missing = without(type.labels(), other.labels());
        List<String> extra = without(other.labels(), type.labels());
        if (!missing.isEmpty() && !extra.isEmpty()) {
            fail(type, other, renamedLabels(type, other));
        } else if (!without(type.labels(), missing).equals(without(other.labels(), extra))) {
            fail(type, other, null);
        } else if (!missing.isEmpty()) {
            warn(
                    type,
                    "it lacks labels on the target, where rows that hold them are refused until it has them: "
                            + String.join(", ", missing),
                    ON_TARGET + addedLabels(type, other, missing));
        } else if (!extra.isEmpty()) {
            warn(
                    type,
                    "it has labels on the target only: " + String.join(", ", extra),
                    "None, if it is meant: rows of the source have none of them.");
        }
    }

    private static List<String> without(List<String> names, List<String> excluded) {
        return names.stream().filter(name -> !excluded.contains(name)).toList();
    }

    private static String addedLabels(UserType type, UserType other, List<String> missing) {
        List<String> labels = type.labels();
        return missing.stream()
                .map(label -> {
                    int at = labels.indexOf(label);
                    String place = at > 0
                            ? " AFTER " + Sql.literal(labels.get(at - 1))
                            : labels.size() > missing.size()
                                    ? " BEFORE " + Sql.literal(other.labels().get(0))
                                    : "";
                    return "ALTER TYPE " + other.name().quoted() + " ADD VALUE " + Sql.literal(label) + place + ";";
                })
                .collect(Collectors.joining(" "));
    }

    /** Null unless each label that differs is replaced by another one in its position. */
    private static @Nullable String renamedLabels(UserType type, UserType other) {
        List<String> to = type.labels();
        List<String> from = other.labels();
        boolean renamed = to.size() == from.size()
                && IntStream.range(0, to.size())
                        .allMatch(i -> to.get(i).equals(from.get(i))
                                || (!from.contains(to.get(i)) && !to.contains(from.get(i))));
        return !renamed
                ? null
                : IntStream.range(0, to.size())
                        .filter(i -> !to.get(i).equals(from.get(i)))
                        .mapToObj(i -> "ALTER TYPE " + other.name().quoted() + " RENAME VALUE "
                                + Sql.literal(from.get(i)) + " TO " + Sql.literal(to.get(i)) + ";")
                        .collect(Collectors.joining(" "));
    }

    /**
     * The statements that make the attributes equal where that can be done in place; otherwise null. A composite value is
     * carried by the positions of its attributes, so a name moves to the position it has on the source.
     */
    private static @Nullable String attributesCure(UserType type, UserType other) {
        List<UserType.Fact> wanted = type.facts("attribute");
        List<UserType.Fact> present = other.facts("attribute");
        String alter = "ALTER TYPE " + other.name().quoted() + " ";
        if (!type.kind().equals("composite")) {
            return null;
        }
        if (texts(wanted).equals(texts(present))) {
            return renamedAttributes(alter, wanted, present);
        }
        List<UserType.Fact> kept = present.stream().filter(wanted::contains).toList();
        if (kept.equals(wanted)) {
            return present.stream()
                    .filter(fact -> !wanted.contains(fact))
                    .map(fact -> alter + "DROP ATTRIBUTE " + Sql.identifier(fact.name()) + ";")
                    .collect(Collectors.joining(" "));
        }
        if (wanted.size() > present.size() && wanted.subList(0, present.size()).equals(present)) {
            return wanted.subList(present.size(), wanted.size()).stream()
                    .map(fact -> alter + "ADD ATTRIBUTE " + Sql.identifier(fact.name()) + " " + fact.text() + ";")
                    .collect(Collectors.joining(" "));
        }
        return null;
    }

    private static List<String> texts(List<UserType.Fact> facts) {
        return facts.stream().map(UserType.Fact::text).toList();
    }

    /** In two steps, because a new name may currently belong to another attribute. */
    private static String renamedAttributes(String alter, List<UserType.Fact> wanted, List<UserType.Fact> present) {
        Set<String> names = present.stream().map(UserType.Fact::name).collect(Collectors.toCollection(HashSet::new));
        var away = new StringBuilder();
        var back = new StringBuilder();
        for (int i = 0; i < wanted.size(); i++) {
            String from = present.get(i).name();
            String to = wanted.get(i).name();
            if (!from.equals(to)) {
                String meanwhile = "attribute_" + i;
                boolean taken = names.contains(to);
                away.append(taken ? rename(alter, from, meanwhile) : rename(alter, from, to));
                back.append(taken ? rename(alter, meanwhile, to) : "");
            }
        }
        return (away.toString() + back).strip();
    }

    private static String rename(String alter, String from, String to) {
        return alter + "RENAME ATTRIBUTE " + Sql.identifier(from) + " TO " + Sql.identifier(to) + "; ";
    }

    /** A value that a constraint rejects makes a refused row, which is reported. */
    private void constraints(UserType type, UserType other) {
        List<String> texts = texts(type.facts("constraint"));
        for (UserType.Fact fact : other.facts("constraint")) {
            if (!texts.contains(fact.text())) {
                warn(
                        type,
                        "it has the constraint " + fact.text()
                                + " on the target only: a row that violates it is refused there",
                        ON_TARGET + "ALTER DOMAIN " + other.name().quoted() + " DROP "
                                + (fact.name().isEmpty()
                                        ? "NOT NULL;"
                                        : "CONSTRAINT " + Sql.identifier(fact.name()) + ";"));
            }
        }
    }

    /** {@code cure}: null when the type cannot be altered in place. */
    private void fail(UserType type, UserType other, @Nullable String cure) {
        if (cure != null) {
            add(failure(type, other, ON_TARGET + cure), type);
        } else if (other.kind().equals("row")) {
            add(
                    failure(
                            type,
                            other,
                            "On the target, alter the table " + other.name()
                                    + " so that its columns are those of the source."),
                    type);
        } else if (other.kind().equals("base")) {
            add(failure(type, other, "On the target, create the type as it is on the source."), type);
        } else {
            unalterable.add(Map.entry(type, other));
        }
    }

    private Finding failure(UserType type, UserType other, String cure) {
        return Finding.fail(
                subject(type),
                "it is " + type.definition() + " on the source, " + other.definition() + " on the target: values of "
                        + NameList.of(tables(type)) + " would not be the same",
                cure);
    }

    private void warn(UserType type, String message, String cure) {
        add(Finding.warn(subject(type), message, cure), type);
    }

    private void add(Finding finding, UserType type) {
        differences.add(new TypeDifference(finding, Set.copyOf(tables(type))));
    }

    private static String subject(UserType type) {
        return "type " + type.name();
    }

    private List<QualifiedName> tables(UserType type) {
        return named(type, sourceTables);
    }

    private static List<QualifiedName> named(UserType type, Map<Long, QualifiedName> names) {
        return type.tables().stream().map(names::get).sorted().toList();
    }

    /** They are created again, together with everything that uses them: the statements for all of them are those of the first. */
    private void makeAgain() {
        if (unalterable.isEmpty()) {
            return;
        }
        var tables = new TreeSet<QualifiedName>();
        var types = new LinkedHashSet<QualifiedName>();
        for (Map.Entry<UserType, UserType> one : unalterable) {
            UserType other = one.getValue();
            List<QualifiedName> ofType = named(other, targetTables);
            tables.addAll(ofType);
            types.add(other.name());
            // a range's multirange goes with it
            TypeStructure.containing(
                            target,
                            other,
                            others.values().stream()
                                    .filter(user -> !user.kind().equals("multirange"))
                                    .toList())
                    .stream()
                    .filter(name -> !ofType.contains(name))
                    .forEach(types::add);
        }
        String cure = setAside(List.copyOf(tables), List.copyOf(types));
        if (tables.stream().anyMatch(copied::contains)) {
            cure = Cures.COPY_ANEW + cure;
        }
        for (Map.Entry<UserType, UserType> one : unalterable) {
            add(failure(one.getKey(), one.getValue(), cure), one.getKey());
            cure = "The statements for the " + subject(unalterable.get(0).getKey()) + " are for this one, too.";
        }
    }

    /** Nothing of them is dropped: who has put rows there may need them. */
    private String setAside(List<QualifiedName> tables, List<QualifiedName> types) {
        record Statement(String sql, boolean allowed) {}
        List<Statement> statements = target.query(
                SqlFile.of(TypeComparison.class, "set_aside.sql").text(),
                row -> new Statement(row.getString(1), row.getBoolean(2)),
                tables.stream().map(QualifiedName::schema).toList(),
                tables.stream().map(QualifiedName::name).toList(),
                types.stream().map(QualifiedName::schema).toList(),
                types.stream().map(QualifiedName::name).toList());
        return Side.TARGET.place(statements.stream().allMatch(Statement::allowed))
                + statements.stream().map(Statement::sql).collect(Collectors.joining(" "))
                + " -- tables and types stay there, with their rows\nThen run 'replicator schema': it creates them as the source"
                + " has them, and names what else refers to them, each with its statement.";
    }
}
