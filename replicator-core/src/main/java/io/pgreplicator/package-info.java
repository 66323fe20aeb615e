/** The facade: a configured pair of databases and the story of the phases. */
@NullMarked
package io.pgreplicator;

import org.jspecify.annotations.NullMarked;
