package io.pgreplicator.deferred;

import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * An index, a constraint or a trigger as the catalog of a database has it, with the statements that take it off and bring it back.
 * Immutable.
 *
 * @param kind what it is
 * @param table its table; of a constraint of a domain the domain
 * @param name its name
 * @param drop the statement that drops or disables it
 * @param build the statement that creates or enables it again
 * @param finish statements that require it to exist: attach, validate, comment
 * @param bytes the size of an index; 0 of anything else
 * @param offenders the query for the rows that violate it; empty where there is none
 */
record Definition(
        Kind kind,
        QualifiedName table,
        String name,
        String drop,
        String build,
        List<String> finish,
        long bytes,
        String offenders) {
    Definition {
        finish = List.copyOf(finish);
    }

    /** What it is, as it is recorded. */
    enum Kind {
        INDEX("index"),
        FOREIGN_KEY("foreign key"),
        CHECK("check constraint"),
        DOMAIN_CHECK("domain constraint"),
        TRIGGER("trigger"),
        STATISTICS("statistics");

        private final String recorded;

        Kind(String recorded) {
            this.recorded = recorded;
        }

        /** As it is recorded and shown: {@code foreign key}. */
        @Override
        public String toString() {
            return recorded;
        }

        static Kind of(String recorded) {
            return Arrays.stream(values())
                    .filter(kind -> kind.recorded.equals(recorded))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** An index; {@code reading}: whether its function may read other tables, whose rows have to be there before it. */
    record Index(Definition definition, boolean reading) {}

    /** The indexes of the table, with those of its keys; none of a partitioned table, nor of a partition. */
    static List<Index> indexes(Session session, QualifiedName table) {
        return session.query(
                file("deferrable_indexes.sql"),
                row -> new Index(
                        new Definition(
                                Kind.INDEX,
                                table,
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                texts(row.getArray(4)),
                                row.getLong(5),
                                row.getString(6)),
                        row.getBoolean(7)),
                table.quoted());
    }

    /** Every foreign key from or to the tables. */
    static List<Definition> foreignKeys(Session session, Collection<QualifiedName> tables) {
        return foreignKeys(session, tables, false);
    }

    /** The foreign keys from or to the tables that change rows by themselves. */
    static List<Definition> actingForeignKeys(Session session, Collection<QualifiedName> tables) {
        return foreignKeys(session, tables, true);
    }

    private static List<Definition> foreignKeys(Session session, Collection<QualifiedName> tables, boolean acting) {
        List<String> names = names(tables);
        return session.query(file("deferrable_foreign_keys.sql"), Definition::foreignKey, names, names, acting);
    }

    private static Definition foreignKey(ResultSet row) throws SQLException {
        return new Definition(
                Kind.FOREIGN_KEY,
                new QualifiedName(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                texts(row.getArray(6)),
                0,
                row.getString(7));
    }

    /** The check constraints of the tables, and of the domains of their columns, that rows of the source need not satisfy. */
    static List<Definition> unprovedChecks(Session session, Collection<QualifiedName> tables) {
        return session.doing("taking off constraints that rows need not satisfy")
                .query(
                        file("unproved_checks.sql"),
                        row -> new Definition(
                                Kind.of(row.getString(1)),
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                texts(row.getArray(7)),
                                0,
                                row.getString(8)),
                        names(tables));
    }

    /** The enabled triggers of the tables, without those of the replicator. */
    static List<Definition> triggers(Session session, Collection<QualifiedName> tables) {
        return session.query(
                SqlFile.of(Definition.class, "triggers.sql")
                        .with("own_triggers", OwnSchemaState.triggers(OwnSchema.CAPTURE))
                        .text(),
                row -> new Definition(
                        Kind.TRIGGER,
                        new QualifiedName(row.getString(1), row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        List.of(),
                        0,
                        ""),
                names(tables));
    }

    private static List<String> names(Collection<QualifiedName> tables) {
        return tables.stream().map(QualifiedName::quoted).toList();
    }

    /** The texts of an array of the server. */
    static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    private static String file(String name) {
        return SqlFile.of(Definition.class, name).text();
    }
}
