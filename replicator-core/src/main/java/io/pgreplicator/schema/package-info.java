/** Creates the target's schema from the source's, with PostgreSQL's own programs, and reports what differs afterwards. */
@NullMarked
package io.pgreplicator.schema;

import org.jspecify.annotations.NullMarked;
