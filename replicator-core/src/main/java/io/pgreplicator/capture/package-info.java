/**
 * The delta tables: how the keys of changed rows are logged on the source, read from there and discarded.
 *
 * <pre>
 *   application: INSERT, UPDATE, DELETE, TRUNCATE                                          SOURCE
 *      | the same transaction: triggers
 *      v
 *   delta_7, the log of table 7, by segments: (key, xid)            truncation: (table, xid)
 *      ^          |                      |                              |
 *      |          | DeltaLog: which      | DeltaReader: the distinct    | DeltaLog.truncated
 *      |          | tables, how much     | keys with their rows, as of  |
 *      |          |                      | RoundSnapshot, in a Window   |
 *      |          +----------------------+--------------+---------------+
 *      |                                                v
 *      |                                              round ---------► target commits
 *      |                                                                    |
 *      |  DeltaLog.discard: rotates full segments, and truncates        |
 *      |  those that hold nothing the target does not have  ◄---------------+
 *      |
 *   ChangeMarks, ColumnChange, NewPartitions: keys that are logged once more, because no trigger saw them change
 * </pre>
 *
 * <p>Decisions, in docs/decisions: 0001-txid-functions, 0002-log-segments, 0003-row-triggers-on-trees,
 * 0007-triggers-enabled-always, 0012-changed-columns, 0016-capture-functions-trust-no-caller, 0017-partitions-one-by-one,
 * 0026-a-schema-for-each-end.
 */
@NullMarked
package io.pgreplicator.capture;

import org.jspecify.annotations.NullMarked;
