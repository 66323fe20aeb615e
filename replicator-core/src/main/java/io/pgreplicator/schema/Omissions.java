package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the source's schema that are not created on the target. Immutable.
 *
 * @param schemas schemas that pg_dump must not read at all
 * @param relations tables and partitions that pg_dump must not read
 * @param list which entries of the archive are restored
 * @param told what is reported to the operator
 */
record Omissions(
        List<String> schemas, List<QualifiedName> relations, RestoreList list, List<SchemaObjectLeftOut> told) {

    /** Catalog oid and object oid, the name of a comment on the object, and what is reported about it, if anything. */
    private record Entry(
            String id, @Nullable String comment, @Nullable SchemaObjectLeftOut told) {}

    /** A schema, and whether it contains an extension. */
    private record Namespace(String name, boolean extended) {}

    Omissions {
        schemas = List.copyOf(schemas);
        relations = List.copyOf(relations);
        told = List.copyOf(told);
    }

    /** Throws when an extension is in another schema on the target, where nothing would find it. */
    static Omissions read(Session source, Session target, TableFilter filter, List<Table> left) {
        source.doing("reading what is left out");
        target.doing("reading what is there already");
        List<String> present = namespaces(target).stream().map(Namespace::name).toList();
        List<String> skipped = namespaces(source).stream()
                .filter(schema -> !schema.extended
                        && (!filter.includesSchema(schema.name)
                                || CatalogReader.RESERVED_SCHEMAS.contains(schema.name)))
                .map(Namespace::name)
                .toList();
        List<String> oids =
                left.stream().map(table -> Long.toString(table.oid())).toList();
        List<QualifiedName> relations = source
                .query(
                        file("excluded_relations.sql"),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        oids)
                .stream()
                .filter(name -> !skipped.contains(name.schema()))
                .toList();
        List<Entry> entries = source.query(
                file("omitted_entries.sql"),
                row -> new Entry(
                        row.getLong(1) + " " + row.getLong(2),
                        row.getString(3),
                        row.getString(4) == null ? null : new SchemaObjectLeftOut(row.getString(4), row.getString(5))),
                oids,
                present,
                unavailable(source, target));
        return of(skipped, relations, entries);
    }

    private static Omissions of(List<String> schemas, List<QualifiedName> relations, List<Entry> entries) {
        var ids = new HashSet<String>();
        var comments = new HashSet<String>();
        var told = new ArrayList<SchemaObjectLeftOut>();
        for (Entry entry : entries) {
            ids.add(entry.id);
            if (entry.comment != null) {
                comments.add(entry.comment);
            }
            if (entry.told != null) {
                told.add(entry.told);
            }
        }
        return new Omissions(schemas, relations, new RestoreList(ids, comments), told);
    }

    private static List<Namespace> namespaces(Session session) {
        return session.query(file("schemas.sql"), row -> new Namespace(row.getString(1), row.getBoolean(2)));
    }

    /** An extension of a database. */
    private record Extension(String name, String schema, boolean needed) {
        /** The statement that creates it. */
        String creation() {
            return "CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(schema) + "; CREATE EXTENSION "
                    + Sql.identifier(name) + " SCHEMA " + Sql.identifier(schema) + " CASCADE;";
        }
    }

    /** The extensions of the source that the target's server does not offer, or not to this role. */
    private static List<String> unavailable(Session source, Session target) {
        Map<String, Extension> there =
                extensions(target).stream().collect(Collectors.toMap(Extension::name, Function.identity()));
        var offered = new HashSet<>(target.query(file("available_extensions.sql"), row -> row.getString(1)));
        var unavailable = new ArrayList<String>();
        for (Extension extension : extensions(source)) {
            Extension other = there.get(extension.name);
            if (other != null) {
                refuseElsewhere(extension, other);
            } else if (!offered.contains(extension.name) || !mayCreate(target, extension)) {
                unavailable.add(extension.name);
            }
        }
        return unavailable;
    }

    /** What nothing refers to may be wherever it is. */
    private static void refuseElsewhere(Extension wanted, Extension present) {
        if (wanted.needed && !present.schema.equals(wanted.schema)) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "Extension " + wanted.name + " is in schema " + present.schema + " on the target, in "
                            + wanted.schema + " on the source, whose tables refer to it there. Nothing was changed.",
                    "On the target: DROP EXTENSION " + Sql.identifier(wanted.name) + "; " + wanted.creation());
        }
    }

    /** Tried, and taken back. Throws where something of the source needs what the role may not create. */
    private static boolean mayCreate(Session target, Extension extension) {
        target.doing("trying to create the extension " + extension.name).begin("");
        try {
            target.execute(extension.creation());
            return true;
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            if (extension.needed) {
                throw new ReplicatorException(
                        ErrorCode.PREFLIGHT_FAILED,
                        "The target's role may not create the extension " + extension.name
                                + ", to which definitions of the source refer: " + e.reason()
                                + ". Nothing was changed.",
                        "On the target, as an administrator: " + extension.creation() + " Then run the command again.",
                        e);
            }
            return false;
        } finally {
            target.rollback();
        }
    }

    private static List<Extension> extensions(Session session) {
        return session.query(
                file("extensions.sql"), row -> new Extension(row.getString(1), row.getString(2), row.getBoolean(3)));
    }

    private static String file(String name) {
        return SqlFile.of(Omissions.class, name).text();
    }
}
