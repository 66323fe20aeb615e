/** Whole journeys: copy, follow, fail, go on; each ends with both databases compared row by row and nothing left. */
@NullMarked
package io.pgreplicator.it.journey;

import org.jspecify.annotations.NullMarked;
