/**
 * The control schema on the target: which migration this is, who leads it and its progress.
 *
 * <pre>
 *    Leader ---- acquires the leader lock, raises the epoch ----► leader_epoch              TARGET
 *                                                                    ^
 *    every transaction that changes the target: LeaderEpoch.hold ----+  (locks it, checks that it is still its own)
 *       |
 *       | rows of a round, and in the same transaction
 *       v
 *    Migration.advance -----------► migration: watermark, rounds, source_server, heartbeat
 *    RefusedRows.settle ----------► refused_row: rows that the target refused
 *       ^
 *       | before that: Heartbeat.beat counts one on the SOURCE, then remembers it here; Migration.follow compares both,
 *       | and detects a source or a target that lost transactions
 *       |
 *    CommandQueue: command, written by any machine, answered by the leader
 *    StoredStatus, SequenceState: what status shows, and what the sequences were set to
 * </pre>
 *
 * The watermark is moved in one place, Migration: by a round and by a repair. Decisions, in docs/decisions:
 * 0005-control-on-the-target, 0010-epoch-of-the-leader, 0013-heartbeat-of-the-source, 0014-refused-rows,
 * 0023-epoch-of-every-transaction, 0024-target-that-went-back, 0027-commands-through-the-target.
 */
@NullMarked
package io.pgreplicator.control;

import org.jspecify.annotations.NullMarked;
