package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the objects of two databases by their names and definitions. Stateless, thread-safe. */
final class SchemaDifferences {
    private SchemaDifferences() {}

    private record Thing(
            String kind, String schema, @Nullable String table, String name, String definition) {
        boolean takesPart(TableFilter filter) {
            return table == null
                    ? schema.isEmpty() || filter.includesSchema(schema)
                    : filter.includes(new QualifiedName(schema, table));
        }
    }

    /** Each object that differs between the sides, by kind and name. */
    static List<Difference> find(Session source, Session target, TableFilter filter) {
        Map<String, Thing> targets = read(target, filter);
        var differences = new ArrayList<Difference>();
        read(source, filter).forEach((key, thing) -> {
            Thing other = targets.remove(key);
            if (other == null || !thing.definition.equals(other.definition)) {
                differences.add(new Difference(key, thing.definition, other == null ? null : other.definition));
            }
        });
        targets.forEach((key, thing) -> differences.add(new Difference(key, null, thing.definition)));
        return differences;
    }

    private static Map<String, Thing> read(Session session, TableFilter filter) {
        var things = new TreeMap<String, Thing>();
        session.doing("reading the objects of the schema")
                .query(
                        SqlFile.of(SchemaDifferences.class, "objects.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .text(),
                        row -> {
                            var thing = new Thing(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5));
                            return !thing.takesPart(filter) || things.put(thing.kind + " " + thing.name, thing) == null;
                        });
        return things;
    }
}
