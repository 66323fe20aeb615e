package io.pgreplicator.catalog;

import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.telemetry.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the types, of the same name on both sides, that columns are made of. A type that exists on one side only needs no
 * mention here: whatever uses it, in the end a column, already differs by its type name. Confined to one thread.
 */
public final class TypeComparison {
    private final Session target;
    private final Map<Long, QualifiedName> sourceTables;
    private final Map<Long, QualifiedName> targetTables;
    private final Set<QualifiedName> copied;
    private final List<TypeDifference> differences = new ArrayList<>();
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
                    addedLabels(type, other, missing));
        } else if (!extra.isEmpty()) {
            warn(type, "it has labels on the target only: " + String.join(", ", extra), "");
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
                        "ALTER DOMAIN " + other.name().quoted() + " DROP "
                                + (fact.name().isEmpty()
                                        ? "NOT NULL;"
                                        : "CONSTRAINT " + Sql.identifier(fact.name()) + ";"));
            }
        }
    }

    private void fail(UserType type, UserType other, @Nullable String cure) {
        add(
                Finding.fail(
                        subject(type),
                        "it is " + type.definition() + " on the source, " + other.definition()
                                + " on the target: values of " + NameList.of(tables(type))
                                + " would not be the same",
                        cure == null ? madeAgain(type, other) : cure),
                type);
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

    /** Such a type cannot be altered in place, so it is created again, together with everything that uses it. */
    private String madeAgain(UserType type, UserType other) {
        if (other.kind().equals("row")) {
            return "Alter the table " + other.name() + " on the target so that its columns are those of the source.";
        }
        if (other.kind().equals("base")) {
            return "Create the type on the target as it is on the source.";
        }
        List<QualifiedName> tables = named(other, targetTables);
        var types = new ArrayList<QualifiedName>();
        types.add(other.name());
        // a range's multirange is dropped with it
        TypeStructure.containing(
                        target,
                        other,
                        others.values().stream()
                                .filter(one -> !one.kind().equals("multirange"))
                                .toList())
                .stream()
                .filter(name -> !tables.contains(name))
                .forEach(types::add);
        String again = "DROP TABLE " + quoted(tables) + "; DROP TYPE " + quoted(types)
                + "; on the target, then run: replicator schema";
        return tables(type).stream().anyMatch(copied::contains)
                ? "Run 'replicator uninstall' first, for these tables are to be copied anew. Then: " + again
                : again;
    }

    private static String quoted(List<QualifiedName> names) {
        return names.stream().map(QualifiedName::quoted).collect(Collectors.joining(", "));
    }
}
