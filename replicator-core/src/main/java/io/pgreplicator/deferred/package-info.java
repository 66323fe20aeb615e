/** What is taken off the target while rows arrive, indexes and constraints and triggers, and put back. */
@NullMarked
package io.pgreplicator.deferred;

import org.jspecify.annotations.NullMarked;
