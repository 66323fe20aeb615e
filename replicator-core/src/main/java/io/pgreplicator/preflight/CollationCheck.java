package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that the keys of both sides distinguish texts in the same way, and that the source's unique indexes were built with
 * the current version of the collation library: a corrupt index may contain a key twice, or not find it. Confined to one
 * thread.
 */
final class CollationCheck {
    /** From 16 on a server writes ICU locales in one form, regardless of the form requested. */
    private static final int FIRST_VERSION_WITH_LANGUAGE_TAGS = 16;

    private static final int FIRST_VERSION_WITH_A_DATABASE_VERSION = 15;

    private final Survey survey;
    private final Map<Long, Map<String, Collation>> sources;
    private final Map<Long, Map<String, Collation>> targets;

    private record Collation(String name, String provider, String locale, boolean deterministic) {
        private static final Collation OF_THE_DATABASE = new Collation("default", "", "", true);

        boolean sortsAs(Collation other) {
            return provider.equals(other.provider)
                    && locale.equals(other.locale)
                    && deterministic == other.deterministic;
        }

        @Override
        public String toString() {
            return provider.isEmpty() ? name : name + " (" + provider + " " + locale + ")";
        }
    }

    private record Stale(String collation, boolean own, String recorded, String present) {}

    private record Index(QualifiedName table, String name) {}

    private CollationCheck(Survey survey) {
        this.survey = survey;
        this.sources = read(survey.source(), survey.sourceOids());
        this.targets = survey.hasTarget() ? read(survey.target(), survey.targetOids()) : Map.of();
    }

    static void run(Survey survey, Findings findings) {
        var check = new CollationCheck(survey);
        for (Table table : survey.tables()) {
            Table other = survey.onTarget(table);
            if (other != null) {
                check.compare(table, other, findings);
            }
        }
        versions(survey, findings);
    }

    private void compare(Table table, Table other, Findings findings) {
        for (String column : table.key().map(Key::names).orElse(List.of())) {
            Collation there = collation(sources, table, column);
            Collation here = collation(targets, other, column);
            String subject = "table " + table.name();
            String place = "the collation of its key column " + column;
            if (there.deterministic != here.deterministic) {
                findings.fail(
                        subject,
                        place + " takes different texts for equal on the " + (here.deterministic ? "source" : "target")
                                + " only",
                        "Give the column the source's collation on the target.");
            } else if (!there.sortsAs(here)) {
                String message = place + " is " + there + " on the source, " + here + " on the target: ";
                if (there.deterministic || !sameForm()) {
                    findings.warn(
                            subject,
                            message + "it may sort otherwise",
                            "Create the collation on the target as it is on the source, unless the difference is meant.");
                } else {
                    findings.fail(
                            subject,
                            message + "what is one key on one side may be two on the other",
                            "Give the column the source's collation on the target.");
                }
            }
        }
    }

    private boolean sameForm() {
        return survey.from().major() >= FIRST_VERSION_WITH_LANGUAGE_TAGS
                == survey.to().major() >= FIRST_VERSION_WITH_LANGUAGE_TAGS;
    }

    private static Collation collation(Map<Long, Map<String, Collation>> side, Table table, String column) {
        return side.getOrDefault(table.oid(), Map.of()).getOrDefault(column, Collation.OF_THE_DATABASE);
    }

    private static Map<Long, Map<String, Collation>> read(Session session, List<String> oids) {
        return Survey.ofColumns(
                session.doing("reading the collations of columns"),
                "column_collations.sql",
                oids,
                row -> new Collation(
                        row.getString(3), provider(row.getString(4)), row.getString(5), row.getBoolean(6)));
    }

    private static String provider(String letter) {
        return switch (letter) {
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> "libc";
        };
    }

    private static void versions(Survey survey, Findings findings) {
        var stale = new LinkedHashMap<Stale, Set<Index>>();
        String own = survey.from().major() >= FIRST_VERSION_WITH_A_DATABASE_VERSION
                ? "pg_database_collation_actual_version(d.oid)"
                : "NULL::text";
        survey.source()
                .doing("comparing the versions of collations")
                .query(
                        SqlFile.of(CollationCheck.class, "collation_versions.sql")
                                .with("own_version", own)
                                .text(),
                        row -> Map.entry(
                                new Stale(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4)),
                                new Index(new QualifiedName(row.getString(5), row.getString(6)), row.getString(7))),
                        survey.sourceOids())
                .forEach(entry -> stale.computeIfAbsent(entry.getKey(), key -> new LinkedHashSet<>())
                        .add(entry.getValue()));
        stale.forEach((collation, indexes) -> warn(collation, indexes, findings));
    }

    private static void warn(Stale stale, Set<Index> indexes, Findings findings) {
        Set<String> tables = indexes.stream()
                .map(index -> index.table.toString())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Index first = indexes.iterator().next();
        String example = Sql.literal(new QualifiedName(first.table.schema(), first.name).quoted());
        findings.warn(
                "source",
                (stale.own ? "the collation of the database " : "the collation ") + stale.collation
                        + " was of version " + stale.recorded + " and its library is of version " + stale.present
                        + ": unique indexes built before may be corrupt, hold a key twice or not find one: "
                        + NameList.of(tables),
                reindexed(indexes)
                        + " First, CREATE EXTENSION amcheck; SELECT bt_index_check("
                        + example
                        + ", true); says of an index whether it is corrupt; duplicates show when REINDEX fails. Then: "
                        + (stale.own
                                ? "ALTER DATABASE " + Sql.identifier(stale.collation) + " REFRESH COLLATION VERSION"
                                : "ALTER COLLATION " + stale.collation + " REFRESH VERSION"));
    }

    private static String reindexed(Set<Index> indexes) {
        Set<QualifiedName> names = new HashSet<>();
        return "On the source: "
                + indexes.stream()
                        .map(index -> new QualifiedName(index.table.schema(), index.name))
                        .filter(names::add)
                        .limit(20)
                        .map(name -> "REINDEX INDEX " + name.quoted() + ";")
                        .collect(Collectors.joining(" "))
                + (indexes.size() > 20 ? " and those of the other tables." : "");
    }
}
