/** What stands in the way of a migration, found out without changing anything. */
@NullMarked
package io.pgreplicator.preflight;

import org.jspecify.annotations.NullMarked;
