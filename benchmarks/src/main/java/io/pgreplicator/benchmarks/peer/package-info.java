/**
 * Those whose work is measured: the replicator as it ships, and the pipe from psql to psql that it is compared with.
 */
@NullMarked
package io.pgreplicator.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
