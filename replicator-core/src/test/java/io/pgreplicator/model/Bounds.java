package io.pgreplicator.model;

/**
 * How much may happen in one exploration. Immutable.
 *
 * @param keys keys of the one table
 * @param rows how many of them exist at the beginning
 * @param chunks parts of the file that are copied one by one
 * @param segments segments of the log; a write may go to any
 * @param transactions transactions of the application
 * @param writes statements of each of them, at most
 * @param truncations TRUNCATEs of all of them together
 * @param rewrites times the table is rewritten while it is being copied
 * @param faults lost processes and connections of the replicator
 */
record Bounds(
        int keys,
        int rows,
        int chunks,
        int segments,
        int transactions,
        int writes,
        int truncations,
        int rewrites,
        int faults) {}
