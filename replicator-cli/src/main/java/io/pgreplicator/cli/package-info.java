/** The command line: each command is one call of the library and the printing of its answer. */
@NullMarked
package io.pgreplicator.cli;

import org.jspecify.annotations.NullMarked;
