/**
 * The initial copy: chunks of COPY TO piped into COPY FROM, and the indexes built after them.
 *
 * <pre>
 *    InitialCopy.plan: drops foreign keys and indexes, writes the chunks of each table
 *       |
 *       v
 *    CopyJournal: chunk = a range of heap blocks                                            TARGET
 *       |   claimed by FOR UPDATE SKIP LOCKED: by a stream, or by another machine
 *       v
 *    ChunkCopier, one a stream: copy-1, copy-2, ...
 *       |  SOURCE: the rows of these blocks that are not in the log
 *       |     COPY TO ----------- byte[] ----------► COPY FROM                              TARGET
 *       |  the same transaction: the chunk is recorded as copied
 *       |
 *       +-- rejected row, large row ------► its key goes into the log: the rounds carry it
 *       +-- rewritten table --------------► planned again from its current file
 *       +-- locked table -----------------► LockedTables: postponed for a while
 *       |
 *       v   the last chunk of a table is copied
 *    IndexBuilder: index-1, index-2, ... build, analyze, finish
 * </pre>
 *
 * <p>No snapshot is held from chunk to chunk: a row that was written since its capture was installed is left to the rounds.
 * Decisions, in docs/decisions: 0004-rounds, 0006-foreign-keys-after-the-first-round, 0014-refused-rows,
 * 0021-silent-peers-locks-and-single-rows, 0022-open-objects-and-honest-ends. The model: docs/model/README.md.
 */
@NullMarked
package io.pgreplicator.copy;

import org.jspecify.annotations.NullMarked;
