/** What a program has found out: figures, and checks that pass or fail. */
@NullMarked
package io.pgreplicator.benchmarks.report;

import org.jspecify.annotations.NullMarked;
