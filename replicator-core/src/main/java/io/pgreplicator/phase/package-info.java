/** The story of a migration: one class for each of its phases, and what runs beside them. */
@NullMarked
package io.pgreplicator.phase;

import org.jspecify.annotations.NullMarked;
