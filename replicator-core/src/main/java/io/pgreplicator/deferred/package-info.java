/** Indexes, constraints and triggers of the target that are dropped or disabled while rows are copied, and restored. */
@NullMarked
package io.pgreplicator.deferred;

import org.jspecify.annotations.NullMarked;
