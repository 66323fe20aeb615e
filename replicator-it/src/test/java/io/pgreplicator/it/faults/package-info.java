/** Faults of servers and networks at every named place of the work: it goes on by itself, or stops and says why. */
@NullMarked
package io.pgreplicator.it.faults;

import org.jspecify.annotations.NullMarked;
