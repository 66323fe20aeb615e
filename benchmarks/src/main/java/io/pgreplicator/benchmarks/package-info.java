/** The benchmark harness: generated data, servers of its own, and the figures of one run. */
@NullMarked
package io.pgreplicator.benchmarks;

import org.jspecify.annotations.NullMarked;
