/**
 * One round from its snapshot to the watermark: changes read from the log, through the ring, into batches.
 *
 * <pre>
 *    RoundRunner: look -------► carry -----------------------------------------------► acknowledge
 *       |                         |                                                       ^
 *       v                         v                                                       | the log is emptied   SOURCE
 *    Changes: tables, keys     RoundReader: the rows at the snapshot, in TableGroups      |
 *       ^                         |  TableHolds: locks what it reads; skips               |
 *       |                         |  what others lock (WaitingTables)                     |
 *    ShapeGuard, PartitionWatch   v                                                       |
 *    unchanged since capture?  RingPipeline: bounded by slots and bytes                   |
 *                                 |          |          |                                 |
 *                                 v          v          v                                 |
 *                              Lane       Lane       Lane       apply-1, apply-2, ...     |
 *                                 |          |          |                                 |
 *                                 v          v          v                                 |
 *                              batches: stage, delete, upsert    COMMIT                   |                      TARGET
 *                                 |          |          |                                 |
 *                                 +----------+----------+--► Round.complete: watermark ---+
 * </pre>
 *
 * A small round is one transaction of one applier (a Lane), with the watermark in it. A large one is many, and the watermark
 * follows the last. An applier that fails continues to empty the ring, so the reader never waits for a dead consumer.
 * RoundRunner explains the design.
 *
 * <p>Decisions, in docs/decisions: 0004-rounds, 0011-tables-held-while-read, 0014-refused-rows, 0017-partitions-one-by-one,
 * 0021-silent-peers-locks-and-single-rows. The model: docs/model/README.md.
 */
@NullMarked
package io.pgreplicator.round;

import org.jspecify.annotations.NullMarked;
