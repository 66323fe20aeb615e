/** The data set <em>mixed</em>, and those who write to it and read from it while something is measured. */
@NullMarked
package io.pgreplicator.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
