package io.pgreplicator.verify;

import io.pgreplicator.capture.TablePair;

/**
 * A table on both sides, and how its rows are compared. Immutable.
 *
 * @param pair the table
 * @param hash the hash of its rows
 * @param source its rows on the source
 * @param target its rows on the target
 * @param rewritten whether applying a row always makes a new version of it on the target
 */
record ComparedTable(TablePair pair, RowHash hash, TableSide source, TableSide target, boolean rewritten) {}
