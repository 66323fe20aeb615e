/** How the replicator fails: a code, what happened, and what the operator does next. */
@NullMarked
package io.pgreplicator.error;

import org.jspecify.annotations.NullMarked;
