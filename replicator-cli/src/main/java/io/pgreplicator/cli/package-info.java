/** The command line: each command calls the library once and prints its answer. */
@NullMarked
package io.pgreplicator.cli;

import org.jspecify.annotations.NullMarked;
