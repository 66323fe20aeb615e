/** The secret of the delta tables: how they are made, read and emptied. */
@NullMarked
package io.pgreplicator.capture;

import org.jspecify.annotations.NullMarked;
