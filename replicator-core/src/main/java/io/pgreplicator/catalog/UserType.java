package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A type defined by a user or an extension, described by the facts that define it. Immutable.
 *
 * @param oid its oid
 * @param name its name
 * @param comparisonName its name common to both sides: without the schema if it belongs to an extension
 * @param kind {@code domain}, {@code composite}, {@code row} (of a table), {@code enum}, {@code range}, {@code multirange}
 *     or {@code base}
 * @param facts the facts that define it
 * @param tables oids of the tables whose columns use it, directly or indirectly
 */
record UserType(long oid, QualifiedName name, String comparisonName, String kind, List<Fact> facts, Set<Long> tables) {

    /**
     * One fact that defines a type.
     *
     * @param aspect {@code is}, {@code attribute}, {@code label} or {@code constraint}
     * @param name name of the attribute, label or constraint, else empty
     * @param text base type of a domain, type of an attribute, subtype of a range, text of a constraint
     */
    record Fact(String aspect, String name, String text) {}

    UserType {
        facts = List.copyOf(facts);
        tables = Set.copyOf(tables);
    }

    List<Fact> facts(String aspect) {
        return facts.stream().filter(fact -> fact.aspect.equals(aspect)).toList();
    }

    List<String> labels() {
        return facts("label").stream().map(Fact::name).toList();
    }

    /** Its definition, for a message: {@code an enum of calm, cross}. */
    String definition() {
        return switch (kind) {
            case "enum" -> "an enum of " + String.join(", ", labels());
            case "composite", "row" ->
                "a composite of "
                        + facts("attribute").stream()
                                .map(fact -> fact.name + " " + fact.text)
                                .collect(Collectors.joining(", "));
            case "base" -> "a base type " + is();
            default -> "a " + kind + " of " + is();
        };
    }

    private String is() {
        return facts("is").stream().map(Fact::text).collect(Collectors.joining());
    }
}
