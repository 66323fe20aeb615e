/** Tests of the harness; none of them judges speed. */
@NullMarked
package io.pgreplicator.benchmarks;

import org.jspecify.annotations.NullMarked;
