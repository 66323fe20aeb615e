/**
 * The test kit: real PostgreSQL servers, seeded workloads, network faults and a comparison of whole databases.
 *
 * <pre>
 *   Workload (writers) ──► source ──► [TcpProxy] ──► ReplicatorProcess ──► [TcpProxy] ──► target
 *                            ▲                                                             ▲
 *                            └──────────────── DatabaseDiff, Leftovers ────────────────────┘
 *
 *   DatabasePair ── ServerPool ── PostgresServers ── PostgresProvider: docker | embedded | installed
 * </pre>
 *
 * The kit knows nothing of the replicator's code, so that it can judge it: it sees what any client would see.
 */
@NullMarked
package io.pgreplicator.it;

import org.jspecify.annotations.NullMarked;
