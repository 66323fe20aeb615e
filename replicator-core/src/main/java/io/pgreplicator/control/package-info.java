/** The replicator schema on the target: which migration this is, who leads it and how far it has come. */
@NullMarked
package io.pgreplicator.control;

import org.jspecify.annotations.NullMarked;
