/**
 * The benchmark harness: generated data, servers of its own, and the figures of one run. A package knows those below it.
 *
 * <pre>
 *  acceptance              does every row arrive, whatever happens
 *      |
 *    suite                 how fast, how much, beside whom
 *      |
 *    peer      report      who works | what is found out
 *      |          |
 *  workload       |        data, and who writes to it meanwhile
 *      |          |
 *    server ------+        two servers, sessions, psql and pgbench
 * </pre>
 */
@NullMarked
package io.pgreplicator.benchmarks;

import org.jspecify.annotations.NullMarked;
