/** Controls when and on which thread work runs, so that tests can decide both. */
@NullMarked
package io.pgreplicator.runtime;

import org.jspecify.annotations.NullMarked;
