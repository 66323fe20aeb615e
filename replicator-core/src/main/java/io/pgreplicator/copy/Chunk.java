package io.pgreplicator.copy;

/**
 * A part of a table: a range of heap blocks of one relation. Immutable.
 *
 * @param tableId the table's number
 * @param number the chunk's number within its table
 * @param relation oid of the table or the partition that holds the blocks; a name may pass to another relation
 * @param fileNode the relation's file when the chunk was planned; a different one means that rows have moved
 * @param firstBlock first heap block
 * @param endBlock block after the last
 * @param bytes estimated size
 */
record Chunk(int tableId, int number, long relation, long fileNode, long firstBlock, long endBlock, long bytes) {}
