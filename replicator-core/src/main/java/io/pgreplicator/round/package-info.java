/** One round from its snapshot to the watermark: changes read from the log, through the ring, into batches. */
@NullMarked
package io.pgreplicator.round;

import org.jspecify.annotations.NullMarked;
