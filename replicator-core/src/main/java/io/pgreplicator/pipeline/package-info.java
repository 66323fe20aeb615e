/** One row's way from the delta tables through the ring into batches; rounds and their watermark. */
@NullMarked
package io.pgreplicator.pipeline;

import org.jspecify.annotations.NullMarked;
