package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;

/**
 * A relation that holds rows: a table itself or one partition of it. Immutable.
 *
 * @param oid its oid
 * @param name its name
 * @param kind {@code pg_class.relkind}
 * @param bytes its size with TOAST, without indexes
 * @param blocks heap blocks
 * @param fileNode its file; another one means that its rows have moved
 */
public record Leaf(long oid, QualifiedName name, String kind, long bytes, long blocks, long fileNode) {}
