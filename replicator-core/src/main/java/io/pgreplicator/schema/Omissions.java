package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the source's schema that are not created on the target, because they are left out or because it has them. What the target
 * has is left alone with all that is part of it: only the objects that it lacks are created, each with all its parts. Immutable.
 *
 * @param schemas schemas that pg_dump must not read at all
 * @param relations tables and partitions that pg_dump must not read
 * @param list which entries of the archive are restored
 * @param names kind and name, as {@code pg_identify_object} gives them, of objects that can be left out, by catalog oid and object oid
 * @param later foreign keys that the target cannot have yet, and that come back with what the copy has taken off
 * @param told what is reported to the operator
 * @param nothingNew whether the target has everything else
 * @param targetEmpty whether the target has nothing but schemas and extensions
 */
record Omissions(
        List<String> schemas,
        List<QualifiedName> relations,
        RestoreList list,
        Map<String, String> names,
        List<LaterForeignKey> later,
        List<SchemaObjectLeftOut> told,
        boolean nothingNew,
        boolean targetEmpty) {

    /** What the id of a relation begins with: the oid of pg_class. */
    private static final String CLASSES = "1259 ";

    /** The same for pg_constraint. */
    private static final String CONSTRAINTS = "2606 ";

    /** Catalog oid and object oid, and what is reported about it, if anything. */
    private record Entry(String id, @Nullable SchemaObjectLeftOut told) {}

    /** An object: catalog oid and object oid, and the name that it has on both sides. */
    private record Named(String id, String name) {}

    /** A schema, and whether it contains an extension. */
    private record Namespace(String name, boolean extended) {}

    private record Relation(String id, QualifiedName name) {}

    /** An index without which its table can be. */
    private record Index(Named named, String table) {}

    Omissions {
        schemas = List.copyOf(schemas);
        relations = List.copyOf(relations);
        names = Map.copyOf(names);
        later = List.copyOf(later);
        told = List.copyOf(told);
    }

    /**
     * Throws when the target cannot have an extension that is needed, or has it in a schema where nothing would find it; and when an
     * option matches nothing.
     */
    static Omissions read(Session source, Session target, TableFilter filter, List<Table> left, SchemaOptions options) {
        source.doing("reading what is left out");
        List<String> skipped = skipped(source, filter);
        List<String> oids =
                left.stream().map(table -> Long.toString(table.oid())).toList();
        List<Relation> relations = source.query(
                file("excluded_relations.sql"),
                row -> new Relation(row.getString(1), new QualifiedName(row.getString(2), row.getString(3))),
                oids);
        List<Entry> entries = source.query(
                SqlFile.of(Omissions.class, "omitted_entries.sql")
                        .with("shared", String.valueOf(Sequences.areShared(source, target)))
                        .text(),
                Omissions::entry,
                oids);
        var keywords = Keywords.differing(source, target);
        List<Named> named = objects(source, skipped, keywords);
        List<Index> indexes = source.query(file("plain_indexes.sql"), row -> index(row, keywords));
        refuseIdle(options, named, indexes);
        Map<String, String> there = objects(target.doing("reading what is there already"), List.of(), keywords).stream()
                .collect(Collectors.toMap(Named::name, Named::id, (one, other) -> one));

        var omitted = new HashSet<String>();
        entries.forEach(entry -> omitted.add(entry.id));
        named.stream().filter(one -> there.containsKey(one.name)).forEach(one -> omitted.add(one.id));
        var carried = named.stream().map(Named::id).collect(Collectors.toCollection(HashSet::new));
        carried.removeAll(omitted);
        relations.forEach(relation -> carried.remove(relation.id));

        var told = new ArrayList<SchemaObjectLeftOut>();
        entries.stream().map(Entry::told).filter(Objects::nonNull).forEach(told::add);
        List<Named> ofTables = indexes.stream()
                .filter(index -> carried.contains(index.table))
                .map(Index::named)
                .toList();
        ofTables.forEach(index -> carried.add(index.id));
        List<Named> all = Stream.concat(named.stream(), ofTables.stream()).toList();
        all.stream()
                .filter(one -> options.excludes(one.name) && carried.remove(one.id))
                .forEach(one -> {
                    omitted.add(one.id);
                    told.add(new SchemaObjectLeftOut(one.name, "the options leave out"));
                });
        indexes.stream()
                .filter(index -> !carried.contains(index.table))
                .forEach(index -> carried.remove(index.named.id));
        Map<String, String> names = all.stream().collect(Collectors.toMap(Named::id, Named::name, (one, other) -> one));
        for (Extensions.Unavailable extension :
                Extensions.unavailable(source, target, carried, names, options, there.values())) {
            omitted.add(extension.id());
            carried.remove(extension.id());
            told.add(extension.told());
        }
        List<LaterForeignKey> later = LaterForeignKey.find(source, target, ofTables(carried));
        later.forEach(key -> omitted.add(CONSTRAINTS + key.oid()));
        List<String> list = source.query(file("parts.sql"), row -> row.getString(1), List.copyOf(omitted));
        return new Omissions(
                skipped,
                relations.stream()
                        .map(Relation::name)
                        .filter(name -> !skipped.contains(name.schema()))
                        .toList(),
                new RestoreList(Set.copyOf(list)),
                names,
                later,
                told,
                carried.isEmpty(),
                there.keySet().stream().allMatch(name -> name.startsWith("schema ") || name.startsWith("extension ")));
    }

    /** The oids of the relations among objects. */
    private static List<String> ofTables(Set<String> objects) {
        return objects.stream()
                .filter(id -> id.startsWith(CLASSES))
                .map(id -> id.substring(CLASSES.length()))
                .toList();
    }

    /** Who mistypes a name would get what they do not want. */
    private static void refuseIdle(SchemaOptions options, List<Named> objects, List<Index> indexes) {
        List<String> idle =
                options.idle(Stream.concat(objects.stream(), indexes.stream().map(Index::named))
                        .map(Named::name)
                        .toList());
        if (!idle.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.CONFIG_INVALID,
                    "The source has no object of that kind and name: " + String.join(", ", idle)
                            + ". Nothing was changed.",
                    "Correct --exclude-extension or --exclude-object, which takes kind and name: 'view reporting.*'.");
        }
    }

    private static List<String> skipped(Session source, TableFilter filter) {
        return source.query(file("schemas.sql"), row -> new Namespace(row.getString(1), row.getBoolean(2))).stream()
                .filter(schema -> !schema.extended
                        && (!filter.includesSchema(schema.name)
                                || CatalogReader.RESERVED_SCHEMAS.contains(schema.name)))
                .map(Namespace::name)
                .toList();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                row.getString(2) == null ? null : new SchemaObjectLeftOut(row.getString(2), row.getString(3)));
    }

    private static List<Named> objects(Session session, List<String> skipped, Keywords keywords) {
        return session.query(
                file("top_level_objects.sql"),
                row -> new Named(row.getString(1), keywords.plain(row.getString(2))),
                skipped);
    }

    private static Index index(ResultSet row, Keywords keywords) throws SQLException {
        return new Index(new Named(row.getString(1), keywords.plain(row.getString(2))), row.getString(3));
    }

    private static String file(String name) {
        return SqlFile.of(Omissions.class, name).text();
    }
}
