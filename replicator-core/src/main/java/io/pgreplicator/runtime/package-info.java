/** When and on which thread things run, so that tests can decide both. */
@NullMarked
package io.pgreplicator.runtime;

import org.jspecify.annotations.NullMarked;
