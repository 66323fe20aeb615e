/** Determines whether source and target hold the same rows. */
@NullMarked
package io.pgreplicator.verify;

import org.jspecify.annotations.NullMarked;
