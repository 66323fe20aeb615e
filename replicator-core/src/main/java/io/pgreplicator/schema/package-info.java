/** Brings the schema of the source to the target, by PostgreSQL's own programs, and tells what differs afterwards. */
@NullMarked
package io.pgreplicator.schema;

import org.jspecify.annotations.NullMarked;
