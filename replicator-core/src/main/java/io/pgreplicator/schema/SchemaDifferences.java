package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the objects of two databases by their names and definitions. Stateless, thread-safe. */
final class SchemaDifferences {
    private static final Set<String> TOO_LONG =
            Set.of("function", "view", "materialized view", "foreign table", "table");

    private SchemaDifferences() {}

    private record Thing(
            String kind, String schema, @Nullable String table, String name, String definition, String wording) {
        boolean takesPart(TableFilter filter) {
            return table == null
                    ? schema.isEmpty() || filter.includesSchema(schema)
                    : filter.includes(new QualifiedName(schema, table));
        }

        /** What a person is told of it where it is missing: enough to create it, or nothing. */
        String shown() {
            return TOO_LONG.contains(kind) ? "" : definition;
        }

        @Nullable
        QualifiedName owner() {
            return table == null ? null : new QualifiedName(schema, table);
        }
    }

    /** Each object that differs between the sides, by kind and name. */
    static List<ObjectDifference> find(Session source, Session target, TableFilter filter) {
        Map<String, Thing> sources = read(source, filter);
        Map<String, Thing> targets = read(target, filter);
        if (sources.equals(targets)) {
            return List.of();
        }
        return between(sources, targets, ObjectStatements.read(source, target));
    }

    private static List<ObjectDifference> between(
            Map<String, Thing> sources, Map<String, Thing> targets, ObjectStatements statements) {
        var differences = new ArrayList<ObjectDifference>();
        var rest = new TreeMap<>(targets);
        sources.forEach((key, thing) -> {
            Thing other = rest.remove(key);
            if (other == null) {
                String cure = statements.cure(thing.kind, key, true, false);
                differences.add(differing(thing, false, new SchemaReport.Difference(key, thing.shown(), null, cure)));
            } else if (!thing.definition.equals(other.definition)) {
                String cure = statements.cure(thing.kind, key, true, true);
                differences.add(differing(
                        thing, false, new SchemaReport.Difference(key, thing.definition, other.definition, cure)));
            } else if (!thing.wording.equals(other.wording)) {
                differences.add(differing(thing, true, new SchemaReport.Difference(key, thing.wording, other.wording)));
            }
        });
        rest.forEach((key, thing) -> differences.add(differing(
                thing,
                false,
                new SchemaReport.Difference(
                        key, null, thing.definition, statements.cure(thing.kind, key, false, true)))));
        // the statements are run in this order: a foreign key needs the key that it refers to
        differences.sort(Comparator.comparing(
                one -> one.kind().equals("constraint") && one.difference().cure().contains(" FOREIGN KEY ")));
        return differences;
    }

    private static ObjectDifference differing(Thing thing, boolean wordingOnly, SchemaReport.Difference difference) {
        return new ObjectDifference(thing.kind, thing.owner(), thing.name, wordingOnly, difference);
    }

    private static Map<String, Thing> read(Session session, TableFilter filter) {
        var things = new TreeMap<String, Thing>();
        session.doing("reading the objects of the schema").query(file("objects.sql"), row -> {
            var thing = new Thing(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6));
            return !thing.takesPart(filter) || things.put(thing.kind + " " + thing.name, thing) == null;
        });
        return things;
    }

    private static String file(String name) {
        return SqlFile.of(SchemaDifferences.class, name)
                .with("is_user_schema", CatalogReader.isUserSchema())
                .text();
    }
}
