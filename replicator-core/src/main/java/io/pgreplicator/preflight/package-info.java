/** Finds what blocks a migration, without changing anything. */
@NullMarked
package io.pgreplicator.preflight;

import org.jspecify.annotations.NullMarked;
