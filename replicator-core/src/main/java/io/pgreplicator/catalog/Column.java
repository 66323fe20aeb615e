package io.pgreplicator.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table. Immutable.
 *
 * @param name name, unquoted
 * @param type type as written, schema-qualified unless built in
 * @param baseType the type with every domain resolved: a column of this type accepts NULL and has no checks
 * @param collation quoted collation if it is not the type's default
 * @param notNull whether it is declared NOT NULL
 * @param identity {@code a} for GENERATED ALWAYS, {@code d} for BY DEFAULT, empty otherwise
 * @param generated whether its value is computed from other columns
 * @param binarySafe whether the binary COPY format of its type is the same on every server
 */
public record Column(
        String name,
        String type,
        String baseType,
        @Nullable String collation,
        boolean notNull,
        String identity,
        boolean generated,
        boolean binarySafe) {

    /** Whether an UPDATE may not set it. */
    public boolean identityAlways() {
        return identity.equals("a");
    }

    /** Type with collation, for a temporary column that only holds values of this one. */
    public String storage() {
        return collation == null ? baseType : baseType + " COLLATE " + collation;
    }
}
