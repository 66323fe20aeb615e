/** The failures of the replicator: a code, what happened, and what the operator is to do. */
@NullMarked
package io.pgreplicator.error;

import org.jspecify.annotations.NullMarked;
