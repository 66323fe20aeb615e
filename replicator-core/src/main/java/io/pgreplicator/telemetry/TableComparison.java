package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;

/**
 * One table, compared by a hash over every row of both sides. Immutable.
 *
 * @param table the table
 * @param sourceRows rows on the source
 * @param targetRows rows on the target
 * @param equal whether both hold the same rows, of columns whose types are made of the same on both sides
 */
public record TableComparison(QualifiedName table, long sourceRows, long targetRows, boolean equal) {}
