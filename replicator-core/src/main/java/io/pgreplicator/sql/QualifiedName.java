package io.pgreplicator.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The name of a relation with its schema, unquoted as in the catalog. {@link #toString} is the display form {@code
 * schema.name}; {@link #quoted} is the SQL form. Immutable.
 */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {
    private static final String PLAIN = "[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*";

    /** The {@code pg_dump} of these tables and nothing else, whatever their names; it fails where one is not there. */
    public static String dump(Collection<QualifiedName> tables) {
        return "pg_dump --strict-names "
                + tables.stream()
                        .map(one -> "--table=" + (one.toString().matches(PLAIN) ? one : word(one.quoted())))
                        .collect(Collectors.joining(" "));
    }

    /**
     * The command that copies the rows of a table that both sides have, also of an extension's, which {@code pg_dump} leaves out; with SOURCE
     * and TARGET for the addresses.
     */
    public String copy() {
        return "psql SOURCE -c " + word("COPY " + quoted() + " TO STDOUT") + " | psql TARGET -c "
                + word("COPY " + quoted() + " FROM STDIN");
    }

    /** Of a shell. */
    private static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The name as SQL text, each part quoted. */
    public String quoted() {
        return Sql.identifier(schema) + "." + Sql.identifier(name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }

    @Override
    public int compareTo(QualifiedName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }
}
