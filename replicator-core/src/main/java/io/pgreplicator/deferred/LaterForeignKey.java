package io.pgreplicator.deferred;

import io.pgreplicator.deferred.DeferredObjects.Kind;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A foreign key of a table that the target is to get while it cannot have the key: it refers to a table whose own key is off for the copy.
 * Immutable.
 *
 * @param oid its oid on the source
 * @param table its table
 * @param name its name
 * @param referred the table that it refers to
 */
public record LaterForeignKey(long oid, QualifiedName table, String name, QualifiedName referred) {
    /** One, and the index of the table that it refers to. */
    private record Candidate(LaterForeignKey key, String index) {}

    private record Index(QualifiedName table, String name) {}

    /**
     * Those of some tables of the source; none when no migration writes to the target.
     *
     * @param tables the oids of the tables
     */
    public static List<LaterForeignKey> find(Session source, Session target, Collection<String> tables) {
        Set<Index> off = OwnSchemaState.isOurs(target, OwnSchema.CONTROL) ? off(target) : Set.of();
        if (off.isEmpty()) {
            return List.of();
        }
        return source
                .doing("reading foreign keys")
                .query(
                        SqlFile.of(LaterForeignKey.class, "outward_foreign_keys.sql")
                                .text(),
                        row -> new Candidate(
                                new LaterForeignKey(
                                        row.getLong(1),
                                        new QualifiedName(row.getString(2), row.getString(3)),
                                        row.getString(4),
                                        new QualifiedName(row.getString(5), row.getString(6))),
                                row.getString(7)),
                        List.copyOf(tables))
                .stream()
                .filter(one -> off.contains(new Index(one.key.referred, one.index)))
                .map(Candidate::key)
                .toList();
    }

    private static Set<Index> off(Session target) {
        return target
                .doing("reading the objects taken off")
                .query(
                        "SELECT schema_name, table_name, name FROM replicator.deferred_object WHERE kind = ? AND finished_at IS NULL",
                        row -> new Index(new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)),
                        Kind.INDEX.toString())
                .stream()
                .collect(Collectors.toSet());
    }
}
