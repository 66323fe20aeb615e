package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
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
            boolean broken = kind.equals("index") && definition.endsWith(" INVALID");
            return TOO_LONG.contains(kind)
                    ? ""
                    : definition + (broken ? "; no query uses it: REINDEX or DROP it where it is" : "");
        }

        @Nullable
        QualifiedName owner() {
            return table == null ? null : new QualifiedName(schema, table);
        }
    }

    /** Each object that differs between the sides, by kind and name. */
    static List<ObjectDifference> find(Session source, Session target, TableFilter filter) {
        return between(read(source, filter), read(target, filter));
    }

    private static List<ObjectDifference> between(Map<String, Thing> sources, Map<String, Thing> targets) {
        var differences = new ArrayList<ObjectDifference>();
        var rest = new TreeMap<>(targets);
        sources.forEach((key, thing) -> {
            Thing other = rest.remove(key);
            if (other == null) {
                differences.add(differing(thing, false, new SchemaReport.Difference(key, thing.shown(), null)));
            } else if (!thing.definition.equals(other.definition)) {
                differences.add(
                        differing(thing, false, new SchemaReport.Difference(key, thing.definition, other.definition)));
            } else if (!thing.wording.equals(other.wording)) {
                differences.add(differing(thing, true, new SchemaReport.Difference(key, thing.wording, other.wording)));
            }
        });
        rest.forEach((key, thing) ->
                differences.add(differing(thing, false, new SchemaReport.Difference(key, null, thing.definition))));
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
