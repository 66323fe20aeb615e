/** The programs that measure, and the parts they are made of. */
@NullMarked
package io.pgreplicator.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
