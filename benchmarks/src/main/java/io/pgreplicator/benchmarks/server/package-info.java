/** Two PostgreSQL servers of the harness' own, sessions on them, and the programs that come with PostgreSQL. */
@NullMarked
package io.pgreplicator.benchmarks.server;

import org.jspecify.annotations.NullMarked;
