/** Changes to the target: a batch becomes deletes and upserts in one transaction. */
@NullMarked
package io.pgreplicator.apply;

import org.jspecify.annotations.NullMarked;
