package io.pgreplicator.sql;

/**
 * The name of a relation with its schema, unquoted as in the catalog. {@link #toString} is the display form {@code
 * schema.name}; {@link #quoted} is the SQL form. Immutable.
 */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

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
