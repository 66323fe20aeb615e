package io.pgreplicator.schema;

import io.pgreplicator.deferred.DeferredObjects;
import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param index the index of that table
 */
record LaterForeignKey(long oid, QualifiedName table, String name, QualifiedName referred, String index) {
    /**
     * Those of some tables of the source; none when no migration writes to the target.
     *
     * @param tables the oids of the tables
     */
    static List<LaterForeignKey> find(Session source, Session target, Collection<String> tables) {
        if (tables.isEmpty() || OpenObjects.countOff(target) == 0) {
            return List.of();
        }
        Map<QualifiedName, Set<String>> off = new HashMap<>();
        return source
                .doing("reading foreign keys")
                .query(
                        SqlFile.of(LaterForeignKey.class, "outward_foreign_keys.sql")
                                .text(),
                        row -> new LaterForeignKey(
                                row.getLong(1),
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getString(4),
                                new QualifiedName(row.getString(5), row.getString(6)),
                                row.getString(7)),
                        List.copyOf(tables))
                .stream()
                .filter(key -> off.computeIfAbsent(key.referred, table -> off(target, table))
                        .contains(key.index))
                .toList();
    }

    private static Set<String> off(Session target, QualifiedName table) {
        return DeferredObjects.pendingIndexes(target, table).stream()
                .map(Deferred::name)
                .collect(Collectors.toSet());
    }

    /** Records on the target, before their tables are made, that they are to come back with what the copy has taken off. */
    static void record(Session source, Session target, List<LaterForeignKey> keys) {
        if (OwnSchemaState.isOurs(target, OwnSchema.CONTROL)) {
            DeferredObjects.expectForeignKeys(
                    source,
                    target,
                    keys.stream().map(LaterForeignKey::table).distinct().toList(),
                    (table, name) -> keys.stream().anyMatch(key -> key.table.equals(table) && key.name.equals(name)));
        }
    }

    /** Has those come back whose tables are there. */
    static void admit(Session target) {
        if (OwnSchemaState.isOurs(target, OwnSchema.CONTROL)) {
            DeferredObjects.admitForeignKeys(target);
        }
    }
}
