package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int FIRST_VERSION_WITH_REINDEX_CONCURRENTLY = 12;

    private final Survey survey;
    private final Map<Long, Map<String, Collation>> sources;
    private final Map<Long, Map<String, Collation>> targets;

    /** The collations of the target's database. */
    private final List<Collation> available;

    /** What the statements for one column create and others need as well. */
    private final Map<QualifiedName, Collation> created = new HashMap<>();

    /** {@code options}: what CREATE COLLATION takes in parentheses. */
    private record Collation(
            QualifiedName fullName, String provider, String locale, boolean deterministic, String options) {
        private static final Collation OF_THE_DATABASE =
                new Collation(new QualifiedName("pg_catalog", "default"), "", "", true, "");

        String name() {
            return fullName.name();
        }

        boolean sortsAs(Collation other) {
            return provider.equals(other.provider)
                    && locale.equals(other.locale)
                    && deterministic == other.deterministic;
        }

        @Override
        public String toString() {
            return provider.isEmpty() ? name() : name() + " (" + provider + " " + locale + ")";
        }
    }

    /** {@code owned}: whether the role owns the collation, or the database. */
    private record Stale(String collation, boolean own, String recorded, String present, boolean owned) {}

    private record Index(QualifiedName table, String name) {}

    private CollationCheck(Survey survey) {
        this.survey = survey;
        this.sources = read(survey.source(), survey.sourceOids());
        this.targets = survey.hasTarget() ? read(survey.target(), survey.targetOids()) : Map.of();
        this.available = survey.hasTarget() ? available(survey.target()) : List.of();
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
                        cure(table, other, column, there));
            } else if (!there.sortsAs(here)) {
                String message = place + " is " + there + " on the source, " + here + " on the target: ";
                if (there.deterministic || !sameForm()) {
                    findings.warn(
                            subject,
                            message + "it may sort otherwise",
                            "None, if it is meant. Otherwise\n" + cure(table, other, column, there));
                } else {
                    findings.fail(
                            subject,
                            message + "what is one key on one side may be two on the other",
                            cure(table, other, column, there));
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
                        new QualifiedName(row.getString(3), row.getString(4)),
                        provider(row.getString(5)),
                        row.getString(6),
                        row.getBoolean(7),
                        row.getString(8)));
    }

    private static List<Collation> available(Session target) {
        return target.doing("reading the collations")
                .query(
                        Survey.file("collations.sql"),
                        row -> new Collation(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                provider(row.getString(3)),
                                row.getString(4),
                                row.getBoolean(5),
                                ""));
    }

    /** Gives the target's column the collation of the source's, which is created first where none sorts alike. */
    private String cure(Table table, Table other, String column, Collation wanted) {
        QualifiedName name = present(wanted).orElseGet(() -> free(other, wanted));
        String alteration = ColumnDependents.of(survey, other, column)
                .around("ALTER TABLE " + other.name().quoted() + " ALTER COLUMN " + Sql.identifier(column) + " TYPE "
                        + type(table, other, column) + " COLLATE " + name.quoted() + ";");
        if (wanted.provider.isEmpty() || present(wanted).isPresent() || created.containsKey(name)) {
            return alteration;
        }
        String creation = (Survey.hasSchema(survey.target(), name.schema())
                        ? ""
                        : "CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(name.schema()) + "; ")
                + "CREATE COLLATION " + name.quoted() + " (" + wanted.options + ");";
        Optional<DatabaseException> refusal =
                survey.target().doing("trying out a collation (rolled back)").refusal(List.of(creation));
        if (refusal.isPresent() && !SqlStates.isDenied(refusal.get().sqlState())) {
            return "Use a target whose server has that collation; this one refuses it ("
                    + refusal.get().reason() + "). Or leave the table out: --exclude-table " + other.name();
        }
        created.put(name, wanted);
        return Side.TARGET.place(refusal.isEmpty()) + creation + "\n" + alteration;
    }

    /** The source's: another one is altered by a statement before this one. */
    private static String type(Table table, Table other, String column) {
        String type = table.column(column).type();
        return type.equals("text") || type.startsWith("character")
                ? type
                : other.column(column).type();
    }

    /** The one of the same name first. */
    private Optional<QualifiedName> present(Collation wanted) {
        return wanted.provider.isEmpty()
                ? Optional.of(wanted.fullName)
                : available.stream()
                        .filter(wanted::sortsAs)
                        .map(Collation::fullName)
                        .min(Comparator.comparing((QualifiedName name) -> !name.equals(wanted.fullName))
                                .thenComparing(name -> !name.name().equals(wanted.name()))
                                .thenComparing(QualifiedName::toString));
    }

    /** Where the source has it, but in the schema of the table instead of the catalog, and under a name that is not in use. */
    private QualifiedName free(Table other, Collation wanted) {
        String schema =
                wanted.fullName.schema().equals("pg_catalog") ? other.name().schema() : wanted.fullName.schema();
        String name = wanted.name();
        while (isTaken(new QualifiedName(schema, name), wanted)) {
            name += "_of_source";
        }
        return new QualifiedName(schema, name);
    }

    private boolean isTaken(QualifiedName name, Collation wanted) {
        return available.stream().anyMatch(one -> one.fullName.equals(name))
                || !wanted.sortsAs(created.getOrDefault(name, wanted));
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
                                new Stale(
                                        row.getString(1),
                                        row.getBoolean(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getBoolean(8)),
                                new Index(new QualifiedName(row.getString(5), row.getString(6)), row.getString(7))),
                        survey.sourceOids())
                .forEach(entry -> stale.computeIfAbsent(entry.getKey(), key -> new LinkedHashSet<>())
                        .add(entry.getValue()));
        stale.forEach((collation, indexes) -> warn(survey, collation, indexes, findings));
    }

    private static void warn(Survey survey, Stale stale, Set<Index> indexes, Findings findings) {
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
                reindexed(survey, indexes)
                        + " -- CREATE EXTENSION amcheck; SELECT bt_index_check("
                        + example
                        + ", true); says of an index whether it is corrupt; REINDEX fails where a key is there twice\n"
                        + "Once other indexes over texts, and partitions by texts, are right as well:\n"
                        + Side.SOURCE.place(stale.owned)
                        + (stale.own
                                ? "ALTER DATABASE " + Sql.identifier(stale.collation) + " REFRESH COLLATION VERSION;"
                                : "ALTER COLLATION " + stale.collation + " REFRESH VERSION;"));
    }

    /** Beside the writers where the server can. */
    private static String reindexed(Survey survey, Set<Index> indexes) {
        boolean concurrently = survey.from().major() >= FIRST_VERSION_WITH_REINDEX_CONCURRENTLY;
        return (concurrently ? "" : "Each keeps the table's writers out while it runs.\n")
                + indexes.stream()
                        .map(index -> new QualifiedName(index.table.schema(), index.name))
                        .distinct()
                        .map(name -> Side.SOURCE.place(true) + "REINDEX INDEX " + (concurrently ? "CONCURRENTLY " : "")
                                + name.quoted() + ";")
                        // each by itself: it is no part of a transaction
                        .collect(Collectors.joining("\n"));
    }
}
