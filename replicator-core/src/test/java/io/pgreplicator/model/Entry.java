package io.pgreplicator.model;

/** A row of the log: the key, the transaction that wrote it, and the segment it stands in. Immutable. */
record Entry(int key, int xid, int segment) {}
